import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask } from './carrier.ts';
import { feetIn, lit, sizeIn, wholeZone } from './carrier.ts';
import { boxCover, type Dab, edgeDistance, paintArea, setDab, shadowBehind } from './surface.ts';

const PAPERS = [
  { paper: '#fbf7ef', letter: '#2a2f36', line: '#c9a66b' },
  { paper: '#f6eee2', letter: '#7a2e2a', line: '#7a2e2a' },
  { paper: '#fdfcf8', letter: '#1f4a46', line: '#9db7a8' },
  { paper: '#26292e', letter: '#f3e3c0', line: '#c9a66b' },
] as const;

/** A printed card: it stands on the floor of a set, and lies or hangs flat where there is none. */
export const card: Carrier = {
  wish: ({ frame, stage, random }) => {
    const stands = stage?.ground !== undefined;
    const feet = feetIn(frame, stage);
    return {
      zone: wholeZone(frame),
      ...(stands
        ? { feet: { far: feet.far, near: Math.min(frame.height * 0.96, feet.near + frame.unit * 0.04) } }
        : {}),
      prefer: { x: frame.width * random.pick(0.2, 0.8), y: stands ? feet.near : frame.height * 0.75 },
      size: sizeIn(frame, 0.1),
      shape: 1.6,
      panelMax: { width: frame.unit * 0.6, height: frame.unit * 0.5 },
      padding: { across: 0.7, down: 0.62 },
    };
  },
  paint: async (task) => {
    const { picture, room, random, gain, side, frame, stage, control } = task;
    const colours = random.pick(PAPERS[0], ...PAPERS.slice(1));
    if (stage?.ground === undefined) {
      const shift = room.size * 0.1;
      const shadow = { shiftX: -side * shift, shiftY: shift, blur: room.size * 0.35, strength: 0.34, radius: 0 };
      await shadowBehind(picture, room.panel, shadow, control);
    } else await castOnFloor(task);
    const [paper, letter, line] = [lit(colours.paper, gain), lit(colours.letter, gain), lit(colours.line, gain)];
    const { panel, size } = room;
    const inset = size * 0.22;
    const frameBox = {
      left: panel.left + inset,
      top: panel.top + inset,
      width: panel.width - inset * 2,
      height: panel.height - inset * 2,
    };
    const thick = Math.max(0.8, size * 0.02);
    const rim = Math.max(1, frame.unit * 0.003);
    const pixel = (x: number, y: number, dab: Dab) => {
      const cover = boxCover(x, y, panel, size * 0.05);
      if (cover === 0) return;
      const down = (y - panel.top) / panel.height;
      const across = (x - panel.left) / panel.width - 0.5;
      const edge = -edgeDistance(x, y, panel, 0) < rim ? (down < 0.5 ? 1.04 : 0.86) : 1;
      const onLine = Math.max(0, Math.min(1, thick / 2 + 0.5 - Math.abs(edgeDistance(x, y, frameBox, 0)))) * 0.8;
      const ofLetter = inkAt(ink, x, y);
      const at = (index: 0 | 1 | 2) => {
        const base = paper[index] + (line[index] - paper[index]) * onLine;
        return base + (letter[index] - base) * ofLetter;
      };
      setDab(dab, [at(0), at(1), at(2)], (1.01 - down * 0.07 + side * across * 0.07) * edge, cover);
    };
    const { ink } = task;
    await paintArea(picture, panel, { pixel, isThing: true }, control);
  },
};

/** A low soft shadow away from the light, dark where the card touches the floor. */
async function castOnFloor({ picture, room, side, frame, control }: CarrierTask) {
  const { panel } = room;
  const foot = panel.top + panel.height;
  const length = Math.min(panel.height * 0.34, frame.unit * 0.1);
  const lean = -side * 1.5;
  const area = {
    left: panel.left - length * 2.4,
    top: foot - 2,
    width: panel.width + length * 4.8,
    height: length * 1.3,
  };
  const pixel = (x: number, y: number, dab: Dab) => {
    const along = Math.max(0, (y + 0.5 - foot) / length);
    const middle = panel.left + panel.width / 2 + along * length * lean;
    const soft = 1.5 + length * 0.42 * along;
    const out = Math.abs(x + 0.5 - middle) - panel.width / 2;
    const across = Math.max(0, Math.min(1, 0.5 - out / (soft * 2)));
    setDab(dab, [18, 16, 24], 1, across * (0.1 + 0.34 * Math.exp(-along * 2.6)) * Math.max(0, 1 - along / 1.25));
  };
  await paintArea(picture, area, { pixel, isThing: false }, control);
}
