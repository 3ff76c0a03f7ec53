import type { Rgb } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Piece } from '../pieces/piece.ts';

const HEAT: readonly Rgb[] = [
  [1, 0.72, 0.5],
  [1, 0.88, 0.72],
  [1, 1, 1],
  [0.75, 0.86, 1],
  [0.6, 0.74, 1],
];

/** The few near stars: a bright core, a halo in the star's colour, and four thin rays. */
export function createSparkles({ width, height, unit, plan }: Frame, floor: number): readonly Piece[] {
  const random = createRandom(plan.key, 'sparkles');
  const count = Math.min(60, Math.round(((width * height) / (unit * unit)) * random.between(7, 14)));
  return Array.from({ length: count }, (_, index) => {
    const size = unit * (0.005 + 0.03 * random.next() ** 4) * (index === 0 ? 1.5 : 1);
    const colour = HEAT[random.integer(0, HEAT.length - 1)] ?? [1, 1, 1];
    return sparkle({ x: random.next() * width, y: random.next() * floor, size }, colour);
  });
}

function sparkle(
  { x: centre, y: middle, size }: { readonly x: number; readonly y: number; readonly size: number },
  colour: Rgb,
): Piece {
  const reach = size * 3;
  const core = 1 / (size * size * 0.018 + 0.3);
  const thin = 1 / (size * 0.035 + 0.35);
  return {
    top: middle - reach,
    bottom: middle + reach,
    paint: (y, row) => {
      const dy = y + 0.5 - middle;
      for (let x = Math.max(0, Math.floor(centre - reach)); x < Math.min(row.length / 3, centre + reach); x += 1) {
        const dx = x + 0.5 - centre;
        const distance = dx * dx + dy * dy;
        if (distance > reach * reach) continue;
        const fade = (1 - Math.sqrt(distance) / reach) ** 2;
        const rays =
          Math.exp(-Math.abs(dx) * thin) * Math.exp(-Math.abs(dy) / (size * 0.7)) +
          Math.exp(-Math.abs(dy) * thin) * Math.exp(-Math.abs(dx) / (size * 0.7));
        const white = (1.6 / (1 + distance * core) + rays * 0.75) * fade;
        const halo = (0.22 / (1 + distance / (size * size * 0.12))) * fade;
        const index = x * 3;
        for (let channel = 0; channel < 3; channel += 1)
          row[index + channel] =
            (row[index + channel] ?? 0) + white * (0.6 + 0.4 * (colour[channel] ?? 1)) + halo * (colour[channel] ?? 1);
      }
    },
  };
}
