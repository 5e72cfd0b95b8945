import type { Scale } from '@observablehq/plot';

const SVG = 'http://www.w3.org/2000/svg';
/** A shorter drag is a press. */
const LEAST_PX = 6;

/** A range of the horizontal axis, in its values. */
export type Brushed = (low: number | Date, high: number | Date) => void;

/**
 * Lets a range be dragged along the horizontal axis of a drawing. The range fields of the filter do the same
 * without dragging (WCAG 2.5.7).
 */
export function brush(svg: SVGSVGElement, scale: Scale | undefined, done: Brushed): void {
  const invert = scale?.invert as ((x: number) => number | Date) | undefined;
  if (!invert || !scale?.range) return;
  const [left = 0, right = 0] = [...(scale.range as Iterable<number>)].map(Number);
  let from: number | null = null;
  let box: SVGRectElement | null = null;
  const at = (event: PointerEvent): number => {
    const { left: origin, width } = svg.getBoundingClientRect();
    const x = ((event.clientX - origin) * svg.width.baseVal.value) / width;
    return Math.min(right, Math.max(left, x));
  };
  svg.classList.add('brushable');
  svg.addEventListener('dragstart', (event) => event.preventDefault());
  svg.addEventListener('pointerdown', (event) => {
    if (event.button === 0) from = at(event);
  });
  svg.addEventListener('pointermove', (event) => {
    if (from === null || Math.abs(at(event) - from) < LEAST_PX) return;
    if (!box) {
      svg.setPointerCapture(event.pointerId);
      box = svg.appendChild(document.createElementNS(SVG, 'rect'));
      box.setAttribute('class', 'brush');
      box.setAttribute('y', '0');
      box.setAttribute('height', '100%');
    }
    box.setAttribute('x', String(Math.min(from, at(event))));
    box.setAttribute('width', String(Math.abs(at(event) - from)));
  });
  const end = (event: PointerEvent): void => {
    if (box && from !== null && event.type === 'pointerup') {
      const ends = [from, at(event)].sort((a, b) => a - b);
      svg.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => svg.removeEventListener('click', swallow, { capture: true }), 0);
      done(invert(ends[0] ?? left), invert(ends[1] ?? right));
    }
    box?.remove();
    box = null;
    from = null;
  };
  svg.addEventListener('pointerup', end);
  svg.addEventListener('pointercancel', end);
}

/** The press that ends a drag opens no mark. */
function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The end of a brushed range as the filter writes it: a day, or a number of as many digits as a mouse can mean. */
export function brushedText(end: number | Date): string {
  if (end instanceof Date) return end.toISOString().slice(0, 10);
  return String(Number(end.toPrecision(4)));
}
