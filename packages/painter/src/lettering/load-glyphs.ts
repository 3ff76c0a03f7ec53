import { readSection } from '../assets/read-section.ts';

/** One letter; all measures in ems, y downwards from the base line. */
export type Glyph = {
  readonly advance: number;
  /** Closed polygons, x and y by turns; where they run against each other they leave holes. */
  readonly contours: readonly Float32Array[];
};

export type Glyphs = {
  /** Undefined for a character no font has. */
  readonly glyphOf: (character: string) => Glyph | undefined;
  /** How much the second letter is moved towards the first, in ems; mostly 0. */
  readonly kernOf: (left: string, right: string) => number;
  /** All there are. */
  readonly characters: readonly string[];
};

type Face = {
  readonly grid: number;
  readonly characters: string;
  readonly advances: readonly number[];
  readonly lengths: readonly number[];
  readonly kerns: Readonly<Record<string, number>>;
};
type Spot = { readonly from: number; readonly to: number; readonly advance: number; readonly grid: number };

let loading: Promise<Glyphs> | undefined;

/**
 * Read once per thread, and only for a picture with texts: 0.8 MB on disk, 2 MB in memory.
 * Throws `PaintError` `assets_missing` when nothing was baked, and tries again at the next call.
 */
export function loadGlyphs(): Promise<Glyphs> {
  loading ??= readSection('glyphs')
    .then(decodeGlyphs)
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** Reads what `build/bake-glyphs.ts` wrote; outlines are decoded when a letter is asked for. */
export function decodeGlyphs(bytes: Uint8Array): Glyphs {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bodyAt = 4 + view.getUint32(0, true);
  const header: { readonly faces: readonly Face[] } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, bodyAt)));
  const spots = new Map<string, Spot>();
  let from = bodyAt;
  for (const { grid, characters, advances, lengths } of header.faces) {
    for (const [index, character] of [...characters].entries()) {
      const to = from + (lengths[index] ?? 0);
      spots.set(character, { from, to, advance: advances[index] ?? 0, grid });
      from = to;
    }
  }
  const decoded = new Map<string, Glyph>();
  const glyphOf = (character: string) => {
    const spot = spots.get(character);
    const glyph = decoded.get(character) ?? (spot === undefined ? undefined : decodeGlyph(bytes, spot));
    if (glyph !== undefined) decoded.set(character, glyph);
    return glyph;
  };
  const kernOf = (left: string, right: string) => {
    const face = header.faces.find(({ kerns }) => kerns[left + right] !== undefined);
    return face === undefined ? 0 : (face.kerns[left + right] ?? 0) / face.grid;
  };
  return { glyphOf, kernOf, characters: [...spots.keys()] };
}

function decodeGlyph(bytes: Uint8Array, { from, to, advance, grid }: Spot): Glyph {
  let at = from;
  const read = () => {
    let value = 0;
    for (let shift = 0; at < to; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value;
  };
  const readStep = () => {
    const value = read();
    return value & 1 ? -((value + 1) >> 1) : value >> 1;
  };
  const contours: Float32Array[] = [];
  let [x, y] = [0, 0];
  while (at < to) {
    const contour = new Float32Array(read() * 2);
    for (let index = 0; index < contour.length; index += 2) {
      x += readStep();
      y += readStep();
      contour[index] = x / grid;
      contour[index + 1] = y / grid;
    }
    contours.push(contour);
  }
  return { advance: advance / grid, contours };
}
