import { clamp01, hex, mix, multiply, type Rgb, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { Profile } from '../profiles.ts';

export type DepthLook = {
  readonly shallow: Rgb;
  readonly deep: Rgb;
  /** How far the shafts lean, columns per row. */
  readonly slant: number;
  readonly seed: number;
  /** 0 dark to 1 noon. */
  readonly brightness: number;
};

/** Water seen from within: bright and rippled above, dark below. */
export function createDepth({ width, height, unit, light }: Frame, look: DepthLook): RowPainter {
  const ripples = new Float32Array(width);
  const sunX = light.source.x * width;
  const surface = Math.min(height * 0.16, unit * 0.16);
  const wide = 1 / (unit * unit * 0.18);
  return (y, row) => {
    const depth = y / height;
    const base = mix(look.shallow, look.deep, smoothstep(-0.1, 0.95, depth));
    const near = 1 - smoothstep(0, surface, y);
    ripples.fill(0);
    if (near > 0) {
      const far = -Math.log(near + 0.04) * 3;
      for (const size of [1, 0.4] as const)
        addNoiseRow(ripples, far / size, {
          seed: look.seed + size * 50,
          cellWidth: unit * (0.03 + near * 0.16) * size,
          cellHeight: 0.35,
          amplitude: 0.7,
          originX: width / 2,
        });
    }
    for (let x = 0; x < width; x += 1) {
      const glow = 1 / (1 + ((x - sunX) ** 2 + y * y) * wide);
      const shine = near * (0.25 + smoothstep(0.05, 0.7, ripples[x] ?? 0) * (0.5 + glow)) + glow * 0.5;
      const index = x * 3;
      const gain = 1 + glow * 0.4;
      const white = shine * shine * 0.18 * look.brightness;
      row[index] = base[0] * gain + shine * look.shallow[0] + white;
      row[index + 1] = base[1] * gain + shine * look.shallow[1] + white;
      row[index + 2] = base[2] * gain + shine * look.shallow[2] + white;
    }
  };
}

/** Shafts of light that fan out from the sun above, over everything in the water. */
export function createRays({ width, height, unit, light }: Frame, look: DepthLook): RowPainter {
  const rays = new Float32Array(width);
  const sunX = light.source.x * width;
  const reach = Math.min(height, unit * 1.15);
  return (y, row) => {
    const fade = (1 - smoothstep(0, reach, y)) * 0.34;
    if (fade <= 0) return;
    rays.fill(0);
    const spread = 0.7 + (y / unit) * 1.5;
    for (const [size, share] of [
      [0.15, 0.7],
      [0.05, 0.5],
    ] as const)
      addNoiseRow(rays, 0.5, {
        seed: look.seed + size * 900,
        cellWidth: Math.max(2, unit * size * spread),
        cellHeight: 9,
        amplitude: share,
        originX: sunX + y * look.slant,
      });
    const [r, g, b] = scale(mix(look.shallow, [1, 1, 1], 0.15 * look.brightness), fade);
    for (let x = 0; x < width; x += 1) {
      const ray = smoothstep(0.05, 0.65, rays[x] ?? 0);
      if (ray <= 0) continue;
      row[x * 3] = (row[x * 3] ?? 0) + r * ray;
      row[x * 3 + 1] = (row[x * 3 + 1] ?? 0) + g * ray;
      row[x * 3 + 2] = (row[x * 3 + 2] ?? 0) + b * ray;
    }
  };
}

/** Rippled sand under a net of light. */
export function seaFloor(
  frame: Frame,
  profile: Profile,
  look: { readonly seed: number; readonly brightness: number },
): Layer {
  const { width, height, unit, light } = frame;
  const bumps = new Float32Array(width);
  const first = new Float32Array(width);
  const second = new Float32Array(width);
  const top = profile.reduce((sum, y) => sum + y, 0) / Math.max(1, width);
  const depthMax = Math.max(1, height - top);
  const sand = multiply(hex('#d9c9a0'), mix(light.ambient, light.direct, 0.6));
  return {
    profile,
    paint: (y, row, cover) => {
      const depth = clamp01((y - top) / depthMax);
      const distance = -Math.log(depth + 0.06) * 2.4;
      const size = unit * (0.02 + depth * 0.2);
      bumps.fill(0);
      first.fill(0);
      second.fill(0);
      const add = (out: Float32Array, share: number, amplitude: number, salt: number) =>
        addNoiseRow(out, distance / share, {
          seed: look.seed + salt,
          cellWidth: Math.max(2, size * share * 1.8),
          cellHeight: 0.42,
          amplitude,
          originX: width / 2,
        });
      add(bumps, 1, 0.5, 1);
      add(bumps, 0.12, 0.4, 2);
      add(first, 0.55, 1, 3);
      add(second, 0.42, 1, 4);
      const haze = 0.8 - 0.62 * smoothstep(0, 0.75, depth);
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        // Where two nets of ripples cross their zero together, light gathers in lines.
        const net =
          Math.max(0, 1 - Math.abs(first[x] ?? 0) * 3.2) ** 2 + Math.max(0, 1 - Math.abs(second[x] ?? 0) * 3.6) ** 2;
        const ripple = Math.sin(distance * 22 + (bumps[x] ?? 0) * 5) * 0.09;
        const tone = 0.72 + (bumps[x] ?? 0) * 0.22 + ripple + net * 0.36;
        const keep = 1 - amount;
        const own = tone * (1 - haze) * amount;
        const air = haze * amount;
        const index = x * 3;
        row[index] = (row[index] ?? 0) * keep + sand[0] * own + light.fog[0] * air;
        row[index + 1] = (row[index + 1] ?? 0) * keep + sand[1] * own + light.fog[1] * air;
        row[index + 2] = (row[index + 2] ?? 0) * keep + sand[2] * own + light.fog[2] * air;
      }
    },
  };
}
