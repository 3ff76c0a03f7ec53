import { clamp01, scale, smoothstep } from '../../colour.ts';
import { strokePath } from '../../scenes/pieces/paths.ts';
import { createInkMask, fillOutline, inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask, Paint } from './carrier.ts';
import { feetIn, lit, sizeIn, wholeZone } from './carrier.ts';
import { groundShadow, paintPosts } from './standing.ts';
import { type Dab, paintArea, setDab } from './surface.ts';

const CLOTHS = [
  { cloth: '#b3312c', letter: '#fdf2d8' },
  { cloth: '#f5ecd7', letter: '#7b2231' },
  { cloth: '#e9b44c', letter: '#3b2415' },
  { cloth: '#25606e', letter: '#f9efd9' },
  { cloth: '#fbf7ee', letter: '#1d4f8f' },
] as const;

/** Cloth between two poles. */
export const banner: Carrier = {
  wish: ({ frame, stage, random }) => ({
    zone: { ...wholeZone(frame), bottom: frame.height },
    feet: feetIn(frame, stage),
    legs: { share: 0.8, least: frame.unit * 0.14 },
    prefer: { x: frame.width * random.pick(0.4, 0.5, 0.6), y: frame.horizon * 0.9 },
    size: sizeIn(frame, 0.115),
    shape: 3.2,
    panelMax: { width: frame.unit * 0.86, height: frame.unit * 0.4 },
    padding: { across: 0.8, down: 0.62 },
  }),
  paint: async (task) => {
    const { room, random, gain, frame } = task;
    const { panel, size } = room;
    const colours = random.pick(CLOTHS[0], ...CLOTHS.slice(1));
    const width = Math.max(2, Math.min(frame.unit * 0.018, size * 0.16));
    const posts = [
      { x: panel.left + size * 0.14, width },
      { x: panel.left + panel.width - size * 0.14, width },
    ];
    await groundShadow(task, posts);
    await paintPosts(task, posts, panel.top, lit('#8a6a48', gain));
    await paintCloth(task, { cloth: lit(colours.cloth, gain), letter: lit(colours.letter, scale(gain, 1.2)) }, true);
  },
};

/** A long cloth that a small plane draws across the sky. */
export const tow: Carrier = {
  wish: ({ frame, random }) => {
    const zone = wholeZone(frame);
    return {
      zone: { ...zone, bottom: Math.max(frame.height * 0.4, Math.min(frame.height * 0.94, frame.horizon * 0.9)) },
      prefer: { x: frame.width * random.pick(0.42, 0.5, 0.58), y: frame.height * 0.18 },
      size: sizeIn(frame, 0.078),
      shape: 8,
      panelMax: { width: frame.unit * 1.3, height: frame.unit * 0.27 },
      padding: { across: 2.35, down: 0.62 },
    };
  },
  paint: async (task) => {
    const { random, gain } = task;
    const colours = random.pick(CLOTHS[0], ...CLOTHS.slice(1));
    await paintPlane(task);
    await paintCloth(task, { cloth: lit(colours.cloth, gain), letter: lit(colours.letter, scale(gain, 1.2)) }, false);
  },
};

