import sharp from 'sharp';
import type { Picture } from '../picture.ts';
import type { EditStep, PaintPlan } from '../prompt/paint-plan.ts';
import { PLAIN_PLAN } from '../prompt/testing.ts';

/** Pictures and measures for the tests of this folder. */
export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
type Pixels = Pick<Picture, 'width' | 'height' | 'pixels'>;

/** A plan as the reader would give it. */
export function planOf(steps: readonly EditStep[], rest: Partial<PaintPlan> = {}): PaintPlan {
  return {
    ...PLAIN_PLAN,
    key: 7,
    edit: { base: 1, steps },
    ...rest,
  };
}

/** A landscape: blue sky with a gradient, green ground with stripes to keep apart. */
export function landscape(width = 400, height = 300): Promise<Uint8Array> {
  const stripes = Array.from(
    { length: 12 },
    (_, index) =>
      `<rect x="${index * 34}" y="170" width="14" height="130" fill="#${index % 2 === 0 ? '3f6b2c' : '6f9440'}"/>`,
  );
  return drawn(
    width,
    height,
    `<linearGradient id="s" x2="0" y2="1"><stop stop-color="#4f8fd6"/><stop offset="1" stop-color="#c4def0"/></linearGradient><rect width="400" height="300" fill="url(#s)"/><path d="M0 170L90 110L170 170L260 120L400 170V300H0z" fill="#557a38"/>${stripes.join('')}`,
  );
}

/** A striped box on a plain ground with a slow gradient: 140 of 400 wide, 150 of 300 high, in the middle. */
export function product(width = 400, height = 300): Promise<Uint8Array> {
  const stripes = Array.from(
    { length: 10 },
    (_, index) => `<rect x="${130 + index * 14}" y="90" width="7" height="150" fill="#7a1010"/>`,
  );
  return drawn(
    width,
    height,
    `<linearGradient id="s" x2="0" y2="1"><stop stop-color="#e4e8ec"/><stop offset="1" stop-color="#c2c8ce"/></linearGradient><rect width="400" height="300" fill="url(#s)"/><rect x="130" y="90" width="140" height="150" fill="#e03a22"/>${stripes.join('')}`,
  );
}

/** A red cup, 130 to 270 of 400 and 110 to 250 of 300; a low grey arch hangs on its right side, to 340. */
export function cupBesideArch(): Promise<Uint8Array> {
  return drawn(
    400,
    300,
    '<rect width="400" height="300" fill="#e8eaec"/><path d="M265 70A70 70 0 0 1 340 140V240H262V222H316V140A60 60 0 0 0 265 70z" fill="#9a9c9e"/><rect x="130" y="110" width="140" height="140" rx="20" fill="#d8202c"/>',
  );
}

/** Two white discs with grey faces on a meadow under a sky: at 120 and 250 of 400, 190 of 300, 40 and 46 in radius. */
export function twoSheep(): Promise<Uint8Array> {
  const trees = Array.from({ length: 9 }, (_, index) => `<circle cx="${index * 48}" cy="128" r="11" fill="#2f6b34"/>`);
  return drawn(
    400,
    300,
    `<rect width="400" height="130" fill="#5a96dc"/><rect y="130" width="400" height="170" fill="#6fa53c"/>${trees.join('')}<path d="M190 300L230 220L250 220L260 300z" fill="#c8a878"/><circle cx="120" cy="190" r="40" fill="#f4f4f2"/><circle cx="250" cy="190" r="46" fill="#f4f4f2"/><circle cx="130" cy="185" r="14" fill="#8c8c90"/><circle cx="240" cy="185" r="16" fill="#8c8c90"/>`,
  );
}

/** A green disc on nothing. */
export function disc(): Promise<Uint8Array> {
  return drawn(200, 200, '<circle cx="200" cy="150" r="140" fill="#18b04a"/>');
}

/** One colour all over. */
export function plain(background: string): Promise<Uint8Array> {
  return sharp({ create: { width: 200, height: 150, channels: 3, background } })
    .png()
    .toBuffer();
}

export async function twoHalves(left: string, right: string): Promise<Uint8Array> {
  return await drawn(
    320,
    240,
    `<rect width="200" height="300" fill="${left}"/><rect x="200" width="200" height="300" fill="${right}"/>`,
  );
}

/** Drawn on a board of 400 x 300, stretched to the size. */
function drawn(width: number, height: number, body: string): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 400 300" preserveAspectRatio="none">${body}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Red, green and blue levels, on the average. */
export function channelMeans({ width, pixels }: Pixels, box: Box): readonly [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let y = box.top; y < box.top + box.height; y += 1) {
    for (let x = box.left; x < box.left + box.width; x += 1) {
      const at = (y * width + x) * 3;
      sums[0] += pixels[at] ?? 0;
      sums[1] += pixels[at + 1] ?? 0;
      sums[2] += pixels[at + 2] ?? 0;
    }
  }
  const share = 1 / (box.width * box.height);
  return [sums[0] * share, sums[1] * share, sums[2] * share];
}

export function greys({ pixels }: Pixels): Float64Array {
  return Float64Array.from(
    { length: pixels.length / 3 },
    (_, at) => 0.3 * (pixels[at * 3] ?? 0) + 0.59 * (pixels[at * 3 + 1] ?? 0) + 0.11 * (pixels[at * 3 + 2] ?? 0),
  );
}

/** Pearson's correlation of two pictures' greys, -1 to 1. */
export function likeness(a: Pixels, b: Pixels): number {
  const [x, y] = [greys(a), greys(b)];
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let at = 0; at < x.length; at += 1) {
    const p = (x[at] ?? 0) - mx;
    const q = (y[at] ?? 0) - my;
    xy += p * q;
    xx += p * p;
    yy += q * q;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Mean step between neighbours in a row: how much is sharp. */
export function sharpness(picture: Pixels, box: Box): number {
  const grey = greys(picture);
  let sum = 0;
  for (let y = box.top; y < box.top + box.height; y += 1) {
    for (let x = box.left + 1; x < box.left + box.width; x += 1) {
      sum += Math.abs((grey[y * picture.width + x] ?? 0) - (grey[y * picture.width + x - 1] ?? 0));
    }
  }
  return sum / (box.width * box.height);
}

/** The share of a box's pixels that differ by more than a few levels. */
export function changed(a: Pixels, b: Pixels, isCounted: (x: number, y: number) => boolean): number {
  let count = 0;
  let different = 0;
  for (let at = 0; at < a.pixels.length / 3; at += 1) {
    if (!isCounted(at % a.width, Math.floor(at / a.width))) continue;
    count += 1;
    const away = [0, 1, 2].map((channel) =>
      Math.abs((a.pixels[at * 3 + channel] ?? 0) - (b.pixels[at * 3 + channel] ?? 0)),
    );
    if (Math.max(...away) > 6) different += 1;
  }
  return different / Math.max(1, count);
}
