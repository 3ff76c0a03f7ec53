import { add, clamp01, hex, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { WoodKind } from './canopy.ts';
import { hazeAt } from './grove.ts';
import { sidesOf } from './leaves.ts';
import type { Decor } from './stamp.ts';

export type TrunksLook = { readonly near: number; readonly kind: WoodKind; readonly seed: number };
type Trunk = {
  readonly x: number;
  readonly foot: number;
  readonly half: number;
  readonly lean: number;
  readonly tone: number;
  readonly id: number;
};

const BARK: Record<WoodKind, string> = { fir: '#5a4738', beech: '#6b6257', birch: '#d9d6cc', jungle: '#5c5140' };

/** A row of tree trunks from the ground to the upper edge, rounded by the light. */
export function trunksOf(frame: Frame, { near, kind, seed }: TrunksLook): Decor {
  const { width, height, unit, light } = frame;
  const trunks = plantTrunks(frame, near, kind, seed);
  const sides = sidesOf(hex(BARK[kind]), light, 0.8);
  const haze = hazeAt(frame, (1 - near) * 1.15);
  const { shade } = sides;
  const bright = add(sides.lit, scale(shade, -1));
  const air = scale(light.fog, haze);
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const bark = new Float32Array(width);
  const size = unit * (0.004 + near * 0.014);
  const bottom = Math.min(
    height,
    trunks.reduce((low, { foot }) => Math.max(low, foot), 0),
  );
  return {
    top: 0,
    bottom,
    decorate: (y, row) => {
      bark.fill(0);
      // Far bark is lost in the haze.
      if (near > 0.4)
        addNoiseRow(bark, y, {
          seed,
          cellWidth: Math.max(1.5, size * 0.7),
          cellHeight: kind === 'birch' ? size * 0.7 : size * 5,
          amplitude: 0.8,
        });
      if (near > 0.7)
        addNoiseRow(bark, y, {
          seed: seed + 1,
          cellWidth: Math.max(1.5, size * (kind === 'birch' ? 3 : 0.3)),
          cellHeight: Math.max(1.5, size * (kind === 'birch' ? 0.5 : 1.5)),
          amplitude: 0.6,
        });
      for (const trunk of trunks) {
        if (y > trunk.foot) continue;
        const up = (trunk.foot - y) / unit;
        const half = trunk.half * (1 - Math.min(0.45, up * 0.28)) + trunk.half * 0.75 * Math.exp(-up * 26);
        const centre = trunk.x + trunk.lean * up * unit + noiseAt(up * 1.6, trunk.id, seed) * trunk.half * 0.8;
        const last = Math.min(width - 1, Math.ceil(centre + half));
        for (let x = Math.max(0, Math.floor(centre - half)); x <= last; x += 1) {
          const across = (x + 0.5 - centre) / half;
          const cover = clamp01((1 - Math.abs(across)) * half + 0.3);
          if (cover <= 0) continue;
          const rough = bark[x] ?? 0;
          const lit = clamp01(0.42 + across * sunSide * 0.42 + rough * 0.22 - across * across * 0.12);
          const dark = kind === 'birch' ? smoothstep(0.42, 0.62, rough) * 0.8 : 0;
          const factor = trunk.tone * (1 - dark) * (1 - haze);
          const keep = 1 - cover;
          const index = x * 3;
          // Written out: this is the innermost loop, and three small arrays a pixel would be its largest cost.
          row[index] = (row[index] ?? 0) * keep + ((shade[0] + bright[0] * lit) * factor + air[0]) * cover;
          row[index + 1] = (row[index + 1] ?? 0) * keep + ((shade[1] + bright[1] * lit) * factor + air[1]) * cover;
          row[index + 2] = (row[index + 2] ?? 0) * keep + ((shade[2] + bright[2] * lit) * factor + air[2]) * cover;
        }
      }
    },
  };
}

function plantTrunks(
  { width, unit, horizon, plan, height }: Frame,
  near: number,
  kind: WoodKind,
  seed: number,
): readonly Trunk[] {
  const random = createRandom(seed, 'trunks');
  const thick = unit * (0.006 + near * near * 0.04) * (kind === 'birch' ? 0.6 : kind === 'jungle' ? 1.15 : 1);
  const count = Math.ceil(
    (width / unit) * (kind === 'birch' ? 1.5 : 1) * (26 * (1 - near) + 3.4) * (plan.isMinimal ? 0.6 : 1),
  );
  const gap = near * 0.2;
  const trunks: Trunk[] = [];
  for (let index = 0; index < count; index += 1) {
    const x = random.between(-0.02, 1.02) * width;
    const half = thick * random.between(0.6, 1.25);
    const foot = horizon + unit * (0.045 + near * 0.1 + random.between(0, 0.03) * (0.4 + near * 2));
    const trunk = {
      x,
      foot: Math.min(height * 1.02, foot),
      half,
      lean: random.between(-0.05, 0.05),
      tone: random.between(0.8, 1.15),
      id: index,
    };
    // Near trunks leave a view into the wood.
    const place = (x / width) * Math.max(1, width / unit / 1.4);
    const inSlot = Math.abs(place - Math.floor(place) - 0.5);
    if (near < 0.5 || inSlot > gap + 0.05) trunks.push(trunk);
  }
  return trunks.sort((a, b) => a.foot - b.foot);
}
