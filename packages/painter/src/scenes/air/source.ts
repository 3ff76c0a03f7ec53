import { clamp01, mix, scale, smoothstep } from '../../colour.ts';
import { fractalAt } from '../../noise.ts';
import type { Frame } from '../frame.ts';

/** Centre and radius of the sun or moon, pixels. */
export function sourceAt({ width, horizon, light, unit }: Frame) {
  return {
    x: light.source.x * width,
    y: horizon - light.source.y * Math.min(horizon, unit * 1.1),
    radius: unit * (light.source.isMoon ? 0.042 : light.source.y < 0.3 ? 0.034 : 0.022),
  };
}

/** Adds the sun or the moon and the glow around it to a row. */
export function paintSource(frame: Frame, y: number, row: Float32Array): void {
  const { light, unit, width } = frame;
  const { strength, isMoon, colour } = light.source;
  const { x: centreX, y: centreY, radius } = sourceAt(frame);
  const dy = y - centreY;
  const wide = 1 / (unit * unit * (isMoon ? 0.05 : 0.2));
  const tight = 1 / (unit * unit * (isMoon ? 0.004 : 0.009));
  const [r, g, b] = colour;
  const [wr, wg, wb] = mix(colour, light.horizon, 0.5);
  for (let x = 0; x < width; x += 1) {
    const dx = x - centreX;
    const distance = dx * dx + dy * dy;
    const halo = (strength * 0.44) / (1 + distance * wide);
    const near = (strength * 0.55) / (1 + distance * tight);
    const index = x * 3;
    const glow = near * near;
    const broad = halo * halo * 2;
    row[index] = (row[index] ?? 0) + broad * wr + glow * r;
    row[index + 1] = (row[index + 1] ?? 0) + broad * wg + glow * g;
    row[index + 2] = (row[index + 2] ?? 0) + broad * wb + glow * b;
  }
  if (Math.abs(dy) <= radius + 1) paintDisc(frame, y, row);
}

function paintDisc(frame: Frame, y: number, row: Float32Array) {
  const { strength, isMoon, colour } = frame.light.source;
  const { x: centreX, y: centreY, radius } = sourceAt(frame);
  const dy = y - centreY;
  // Behind a closed sky there is only a paler place.
  const seen = isMoon ? smoothstep(0.1, 0.35, strength) : smoothstep(0.3, 0.6, strength);
  const last = Math.min(frame.width - 1, Math.ceil(centreX + radius + 1));
  for (let x = Math.max(0, Math.floor(centreX - radius - 1)); x <= last; x += 1) {
    const dx = x - centreX;
    const cover = clamp01(radius - Math.sqrt(dx * dx + dy * dy) + 0.5) * seen;
    if (cover <= 0) continue;
    const disc = scale(colour, isMoon ? moonFace(dx, dy, radius) : 2.6);
    for (let channel = 0; channel < 3; channel += 1) {
      const index = x * 3 + channel;
      row[index] = (row[index] ?? 0) * (1 - cover) + (disc[channel] ?? 0) * cover;
    }
  }
}

/** Grey plains on the moon, and a little shade at its rim. */
function moonFace(dx: number, dy: number, radius: number): number {
  const plains = fractalAt((dx / radius) * 1.5 + 3.1, (dy / radius) * 1.5 + 7.7, 11, 4);
  const rim = 1 - 0.22 * ((dx * dx + dy * dy) / (radius * radius)) ** 2;
  return rim * (0.98 - 0.42 * smoothstep(-0.05, 0.3, plains));
}
