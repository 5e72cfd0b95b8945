import { plot, type PlotOptions } from '@observablehq/plot';
import { brush, type Brushed } from './brush.js';
import type { ChartColours } from './colours.js';

const FONT = "12px 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/**
 * Draws with Observable Plot, in a document of its own: Plot puts a style element into each drawing, which the
 * page's content security policy refuses; the drawing needs none. Marks with an address become links that can be
 * reached by keyboard and name what they show.
 */
export function draw(
  label: string,
  colours: ChartColours,
  options: PlotOptions,
  brushed: Brushed | null = null,
): SVGSVGElement {
  const apart = document.implementation.createHTMLDocument();
  const drawn = plot({ ...options, document: apart, className: 'dose-plot', style: { background: 'none' } });
  const svg =
    drawn instanceof SVGSVGElement || drawn.localName === 'svg' ? drawn : drawn.querySelector('svg');
  const figure = document.adoptNode(svg as Element) as SVGSVGElement;
  for (const style of figure.querySelectorAll('style')) style.remove();
  figure.setAttribute('role', 'group');
  figure.setAttribute('aria-label', label);
  figure.style.font = FONT;
  figure.style.color = colours.text;
  for (const link of figure.querySelectorAll('a')) nameLink(link);
  for (const decoration of figure.querySelectorAll('g[aria-label]:not(:has(a))')) {
    decoration.removeAttribute('aria-label');
    decoration.setAttribute('aria-hidden', 'true');
  }
  for (const group of figure.querySelectorAll('g[aria-label], g[aria-description]')) {
    group.removeAttribute('aria-label');
    group.removeAttribute('aria-description');
  }
  if (brushed) brush(figure, drawn.scale('x'), brushed);
  return figure;
}

function nameLink(link: SVGAElement | HTMLAnchorElement): void {
  const mark = link.querySelector('[aria-label]');
  const name = mark?.getAttribute('aria-label') ?? '';
  mark?.removeAttribute('aria-label');
  link.setAttribute('aria-label', name);
  const href = link.getAttribute('xlink:href') ?? link.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
  if (href) link.setAttribute('href', href);
}
