import { addNoiseRow } from '../../noise.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask } from './carrier.ts';
import { feetIn, lit, sizeIn, wholeZone } from './carrier.ts';
import { groundShadow, paintPosts, postsUnder } from './standing.ts';
import { boxCover, type Dab, edgeDistance, paintArea, setDab, shadowBehind } from './surface.ts';

const SLATES = ['#27332d', '#23272b', '#1f3a34'] as const;
const FRAMES = ['#9a6b3f', '#c49a6c', '#5d4029'] as const;
const CHALKS = ['#f4f1e8', '#fdf0c9', '#f3dfe2'] as const;

/** A slate in a wooden frame, written with chalk: on the wall indoors, on legs outside. */
export const chalkboard: Carrier = {
  wish: ({ frame, stage, random }) => {
    const isIndoors = frame.plan.scene === 'interior' || frame.plan.scene === 'studio' || stage?.table !== undefined;
    return {
      zone: {
        ...wholeZone(frame),
        bottom: isIndoors ? Math.max(frame.height * 0.5, frame.horizon * 0.98) : frame.height,
      },
      ...(isIndoors ? {} : { feet: feetIn(frame, stage), legs: { share: 0.22, least: frame.unit * 0.06 } }),
      prefer: { x: frame.width * random.pick(0.36, 0.5, 0.64), y: isIndoors ? frame.height * 0.3 : frame.horizon },
      size: sizeIn(frame, 0.105),
      shape: 1.7,
      panelMax: { width: frame.unit * 0.74, height: frame.unit * 0.5 },
      padding: { across: 0.95, down: 0.85 },
    };
  },
  paint: async (task) => {
    const { room, frame, gain, random, side, picture, control } = task;
    const wood = random.pick(FRAMES[0], ...FRAMES.slice(1));
    if (room.whole.height > room.panel.height) {
      const posts = postsUnder(room, Math.max(2, frame.unit * 0.024));
      await groundShadow(task, posts);
      await paintPosts(task, posts, room.panel.top, lit(wood, gain));
    } else {
      const shift = room.size * 0.14;
      const shadow = { shiftX: -side * shift, shiftY: shift, blur: room.size * 0.3, strength: 0.4, radius: 0 };
      await shadowBehind(picture, room.panel, shadow, control);
    }
    await paintSlate(task, wood);
  },
};

async function paintSlate({ picture, room, ink, side, gain, random, control }: CarrierTask, frameColour: string) {
  const { panel, size } = room;
  const wood = lit(frameColour, gain);
  const slate = lit(random.pick(SLATES[0], ...SLATES.slice(1)), gain);
  const chalk = lit(random.pick(CHALKS[0], ...CHALKS.slice(1)), [
    Math.max(0.62, gain[0]),
    Math.max(0.62, gain[1]),
    Math.max(0.62, gain[2]),
  ]);
  const rail = Math.max(2, size * 0.24);
  const dust = new Float32Array(panel.width + 2);
  const grit = new Float32Array(panel.width + 2);
  const seed = random.integer(1, 9999);
  const shader = {
    isThing: true,
    startRow: (y: number) => {
      dust.fill(0);
      grit.fill(0);
      addNoiseRow(dust, y - panel.top, { seed, cellWidth: size * 1.7, cellHeight: size * 0.5, amplitude: 1 });
      addNoiseRow(dust, y - panel.top, {
        seed: seed + 3,
        cellWidth: size * 0.5,
        cellHeight: size * 0.14,
        amplitude: 0.5,
      });
      const grain = Math.max(1.2, size * 0.022);
      addNoiseRow(grit, y - panel.top, { seed: seed + 5, cellWidth: grain * 1.4, cellHeight: grain, amplitude: 1 });
    },
    pixel: (x: number, y: number, dab: Dab) => {
      const cover = boxCover(x, y, panel, size * 0.05);
      if (cover === 0) return;
      const depth = -edgeDistance(x, y, panel, 0);
      const column = x - panel.left;
      if (depth < rail) {
        const isUpright =
          Math.min(column, panel.width - column) < Math.min(y - panel.top, panel.top + panel.height - y);
        const round =
          1.08 -
          Math.abs(depth / rail - 0.45) * 0.42 +
          (isUpright ? side * (column / panel.width - 0.5) * 0.24 : y < panel.top + rail ? 0.08 : -0.12);
        setDab(dab, wood, round + (grit[column] ?? 0) * 0.05, cover);
        return;
      }
      const inner = 1 - Math.exp(-(depth - rail) / (size * 0.06)) * 0.45;
      const haze = 10 + Math.max(-8, (dust[column] ?? 0) * 11);
      const letter = inkAt(ink, x, y) * Math.min(1, 0.93 + (grit[column] ?? 0) * 0.34);
      const over = (index: 0 | 1 | 2) =>
        (slate[index] + haze) * inner + (chalk[index] - (slate[index] + haze) * inner) * Math.max(0, letter);
      setDab(dab, [over(0), over(1), over(2)], 1, cover);
    },
  };
  await paintArea(picture, panel, shader, control);
}
