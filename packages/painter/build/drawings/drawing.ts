import type { SceneName } from '../../src/prompt/paint-plan.ts';
import type { Anchor } from '../choose-icons.ts';

/** Gives the elements of a drawing of the icon set by its name; throws when there is none. */
export type Noto = (name: string) => string;

/** A subject drawn for this package: SVG elements on a 128 x 128 board, the feet near its lower edge. */
export type Drawing = {
  readonly name: string;
  /** As a group of the word data, for readers that ask what kind of thing it is. */
  readonly group: string;
  readonly anchor: Anchor;
  /** Height in the world, metres. */
  readonly metres: number;
  /** Places it is at home in, the likeliest first. */
  readonly home: readonly SceneName[];
  readonly terms: readonly string[];
  readonly zh: readonly string[];
  readonly draw: (noto: Noto) => string;
  /** Its head above its chest, for portraits; people have theirs from the whole drawing. */
  readonly bust?: (noto: Noto) => string;
};

/** The same once more, mirrored at the board's middle. */
export function both(svg: string): string {
  return `${svg}${mirrored(svg)}`;
}

export function mirrored(svg: string): string {
  return `<g transform="matrix(-1 0 0 1 128 0)">${svg}</g>`;
}

/** A drawing made smaller: `scale` of its size, its own left upper corner at `left`, `top`. */
export function set(svg: string, left: number, top: number, scale: number): string {
  return `<g transform="translate(${left} ${top})scale(${scale})">${svg}</g>`;
}

export function path(fill: string, d: string): string {
  return `<path fill="${fill}" d="${d}"/>`;
}

/** A line with round ends. */
export function line(colour: string, width: number, d: string): string {
  return `<path fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" d="${d}"/>`;
}

export function oval(fill: string, x: number, y: number, radiusX: number, radiusY: number = radiusX): string {
  return `<ellipse fill="${fill}" cx="${x}" cy="${y}" rx="${radiusX}" ry="${radiusY}"/>`;
}

/** A gradient to fill shapes with as `url(#id)`; stops are colours from top to bottom, or from left to right. */
export function gradient(id: string, direction: 'down' | 'across', ...stops: readonly string[]): string {
  const end = direction === 'down' ? 'x2="0" y2="1"' : 'x2="1" y2="0"';
  const marks = stops.map((colour, index) => `<stop offset="${index / (stops.length - 1)}" stop-color="${colour}"/>`);
  return `<linearGradient id="${id}" x1="0" y1="0" ${end}>${marks.join('')}</linearGradient>`;
}
