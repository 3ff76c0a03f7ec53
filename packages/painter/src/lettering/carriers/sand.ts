import { clamp01 } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier } from './carrier.ts';
import { sizeIn, wholeZone } from './carrier.ts';
import { softenInk } from './soft-ink.ts';
import { type Dab, paintArea, setDab } from './surface.ts';

/** Written into the ground with a stick: dark furrows with a lit rim. */
export const sand: Carrier = {
  wish: ({ frame, stage, random }) => {
    const zone = wholeZone(frame);
    const top = Math.min(frame.height * 0.8, Math.max(stage?.ground?.far ?? 0, frame.horizon) + frame.unit * 0.05);
    return {
      zone: { ...zone, top },
      prefer: { x: frame.width * random.pick(0.4, 0.5, 0.6), y: (top + zone.bottom) / 2 },
      size: sizeIn(frame, 0.135),
      shape: 4,
      panelMax: { width: frame.unit * 1.3, height: frame.unit * 0.5 },
      padding: { across: 0.2, down: 0.2 },
    };
  },
  paint: async ({ picture, room, ink, side, random, control }) => {
    const { size } = room;
    const seed = random.integer(1, 9999);
    const soft = await softenInk(ink, Math.max(1, size * 0.035), control);
    const reach = Math.max(1, size * 0.04);
    const pad = Math.ceil(size * 0.15);
    const area = { left: ink.left - pad, top: ink.top - pad, width: ink.width + pad * 2, height: ink.height + pad * 2 };
    const grain = new Float32Array(area.width + 2);
    const shader = {
      isThing: false,
      startRow: (y: number) => {
        grain.fill(0);
        addNoiseRow(grain, y - area.top, {
          seed,
          cellWidth: Math.max(1.5, size * 0.03),
          cellHeight: Math.max(1.2, size * 0.022),
          amplitude: 1,
        });
      },
      pixel: (x: number, y: number, dab: Dab) => {
        const at = (y * picture.width + x) * 3;
        const rough = (grain[x - area.left] ?? 0) * 0.14;
        const deep = clamp01(inkAt(ink, x, y) * 0.75 + soft(x, y) * 0.35 + rough * soft(x, y));
        const slope = soft(x - side * reach, y + reach) - soft(x + side * reach, y - reach);
        const tone = (1 - deep * 0.56) * (1 + slope * 0.4) + Math.max(0, slope) * 0.1 * (1 - deep);
        setDab(
          dab,
          [picture.pixels[at] ?? 0, picture.pixels[at + 1] ?? 0, picture.pixels[at + 2] ?? 0],
          Math.max(0.16, tone),
          1,
        );
      },
    };
    await paintArea(picture, area, shader, control);
  },
};
