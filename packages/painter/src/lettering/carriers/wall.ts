import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask } from './carrier.ts';
import { sizeIn, wholeZone } from './carrier.ts';
import { softenInk } from './soft-ink.ts';
import { bevelAt, type Dab, meanOf, paintArea, setDab } from './surface.ts';

const SHADE = [14, 12, 20] as const;

/** Letters that stand out from the wall of a set or a room by their own thickness, with their shadow on it. */
export const wall: Carrier = {
  wish: ({ frame, stage }) => ({
    zone: {
      ...wholeZone(frame),
      bottom: Math.max(frame.height * 0.4, Math.min(frame.horizon, stage?.table?.y ?? frame.horizon)),
    },
    prefer: { x: stage?.table?.x ?? frame.width / 2, y: frame.height * 0.16 },
    size: sizeIn(frame, 0.13),
    shape: 3.4,
    panelMax: { width: frame.unit * 1.15, height: frame.unit * 0.5 },
    padding: { across: 0.25, down: 0.3 },
  }),
  paint: async (task) => {
    const { picture, room, side, control, ink } = task;
    const { size } = room;
    const behind = meanOf(picture, room.panel);
    const grey = (behind[0] * 0.3 + behind[1] * 0.59 + behind[2] * 0.11) / 255;
    await dropShadow(task);
    // Far enough from the wall's own tone to be read, near enough to belong to it.
    const target = grey > 0.48 ? 0.24 : 0.94;
    const toned = (value: number) => (value / Math.max(0.1, grey)) * target * 0.55 + target * 255 * 0.45;
    const face = [toned(behind[0]), toned(behind[1]), toned(behind[2])] as const;
    const reach = Math.max(1, size * 0.02);
    const pixel = (x: number, y: number, dab: Dab) => {
      const cover = inkAt(ink, x, y);
      if (cover === 0) return;
      setDab(dab, face, 1 - bevelAt(ink, x, y, Math.round(reach), side) * 0.16, cover);
    };
    await paintArea(picture, ink, { pixel, isThing: true }, control);
  },
};

async function dropShadow({ picture, room, ink, side, control }: CarrierTask) {
  const { size } = room;
  const soft = await softenInk(ink, Math.max(1, size * 0.06), control);
  const far = size * 0.09;
  const area = {
    left: ink.left - far * 3,
    top: ink.top - far * 3,
    width: ink.width + far * 6,
    height: ink.height + far * 6,
  };
  const pixel = (x: number, y: number, dab: Dab) => setDab(dab, SHADE, 1, soft(x + side * far, y - far) * 0.36);
  await paintArea(picture, area, { pixel, isThing: false }, control);
}
