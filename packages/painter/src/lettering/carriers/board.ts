import { scale } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask, Paint } from './carrier.ts';
import { feetIn, lit, sizeIn, wholeZone } from './carrier.ts';
import { groundShadow, paintPosts, postsUnder } from './standing.ts';
import { bevelAt, boxCover, type Dab, paintArea, setDab } from './surface.ts';

const WOODS = [
  { wood: '#b98a5a', letter: '#2c1a0e', post: '#7d5a39' },
  { wood: '#c9a172', letter: '#3a2012', post: '#8a6643' },
  { wood: '#6d4a30', letter: '#f4e6c6', post: '#4d3422' },
  { wood: '#74522f', letter: '#fbf0d4', post: '#553c28' },
  { wood: '#d8cdb8', letter: '#173a4a', post: '#8c8371' },
] as const;

/** Planks on posts, as beside a path: lettered in paint that sits in the wood. */
export const board: Carrier = {
  wish: ({ frame, stage, random }) => ({
    zone: { ...wholeZone(frame), bottom: frame.height },
    feet: feetIn(frame, stage),
    prefer: { x: frame.width * random.pick(0.3, 0.7), y: Math.min(frame.height * 0.6, frame.horizon) },
    size: sizeIn(frame, 0.105),
    shape: 2.2,
    panelMax: { width: frame.unit * 0.66, height: frame.unit * 0.46 },
    padding: { across: 0.62, down: 0.46 },
    legs: { share: 0.5, least: frame.unit * 0.1 },
  }),
  paint: async (task) => {
    const { room, random, gain, frame } = task;
    const colours = random.pick(WOODS[0], ...WOODS.slice(1));
    const posts = postsUnder(room, Math.max(3, Math.min(frame.unit * 0.034, room.panel.height * 0.17)));
    await groundShadow(task, posts);
    await paintPosts(task, posts, room.panel.top - room.size * 0.05, lit(colours.post, gain));
    await paintPlanks(task, { wood: lit(colours.wood, gain), letter: lit(colours.letter, scale(gain, 1.2)) });
  },
};

type Plank = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly tone: number;
};

async function paintPlanks(task: CarrierTask, colours: { readonly wood: Paint; readonly letter: Paint }) {
  const { picture, room, ink, side, random, control } = task;
  const { panel, size } = room;
  const planks = planksOf(task);
  const grain = new Float32Array(panel.width + 2);
  const seed = random.integer(1, 9999);
  const nailAt = Math.min(panel.width * 0.16, size * 0.32);
  const shader = {
    isThing: true,
    startRow: (y: number) => {
      grain.fill(0);
      const row = y - panel.top;
      addNoiseRow(grain, row, {
        seed,
        cellWidth: size * 1.9,
        cellHeight: Math.max(1.5, size * 0.045),
        amplitude: 0.075,
      });
      addNoiseRow(grain, row, {
        seed: seed + 7,
        cellWidth: size * 2.6,
        cellHeight: Math.max(2, size * 0.16),
        amplitude: 0.07,
      });
    },
    pixel: (x: number, y: number, dab: Dab) => {
      const plank = planks.find(({ top, height }) => y < top + height + 0.5) ?? planks.at(-1);
      if (plank === undefined) return;
      const cover = boxCover(x, y, plank, size * 0.06);
      if (cover === 0) return;
      const down = (y - plank.top) / plank.height;
      const across = (x - panel.left) / panel.width - 0.5;
      const edge = (down < 0.035 ? 0.13 : 0) - (down > 0.95 ? 0.26 : 0);
      const tone = plank.tone * (1.04 - down * 0.08 + side * across * 0.1) + (grain[x - panel.left] ?? 0) + edge;
      const nail = Math.hypot(
        Math.abs(across) * panel.width - panel.width / 2 + nailAt,
        y - plank.top - plank.height / 2,
      );
      const dark = nail < size * 0.045 ? 0.45 : 1;
      setDab(dab, colours.wood, tone * dark, cover);
      letterInto(dab, {
        share: inkAt(ink, x, y),
        bevel: bevelAt(ink, x, y, Math.max(1, size * 0.018), side),
        letter: colours.letter,
        grain: grain[x - panel.left] ?? 0,
      });
    },
  };
  await paintArea(picture, panel, shader, control);
}

function letterInto(
  dab: Dab,
  {
    share,
    bevel,
    letter,
    grain,
  }: { readonly share: number; readonly bevel: number; readonly letter: Paint; readonly grain: number },
) {
  const worn = share * (0.97 - Math.max(0, grain) * 0.4);
  const tone = 1 + grain * 0.5;
  dab.red += (letter[0] * tone - dab.red) * worn + bevel * 20;
  dab.green += (letter[1] * tone - dab.green) * worn + bevel * 18;
  dab.blue += (letter[2] * tone - dab.blue) * worn + bevel * 15;
}

/** One plank a line, as far as that makes good planks. */
function planksOf({ room, random }: CarrierTask): readonly Plank[] {
  const { panel, ink, setting, size } = room;
  const count = setting.direction === 'lines' && setting.lines <= 5 ? setting.lines : 1;
  const gap = Math.max(1, size * 0.035);
  return Array.from({ length: count }, (_, index) => {
    const top = index === 0 ? panel.top : ink.top + (ink.height * index) / count + gap / 2;
    const bottom =
      index === count - 1 ? panel.top + panel.height : ink.top + (ink.height * (index + 1)) / count - gap / 2;
    const [cutLeft, cutRight] = [random.between(0, size * 0.14), random.between(0, size * 0.14)];
    return {
      left: panel.left + cutLeft,
      top,
      width: panel.width - cutLeft - cutRight,
      height: bottom - top,
      tone: random.between(0.94, 1.05),
    };
  });
}
