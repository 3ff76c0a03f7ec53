/** How much of each pixel of a part of the picture is ink, 0 to 255; `left` and `top` say where the part lies. */
export type InkMask = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cover: Uint8Array;
};

/** An outline put at its place: point (x, y) of a contour goes to (originX + x * scale, originY + y * scale). */
export type SetOutline = {
  readonly contours: readonly ArrayLike<number>[];
  readonly originX: number;
  readonly originY: number;
  readonly scale: number;
};

export type Rect = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

export function createInkMask({ left, top, width, height }: Rect): InkMask {
  return { left, top, width, height, cover: new Uint8Array(width * height) };
}

/** Ink at a pixel of the picture (whole numbers), 0 to 1; none outside the mask. */
export function inkAt({ left, top, width, height, cover }: InkMask, x: number, y: number): number {
  const column = x - left;
  const row = y - top;
  return column < 0 || row < 0 || column >= width || row >= height ? 0 : (cover[row * width + column] ?? 0) / 255;
}

/** The smallest box around an outline; undefined for one without points, such as a space. */
export function boundsOf({ contours, originX, originY, scale }: SetOutline) {
  let [left, top, right, bottom] = [1e9, 1e9, -1e9, -1e9];
  for (const contour of contours) {
    for (let index = 0; index < contour.length; index += 2) {
      left = Math.min(left, contour[index] ?? 0);
      right = Math.max(right, contour[index] ?? 0);
      top = Math.min(top, contour[index + 1] ?? 0);
      bottom = Math.max(bottom, contour[index + 1] ?? 0);
    }
  }
  if (left > right) return undefined;
  return {
    left: originX + left * scale,
    top: originY + top * scale,
    right: originX + right * scale,
    bottom: originY + bottom * scale,
  };
}

/** Adds an outline to a mask: each pixel gets the exact share of its square that lies inside. */
export function fillOutline(mask: InkMask, outline: SetOutline): void {
  const bounds = boundsOf(outline);
  if (bounds === undefined) return;
  const left = Math.floor(bounds.left) - 1;
  const top = Math.floor(bounds.top) - 1;
  const width = Math.ceil(bounds.right) + 2 - left;
  const height = Math.ceil(bounds.bottom) + 1 - top;
  const changes = new Float32Array(width * height + 2);
  const { contours, originX, originY, scale } = outline;
  for (const contour of contours) {
    let x0 = originX + (contour[contour.length - 2] ?? 0) * scale - left;
    let y0 = originY + (contour[contour.length - 1] ?? 0) * scale - top;
    for (let index = 0; index < contour.length; index += 2) {
      const x1 = originX + (contour[index] ?? 0) * scale - left;
      const y1 = originY + (contour[index + 1] ?? 0) * scale - top;
      addEdge(changes, width, { x0, y0, x1, y1 });
      [x0, y0] = [x1, y1];
    }
  }
  sumUp(mask, changes, { left, top, width, height });
}

type Edge = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };

/** Writes how the covered area changes from pixel to pixel along each row that an edge passes. */
function addEdge(changes: Float32Array, width: number, { x0, y0, x1, y1 }: Edge) {
  if (y0 === y1) return;
  const direction = y0 < y1 ? 1 : -1;
  const lean = (x1 - x0) / (y1 - y0);
  const top = Math.min(y0, y1);
  const bottom = Math.max(y0, y1);
  let x = y0 < y1 ? x0 : x1;
  for (let row = Math.floor(top); row < bottom; row += 1) {
    const deep = Math.min(row + 1, bottom) - Math.max(row, top);
    const next = x + lean * deep;
    addSpan(changes, row * width, { from: Math.min(x, next), to: Math.max(x, next), amount: deep * direction });
    x = next;
  }
}

/** An edge that crosses one row between two columns: every pixel gets its part of the area to the right of it. */
function addSpan(
  changes: Float32Array,
  row: number,
  { from, to, amount }: { readonly from: number; readonly to: number; readonly amount: number },
) {
  const last = Math.floor(to);
  let areaBefore = 0;
  let coverBefore = 0;
  for (let column = Math.floor(from); column <= last; column += 1) {
    const right = column + 1;
    // All that lies between the edge and this pixel's right side, as a share of the row's depth.
    const area = right >= to ? right - (from + to) / 2 : (right - from) ** 2 / (2 * (to - from));
    const cover = area - areaBefore;
    changes[row + column] = (changes[row + column] ?? 0) + amount * (cover - coverBefore);
    areaBefore = area;
    coverBefore = cover;
  }
  changes[row + last + 1] = (changes[row + last + 1] ?? 0) + amount * (1 - coverBefore);
}

function sumUp(mask: InkMask, changes: Float32Array, part: Rect) {
  for (let row = 0; row < part.height; row += 1) {
    const y = part.top + row - mask.top;
    if (y < 0 || y >= mask.height) continue;
    let sum = 0;
    for (let column = 0; column < part.width; column += 1) {
      sum += changes[row * part.width + column] ?? 0;
      const x = part.left + column - mask.left;
      if (x < 0 || x >= mask.width) continue;
      // Outlines that lie over each other are both ink, not a hole.
      const at = y * mask.width + x;
      mask.cover[at] = Math.min(255, (mask.cover[at] ?? 0) + Math.min(1, Math.abs(sum)) * 255 + 0.5);
    }
  }
}
