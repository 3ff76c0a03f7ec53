import { clamp01 } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import { inkAt } from '../ink-mask.ts';
import type { Carrier, CarrierTask } from './carrier.ts';
import { feetIn, lit, sizeIn, wholeZone } from './carrier.ts';
import { groundShadow } from './standing.ts';
import { bevelAt, type Dab, edgeDistance, paintArea, setDab } from './surface.ts';

const STONES = ['#b4b4ac', '#c2b6a2', '#a3abb0', '#cbc0ad'] as const;

/** A slab that stands in the ground, its letters cut into it. */
export const stone: Carrier = {
  wish: ({ frame, stage, random }) => ({
    zone: { ...wholeZone(frame), bottom: frame.height },
    feet: feetIn(frame, stage),
    prefer: { x: frame.width * random.pick(0.3, 0.7), y: frame.horizon },
    size: sizeIn(frame, 0.1),
    shape: 1.5,
    panelMax: { width: frame.unit * 0.62, height: frame.unit * 0.52 },
    padding: { across: 0.85, down: 0.72 },
  }),
  paint: async (task) => {
    const { room, random, gain, frame } = task;
    const colour = lit(random.pick(STONES[0], ...STONES.slice(1)), gain);
    await groundShadow(task, [{ x: room.panel.left + room.panel.width / 2, width: room.panel.width * 0.92 }]);
    const isGreen = frame.plan.scene !== 'desert' && frame.plan.scene !== 'snow' && frame.plan.season !== 'winter';
    await paintSlab(task, colour, isGreen ? lit('#5f7140', gain) : colour);
  },
};

async function paintSlab(
  { picture, room, ink, side, random, control }: CarrierTask,
  colour: readonly [number, number, number],
  moss: readonly [number, number, number],
) {
  const { panel, size } = room;
  const seed = random.integer(1, 9999);
  const speck = new Float32Array(panel.width + 2);
  const cloud = new Float32Array(panel.width + 2);
  // The head is rounded, the foot goes into the ground.
  const body = { ...panel, height: panel.height + size };
  const round = Math.min(size * 0.9, panel.width * 0.3);
  const depth = Math.max(1, Math.round(size * 0.032));
  const shader = {
    isThing: true,
    startRow: (y: number) => {
      speck.fill(0);
      cloud.fill(0);
      const fine = Math.max(1.3, size * 0.03);
      addNoiseRow(speck, y - panel.top, { seed, cellWidth: fine, cellHeight: fine, amplitude: 0.09 });
      addNoiseRow(cloud, y - panel.top, {
        seed: seed + 1,
        cellWidth: size * 0.55,
        cellHeight: size * 0.4,
        amplitude: 0.11,
      });
      addNoiseRow(cloud, y - panel.top, {
        seed: seed + 2,
        cellWidth: size * 0.17,
        cellHeight: size * 0.13,
        amplitude: 0.06,
      });
    },
    pixel: (x: number, y: number, dab: Dab) => {
      const plain = edgeDistance(x, y, body, round);
      const above = panel.top + panel.height - y - 0.5;
      if (plain > 1) return;
      // The noise of the edge is dear and nothing inside needs it.
      const rough =
        plain > -size * 0.2
          ? Math.abs(noiseAt((x - panel.left) / (size * 0.3), (y - panel.top) / (size * 0.3), seed))
          : 0;
      const distance = plain + size * (0.02 + rough * 0.035);
      const ragged =
        above < size * 0.2 ? above / Math.max(1, size * 0.05) + noiseAt(x / (size * 0.09), 0, seed) * 0.8 + 0.6 : 1;
      const cover = clamp01(0.5 - distance) * clamp01(ragged);
      if (cover === 0) return;
      const down = (y - panel.top) / panel.height;
      const across = (x - panel.left) / panel.width - 0.5;
      const rim = distance > -size * 0.12 ? (distance + size * 0.12) / (size * 0.12) : 0;
      const lean = rim * (across * side > 0 || down < 0.1 ? 0.16 : -0.3);
      const texture = (speck[x - panel.left] ?? 0) + (cloud[x - panel.left] ?? 0);
      const letter = inkAt(ink, x, y);
      const cut = 1 - letter * 0.72;
      const edge = bevelAt(ink, x, y, depth, side);
      const tone = (1.05 - down * 0.16 + side * across * 0.2 + texture * (1 - letter * 0.5) + lean) * cut + edge * 0.16;
      const green = clamp01((down - 0.74) * 3.4 + texture * 3 - 0.1) * 0.7 * (1 - letter);
      const at = (index: 0 | 1 | 2) => colour[index] + (moss[index] - colour[index]) * green;
      setDab(dab, [at(0), at(1), at(2)], Math.max(0.05, tone), cover);
    },
  };
  await paintArea(picture, panel, shader, control);
}
