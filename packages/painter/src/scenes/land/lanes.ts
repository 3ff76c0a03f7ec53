import { hex, type Rgb } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Lane } from '../ground.ts';

/** A path (or brook) that starts at the lower edge and winds away; the hash says where. */
export function windingLane(frame: Frame, kind: 'path' | 'brook', colour: Rgb = hex('#b89a6c')): Lane {
  const { width, unit, plan } = frame;
  const random = createRandom(plan.key, 'lane');
  const end = width / 2 + random.between(-0.32, 0.32) * Math.min(width, unit * 1.4);
  const start = width / 2 + random.between(-0.38, 0.38) * Math.min(width, unit * 1.4);
  const sway = unit * random.between(0.1, 0.24) * (random.chance(0.5) ? 1 : -1);
  const bends = random.between(1.1, 1.9);
  const broad = unit * (kind === 'brook' ? 0.16 : 0.1) * random.between(0.8, 1.25);
  return {
    colour: kind === 'brook' ? hex('#1d3f4c') : colour,
    isWater: kind === 'brook',
    // Bends crowd together in the distance, as they do on a plain.
    centre: (depth) => {
      const away = 1 - depth ** 0.55;
      return end + (start - end) * depth + sway * Math.sin(away * Math.PI * bends) * (0.12 + depth * 0.88);
    },
    half: (depth) => unit * 0.003 + broad * depth ** 1.25,
  };
}
