import { smoothstep } from '../../colour.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask, Paint } from './carrier.ts';
import { feetIn, sizeIn, wholeZone } from './carrier.ts';
import { softenInk } from './soft-ink.ts';
import { paintPosts, postsUnder } from './standing.ts';
import { type Dab, edgeDistance, paintArea, setDab } from './surface.ts';

/** Gas colours, and the frame's. */
const GASES = [
  { gas: [255, 70, 120], frame: [70, 200, 255] },
  { gas: [60, 205, 255], frame: [255, 80, 190] },
  { gas: [255, 150, 60], frame: [255, 70, 90] },
  { gas: [120, 255, 170], frame: [255, 110, 210] },
  { gas: [200, 120, 255], frame: [90, 220, 255] },
] as const;

/** Glowing letters on a dark board, with a tube around them; their light falls on what is near. */
export const neon: Carrier = {
  wish: ({ frame, stage, random }) => {
    const stands = stage?.ground !== undefined && stage.table === undefined && frame.plan.scene !== 'interior';
    return {
      zone: { ...wholeZone(frame), bottom: stands ? frame.height : frame.height * 0.97 },
      ...(stands ? { feet: feetIn(frame, stage), legs: { share: 0.5, least: frame.unit * 0.12 } } : {}),
      prefer: { x: frame.width * random.pick(0.34, 0.66), y: stands ? frame.horizon * 0.8 : frame.height * 0.3 },
      size: sizeIn(frame, 0.13),
      shape: 2.4,
      panelMax: { width: frame.unit * (stands ? 0.74 : 0.6), height: frame.unit * (stands ? 0.56 : 0.44) },
      padding: { across: 0.75, down: 0.62 },
    };
  },
  paint: async (task) => {
    const { room, random, frame } = task;
    const { gas, frame: tube } = random.pick(GASES[0], ...GASES.slice(1));
    if (room.whole.height > room.panel.height) {
      const posts = postsUnder(room, Math.max(2, frame.unit * 0.02));
      await paintPosts(task, posts, room.panel.top + room.panel.height * 0.5, [34, 34, 42]);
    }
    await paintSign(task, gas, tube);
  },
};

async function paintSign({ picture, room, ink, control }: CarrierTask, gas: Paint, tube: Paint) {
  const { panel, size } = room;
  const near = await softenInk(ink, Math.max(1.5, size * 0.07), control);
  const far = await softenInk(ink, size * 0.42, control);
  const inset = size * 0.24;
  const line = {
    left: panel.left + inset,
    top: panel.top + inset,
    width: panel.width - inset * 2,
    height: panel.height - inset * 2,
  };
  const thick = Math.max(0.9, size * 0.025);
  const spread = size * 0.9;
  const area = {
    left: panel.left - spread,
    top: panel.top - spread,
    width: panel.width + spread * 2,
    height: panel.height + spread * 2,
  };
  const pixel = (x: number, y: number, dab: Dab) => {
    const distance = edgeDistance(x, y, panel, size * 0.2);
    const onTube = Math.abs(edgeDistance(x, y, line, size * 0.14));
    if (distance > 0.5) {
      // Light on the air and on the house behind: added, and gone at the end of its reach.
      const fade = (1 - Math.min(1, distance / spread)) ** 2;
      setDab(dab, [(gas[0] + tube[0]) / 2, (gas[1] + tube[1]) / 2, (gas[2] + tube[2]) / 2], 1, fade * 0.3);
      return;
    }
    const rim = distance > -Math.max(1, size * 0.03) ? 26 : 0;
    const glow = near(x, y) * 0.55 + far(x, y) * 0.75;
    const ring = Math.exp(-onTube / (thick * 3.2)) * 0.5;
    const wire = 1 - smoothstep(thick * 0.5, thick * 0.5 + 1.2, onTube);
    const letter = inkAt(ink, x, y);
    // The middle of the tube is nearly white, its rim has the colour of the gas.
    const core = letter * smoothstep(0.35, 0.95, near(x, y)) * 0.72;
    const channel = (index: 0 | 1 | 2, base: number) => {
      const dark = base + rim + gas[index] * glow * 0.42 + tube[index] * ring * 0.6;
      const withWire = dark + (tube[index] * 0.75 + 64 - dark) * wire;
      const bright = gas[index] * 0.86 + 32;
      return withWire + (bright + (255 - bright) * core - withWire) * letter;
    };
    dab.red = channel(0, 17);
    dab.green = channel(1, 15);
    dab.blue = channel(2, 24);
    dab.cover = Math.min(1, 0.5 - distance) * 0.95;
  };
  await paintArea(picture, area, { pixel, isThing: true }, control);
}