async function paintCloth(
  { picture, room, ink, side, random, control }: CarrierTask,
  { cloth, letter }: { readonly cloth: Paint; readonly letter: Paint },
  isTied: boolean,
) {
  const { panel, size } = room;
  const turns = Math.max(1.2, panel.width / (size * 4.5));
  const start = random.between(0, 6);
  const height = size * (isTied ? 0.06 : 0.1);
  const hem = size * 0.14;
  const [before, after] = isTied ? [0.14, 0.14] : [1.95, 1.6];
  const clothBox = {
    left: panel.left + size * before,
    right: panel.left + panel.width - size * after,
    top: panel.top + height + 1,
    bottom: panel.top + panel.height - height - 1,
  };
  // What the folds do to a column is the same from top to bottom.
  const shifts = new Float32Array(panel.width);
  const tones = new Float32Array(panel.width);
  for (let column = 0; column < panel.width; column += 1) {
    const along = (panel.left + column + 0.5 - clothBox.left) / (clothBox.right - clothBox.left);
    const turn = start + along * turns * Math.PI * 2;
    // Cloth on poles hangs a little in its middle and lies still at its ends.
    const still = isTied ? Math.sin(along * Math.PI) : smoothstep(0, 0.12, along);
    shifts[column] = along < 0 || along > 1 ? Number.NaN : Math.sin(turn) * height * still;
    const gathers = isTied ? 0.12 * (Math.exp(-along * 14) + Math.exp((along - 1) * 14)) * Math.sin(along * 120) : 0;
    tones[column] = 1 + Math.cos(turn) * (isTied ? 0.07 : 0.1) * side + gathers;
  }
  const pixel = (x: number, y: number, dab: Dab) => {
    const row = y - (shifts[x - panel.left] ?? Number.NaN);
    if (!(row > clothBox.top - 1 && row < clothBox.bottom)) return;
    const cover = clamp01(row + 1 - clothBox.top) * clamp01(clothBox.bottom - row);
    const nearHem = Math.min(row - clothBox.top, clothBox.bottom - row) < hem ? 0.93 : 1;
    const low = Math.floor(row);
    const share = row - low;
    const ofLetter = inkAt(ink, x, low) * (1 - share) + inkAt(ink, x, low + 1) * share;
    const at = (index: 0 | 1 | 2) => cloth[index] * nearHem + (letter[index] - cloth[index] * nearHem) * ofLetter;
    setDab(
      dab,
      [at(0), at(1), at(2)],
      (tones[x - panel.left] ?? 1) - ((row - clothBox.top) / panel.height) * 0.08,
      cover,
    );
  };
  await paintArea(picture, panel, { pixel, isThing: true }, control);
}

/** The parts of a small plane that flies to the left, on a board of 1 x 0.5, nose at 0. */
const PLANE = {
  body: [[0, 0.3, 0.04, 0.24, 0.2, 0.21, 0.42, 0.21, 0.96, 0.26, 1, 0.3, 0.94, 0.34, 0.3, 0.41, 0.08, 0.38]],
  wing: [[0.26, 0.34, 0.4, 0.34, 0.6, 0.5, 0.5, 0.5]],
  fin: [[0.8, 0.27, 0.92, 0.06, 1, 0.06, 0.98, 0.28]],
  glass: [[0.22, 0.21, 0.29, 0.13, 0.4, 0.13, 0.46, 0.21]],
  stripe: [[0.02, 0.29, 0.98, 0.29, 0.95, 0.325, 0.03, 0.34]],
} as const;

async function paintPlane({ picture, room, gain, control }: CarrierTask) {
  const { panel, size } = room;
  const long = size * 1.5;
  const top = panel.top + panel.height / 2 - long * 0.3;
  const rope = strokePath(
    [
      [panel.left + long, top + long * 0.3],
      [panel.left + size * 2, panel.top + size * 0.2],
    ],
    Math.max(1, size * 0.02),
  );
  const lowRope = strokePath(
    [
      [panel.left + long, top + long * 0.3],
      [panel.left + size * 2, panel.top + panel.height - size * 0.2],
    ],
    Math.max(1, size * 0.02),
  );
  const ropes = createInkMask({
    left: Math.floor(panel.left),
    top: panel.top,
    width: Math.ceil(size * 2.1),
    height: panel.height,
  });
  for (const line of [rope, lowRope]) fillOutline(ropes, { contours: [line.flat()], originX: 0, originY: 0, scale: 1 });
  const dark = lit('#4a4038', gain);
  await paintArea(
    picture,
    ropes,
    { pixel: (x, y, dab) => setDab(dab, dark, 1, inkAt(ropes, x, y)), isThing: true },
    control,
  );
  const colours: readonly (readonly [keyof typeof PLANE, Paint])[] = [
    ['fin', lit('#b8433a', gain)],
    ['body', lit('#f4efe6', gain)],
    ['stripe', lit('#b8433a', gain)],
    ['glass', lit('#4a6a80', gain)],
    ['wing', lit('#cfc8bc', gain)],
  ];
  const left = panel.left + size * 0.1;
  for (const [part, colour] of colours) {
    const mask = createInkMask({
      left: Math.floor(left),
      top: Math.floor(top),
      width: Math.ceil(long) + 2,
      height: Math.ceil(long * 0.5) + 2,
    });
    fillOutline(mask, { contours: PLANE[part], originX: left, originY: top, scale: long });
    const pixel = (x: number, y: number, dab: Dab) =>
      setDab(dab, colour, 1.05 - ((y - top) / long) * 0.3, inkAt(mask, x, y));
    await paintArea(picture, mask, { pixel, isThing: true }, control);
  }
}
