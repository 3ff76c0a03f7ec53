import { clamp01, smoothstep } from '../../colour.ts';
import type { Random } from '../../random.ts';
import type { Frame } from '../../scenes/frame.ts';
import type { Wish } from '../find-room.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask } from './carrier.ts';
import { sizeIn, wholeZone } from './carrier.ts';
import { softenInk } from './soft-ink.ts';
import { type Dab, edgeDistance, meanOf, paintArea, setDab } from './surface.ts';

/** Big lettering straight on the picture, as on a poster or at a film's start; a soft veil behind it when the ground is restless. */
export const title: Carrier = {
  wish: ({ frame, random }) => ({
    zone: wholeZone(frame),
    prefer: spotFor(frame, random),
    size: sizeIn(frame, frame.plan.style === 'poster' || frame.plan.style === 'ink' ? 0.17 : 0.2),
    shape: frame.width > frame.height * 1.6 ? 4.5 : 2.6,
    panelMax: {
      width: frame.unit * 1.7,
      height: frame.height > frame.width * 1.6 ? frame.height * 0.8 : frame.unit * 0.52,
    },
    ...(frame.plan.style === 'ink' ? { columns: 'liked' as const } : {}),
    padding: frame.plan.style === 'poster' ? { across: 0.6, down: 0.42 } : { across: 0.2, down: 0.2 },
  }),
  paint: async (task) => {
    const { picture, ink, control, room, frame } = task;
    const { size } = room;
    const behind = meanOf(picture, room.panel);
    const grey = (behind[0] * 0.3 + behind[1] * 0.59 + behind[2] * 0.11) / 255;
    if (frame.plan.style === 'poster') return paintPanel(task, grey);
    const isDark = grey < 0.6 && frame.plan.style !== 'ink';
    const letter = isDark ? paleOf(behind) : darkOf(behind);
    await layVeil(task, isDark ? darkOf(behind) : paleOf(behind), 0.4 + 0.5 * (1 - Math.abs(grey - 0.6) / 0.6));
    const pixel = (x: number, y: number, dab: Dab) => {
      const cover = inkAt(ink, x, y);
      if (cover > 0) setDab(dab, letter, 1.02 - ((y - room.ink.top) / Math.max(size, room.ink.height)) * 0.07, cover);
    };
    // The finish would let the ground's light creep over the letters' thin parts.
    await paintArea(picture, ink, { pixel, isThing: frame.plan.style !== 'none' }, control);
  },
};

/** Over the sky mostly; a painting in ink is written upon beside its middle. */
function spotFor({ width, height, plan }: Frame, random: Random): Wish['prefer'] {
  if (plan.style === 'ink') return { x: width * random.pick(0.2, 0.8), y: height * 0.26 };
  if (plan.scene === 'abstract') return { x: width / 2, y: height * random.pick(0.42, 0.5) };
  return { x: width / 2, y: height * random.pick(0.14, 0.14, 0.14, 0.86) };
}

type Colour = readonly [number, number, number];
type Print = { readonly panel: Colour; readonly letter: Colour };
const PALE: Print = { panel: [243, 231, 205], letter: [34, 40, 58] };
const DEEP: Print = { panel: [28, 46, 74], letter: [247, 232, 198] };
const PRINTS: readonly Print[] = [
  PALE,
  { panel: [190, 58, 44], letter: [250, 238, 212] },
  DEEP,
  { panel: [226, 164, 58], letter: [52, 30, 22] },
];

/** A flat field with a line around it, as printed: soft shades would fall into blotches in few colours. */
async function paintPanel({ picture, room, ink, random, control }: CarrierTask, grey: number) {
  const { panel, size } = room;
  const { panel: ground, letter } = random.pick(grey > 0.6 ? DEEP : PALE, ...PRINTS);
  const line = Math.max(1, size * 0.035);
  const inset = size * 0.14;
  const pixel = (x: number, y: number, dab: Dab) => {
    const depth = -edgeDistance(x, y, panel, 0);
    const share = Math.max(inkAt(ink, x, y), clamp01(line / 2 + 0.5 - Math.abs(depth - inset)));
    const at = (index: 0 | 1 | 2) => ground[index] + (letter[index] - ground[index]) * share;
    setDab(dab, [at(0), at(1), at(2)], 1, 1);
  };
  await paintArea(picture, panel, { pixel, isThing: true }, control);
}

/** Nearly white with a breath of the ground's hue. */
function paleOf(colour: Colour): Colour {
  const most = Math.max(1, ...colour);
  return [242 + (colour[0] / most) * 12, 236 + (colour[1] / most) * 12, 226 + (colour[2] / most) * 14];
}

function darkOf(colour: Colour): Colour {
  const most = Math.max(1, ...colour);
  return [12 + (colour[0] / most) * 26, 13 + (colour[1] / most) * 26, 18 + (colour[2] / most) * 28];
}

/** Darkens or brightens around the letters just so far that they stand out, without a visible edge. */
async function layVeil({ picture, ink, room, control }: CarrierTask, colour: Colour, strength: number) {
  const { size } = room;
  const near = await softenInk(ink, Math.max(1.5, size * 0.1), control);
  const far = await softenInk(ink, size * 0.5, control);
  const spread = size * 1.1;
  const area = {
    left: ink.left - spread,
    top: ink.top - spread,
    width: ink.width + spread * 2,
    height: ink.height + spread * 2,
  };
  const pixel = (x: number, y: number, dab: Dab) => {
    const around = far(x, y);
    if (around < 0.004) return;
    const cover = smoothstep(0, 0.6, around) * 0.62 + clamp01(near(x, y) * 1.4) * 0.5;
    setDab(dab, colour, 1, Math.min(0.9, cover) * strength);
  };
  await paintArea(picture, area, { pixel, isThing: false }, control);
}
