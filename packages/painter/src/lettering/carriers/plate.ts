import { smoothstep } from '../../colour.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask, Paint } from './carrier.ts';
import { feetIn, lit, sizeIn, wholeZone } from './carrier.ts';
import { groundShadow, paintPosts, postsUnder } from './standing.ts';
import { boxCover, type Dab, edgeDistance, paintArea, setDab, shadowBehind } from './surface.ts';

const ENAMELS = [
  { plate: '#1f4d3f', letter: '#f7ecd2', line: '#d9b769' },
  { plate: '#1d3557', letter: '#f8f4e9', line: '#e3c27a' },
  { plate: '#a3262e', letter: '#fdf3dc', line: '#f0cf86' },
  { plate: '#f3e9d2', letter: '#26303a', line: '#b5462f' },
  { plate: '#2b2b30', letter: '#f5e9c8', line: '#c79a4b' },
  { plate: '#e8b23a', letter: '#2a2018', line: '#7a3d1d' },
] as const;

/** An enamelled shop sign on iron posts, at night under its own lamp; indoors it hangs. */
export const plate: Carrier = {
  wish: ({ frame, stage, random }) => {
    const stands = stage?.table === undefined && frame.plan.scene !== 'interior';
    return {
      zone: { ...wholeZone(frame), bottom: stands ? frame.height : Math.max(frame.height * 0.5, frame.horizon * 0.98) },
      ...(stands ? { feet: feetIn(frame, stage), legs: { share: 0.6, least: frame.unit * 0.13 } } : {}),
      prefer: {
        x: frame.width * random.pick(0.32, 0.68),
        y: stands ? Math.min(frame.height * 0.6, frame.horizon * 0.92) : frame.height * 0.28,
      },
      size: sizeIn(frame, 0.115),
      shape: 2.6,
      panelMax: { width: frame.unit * 0.72, height: frame.unit * 0.46 },
      padding: { across: 0.7, down: 0.55 },
    };
  },
  paint: async (task) => {
    const { room, random, gain, frame, picture, control, side } = task;
    const colours = random.pick(ENAMELS[0], ...ENAMELS.slice(1));
    if (room.whole.height > room.panel.height) {
      const posts = postsUnder(room, Math.max(2, frame.unit * 0.02));
      await groundShadow(task, posts);
      await paintPosts(task, posts, room.panel.top + 2, lit('#3d4046', gain));
    } else {
      const shift = room.size * 0.12;
      const shadow = {
        shiftX: -side * shift,
        shiftY: shift,
        blur: room.size * 0.22,
        strength: 0.35,
        radius: room.size * 0.12,
      };
      await shadowBehind(picture, room.panel, shadow, control);
    }
    await paintPlate(task, {
      plate: lit(colours.plate, gain),
      letter: lit(colours.letter, gain),
      line: lit(colours.line, gain),
    });
  },
};

async function paintPlate(
  { picture, room, ink, side, frame, control }: CarrierTask,
  colours: { readonly plate: Paint; readonly letter: Paint; readonly line: Paint },
) {
  const { panel, size } = room;
  const isLit = frame.plan.time === 'night';
  const round = size * 0.13;
  const inset = size * 0.15;
  const line = {
    left: panel.left + inset,
    top: panel.top + inset,
    width: panel.width - inset * 2,
    height: panel.height - inset * 2,
  };
  const thick = Math.max(1, size * 0.035);
  const pixel = (x: number, y: number, dab: Dab) => {
    const cover = boxCover(x, y, panel, round);
    if (cover === 0) return;
    const down = (y - panel.top) / panel.height;
    const across = (x - panel.left) / panel.width - 0.5;
    const distance = -edgeDistance(x, y, panel, round);
    const edge = distance < size * 0.05 ? (down < 0.5 ? 1.22 : 0.72) : 1;
    const lamp = isLit
      ? 0.78 + 0.62 * (1 - down) * (1 - across * across * 1.4)
      : 1.06 - down * 0.12 + side * across * 0.14;
    const onLine =
      1 - smoothstep(thick * 0.5 - 0.5, thick * 0.5 + 0.5, Math.abs(edgeDistance(x, y, line, round * 0.6)));
    const letter = inkAt(ink, x, y);
    const shade = inkAt(ink, Math.round(x + side * size * 0.025), Math.round(y - size * 0.03)) * (1 - letter) * 0.4;
    const share = Math.max(letter, 0);
    const mixed = (index: 0 | 1 | 2) => {
      const base = colours.plate[index] + (colours.line[index] - colours.plate[index]) * onLine;
      return base * (1 - shade) * (1 - share) + colours.letter[index] * share;
    };
    setDab(dab, [mixed(0), mixed(1), mixed(2)], lamp * edge, cover);
  };
  await paintArea(picture, panel, { pixel, isThing: true }, control);
}
