import { formatCount } from '../state/format.js';
import { SIGNS, type ChartColours } from './colours.js';
import type { Picture } from './pictures.js';

/** What a saved picture says about itself: heading, filter, n, snapshot. */
export interface Caption {
  readonly title: string;
  readonly lines: readonly string[];
}

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 24;
const LINE = 18;
const PNG_SCALE = 2;

/** The pictures of a chart below one another with their caption, as one SVG document. */
function composeSvg(pictures: readonly Picture[], caption: Caption, colours: ChartColours): SVGSVGElement {
  const root = element('svg', {
    xmlns: SVG,
    'font-family': "'Segoe UI', Roboto, Arial, sans-serif",
    'font-size': '12',
  });
  const width = Math.max(...pictures.map(({ svg }) => svg.width.baseVal.value)) + 2 * MARGIN;
  const description = element('desc', {});
  description.textContent = [caption.title, ...caption.lines].join('\n');
  const background = element('rect', { width: '100%', height: '100%', fill: colours.surface });
  root.append(description, background);
  let y = MARGIN + 8;
  const write = (text: string, size: number, fill: string): void => {
    const line = element('text', { x: String(MARGIN), y: String(y), 'font-size': String(size), fill });
    line.textContent = text;
    root.append(line);
    y += LINE;
  };
  const writeLegend = (series: Picture['series']): void => {
    for (const { name, at } of series)
      write(`${SIGNS[at] ?? ''} ${name}`, 11, colours.series[at] ?? colours.text);
  };
  write(caption.title, 16, colours.text);
  for (const { title, n, svg, series } of pictures) {
    y += 8;
    if (title !== '') write(`${title} (n ${formatCount(n)})`, 13, colours.text);
    writeLegend(series);
    const copy = svg.cloneNode(true) as SVGSVGElement;
    copy.setAttribute('x', String(MARGIN));
    copy.setAttribute('y', String(y));
    copy.setAttribute('fill', colours.text);
    root.append(copy);
    y += svg.height.baseVal.value + 8;
  }
  y += 8;
  for (const line of caption.lines) write(line, 11, colours.muted);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(y + MARGIN / 2));
  root.setAttribute('viewBox', `0 0 ${width} ${y + MARGIN / 2}`);
  return root;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute !== 'xmlns') made.setAttribute(attribute, value);
  }
  return made;
}

/** Saves the chart as it is on screen, as a drawing that scales. */
export function saveSvg(
  name: string,
  pictures: readonly Picture[],
  caption: Caption,
  colours: ChartColours,
): void {
  save(`${name}.svg`, svgBlob(composeSvg(pictures, caption, colours)));
}

/** Saves the chart as a picture for slides and reports. */
export async function savePng(
  name: string,
  pictures: readonly Picture[],
  caption: Caption,
  colours: ChartColours,
): Promise<void> {
  const svg = composeSvg(pictures, caption, colours);
  const url = URL.createObjectURL(svgBlob(svg));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = svg.width.baseVal.value * PNG_SCALE;
    canvas.height = svg.height.baseVal.value * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) save(`${name}.png`, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

const svgBlob = (svg: SVGSVGElement): Blob =>
  new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml;charset=utf-8' });

function save(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
