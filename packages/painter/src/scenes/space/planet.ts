import { clamp01, mix, type Rgb, smoothstep } from '../../colour.ts';
import { fractalAt } from '../../noise.ts';
import { hashPoint } from '../../random.ts';
import type { Piece } from '../pieces/piece.ts';
import { blend } from '../sky.ts';

export type PlanetKind = 'gas' | 'rock' | 'earth' | 'ice';
export type Planet = {
  readonly kind: PlanetKind;
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly radius: number;
  readonly colours: readonly [Rgb, Rgb, Rgb];
  readonly air: Rgb;
  readonly seed: number;
  /** Turn of its axis, radians. */
  readonly tilt: number;
  readonly ring?: { readonly inner: number; readonly outer: number; readonly flat: number; readonly colour: Rgb };
};

/** A ball lit from one side with its air glowing at the edge; a ring passes behind and before it. */
export function planetPiece(planet: Planet, side: number): Piece {
  const { x: centreX, y: centreY, radius, air, tilt, ring } = planet;
  const reach = radius * Math.max(1.3, ring?.outer ?? 0);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const surface = surfaceOf(planet);
  return {
    top: centreY - reach,
    bottom: centreY + reach,
    paint: (y, row) => {
      const dy = (y + 0.5 - centreY) / radius;
      for (let x = Math.max(0, Math.floor(centreX - reach)); x < Math.min(row.length / 3, centreX + reach); x += 1) {
        const dx = (x + 0.5 - centreX) / radius;
        const distance = Math.sqrt(dx * dx + dy * dy);
        const [u, v] = [dx * cos + dy * sin, dy * cos - dx * sin];
        const index = x * 3;
        if (ring !== undefined && v < 0) paintRing(ring, { u, v, dx, dy, side, radius, seed: planet.seed }, row, index);
        if (distance < 1) {
          const depth = Math.sqrt(1 - distance * distance);
          const facing = side * dx * 0.8 - dy * 0.34 + depth * 0.42;
          const lit = smoothstep(-0.12, 0.85, facing);
          const colour = surface(u, v, depth);
          const rim = (1 - depth) ** 3 * smoothstep(-0.1, 0.6, facing);
          // The ring's shadow lies across the ball.
          const shade = ring !== undefined && Math.abs(v + 0.16 - u * u * 0.1) < 0.07 ? 0.62 : 1;
          const glow: Rgb = [
            colour[0] * lit * shade + air[0] * rim * 0.7 + 0.002,
            colour[1] * lit * shade + air[1] * rim * 0.7 + 0.002,
            colour[2] * lit * shade + air[2] * rim * 0.7 + 0.004,
          ];
          blend(row, index, glow, clamp01((1 - distance) * radius + 0.5));
        } else if (distance < 1.28) {
          const halo =
            ((1.28 - distance) / 0.28) ** 3 * smoothstep(-0.5, 0.9, (side * dx * 0.85 - dy * 0.36) / distance) * 0.5;
          for (let channel = 0; channel < 3; channel += 1)
            row[index + channel] = (row[index + channel] ?? 0) + (air[channel] ?? 0) * halo;
        }
        if (ring !== undefined && v >= 0)
          paintRing(ring, { u, v, dx, dy, side, radius, seed: planet.seed }, row, index);
      }
    },
  };
}

function paintRing(
  ring: NonNullable<Planet['ring']>,
  at: {
    readonly u: number;
    readonly v: number;
    readonly dx: number;
    readonly dy: number;
    readonly side: number;
    readonly radius: number;
    readonly seed: number;
  },
  row: Float32Array,
  index: number,
) {
  const out = Math.hypot(at.u, at.v / ring.flat);
  const edge = clamp01((out - ring.inner) * at.radius * 0.4) * clamp01((ring.outer - out) * at.radius * 0.4);
  if (edge <= 0) return;
  const band = out * 26;
  const cell = Math.floor(band);
  const t = band - cell;
  const grain = hashPoint(cell, 3, at.seed) * (1 - t) + hashPoint(cell + 1, 3, at.seed) * t;
  const gap = smoothstep(0.0, 0.05, Math.abs(out - (ring.inner * 0.35 + ring.outer * 0.65)));
  // Behind the ball, away from the sun, the ring is dark.
  const isShaded = at.v < 0 && at.side * at.dx < 0 && Math.abs(at.dy + at.side * at.dx * 0.42) < 0.9;
  const light = (0.5 + 0.5 * grain) * (isShaded ? 0.12 : 1);
  blend(
    row,
    index,
    [ring.colour[0] * light, ring.colour[1] * light, ring.colour[2] * light],
    edge * gap * (0.35 + 0.55 * grain),
  );
}

function surfaceOf({ kind, colours, seed }: Planet): (u: number, v: number, depth: number) => Rgb {
  const [first, second, third] = colours;
  switch (kind) {
    case 'gas':
      return (u, v, depth) => {
        const swirl = fractalAt((u / (depth + 0.55)) * 1.6, v * 5, seed, 3);
        const band = fractalAt(3, v * 4.2 + swirl * 0.35, seed + 7, 3);
        return mix(
          mix(first, second, clamp01(0.5 + band * 1.7)),
          third,
          smoothstep(0.16, 0.5, swirl + band * 0.4) * 0.6,
        );
      };
    case 'earth':
      return (u, v, depth) => {
        const [a, b] = [u / (depth + 0.6), v / (depth * 0.3 + 0.8)];
        const land = smoothstep(0.0, 0.07, fractalAt(a * 1.9, b * 1.9, seed, 5));
        const cloud = smoothstep(
          0.02,
          0.4,
          fractalAt(a * 2.1 + 0.6 * fractalAt(a * 2, b * 2, seed + 4, 2), b * 4.2, seed + 20, 4),
        );
        const ice = smoothstep(0.78, 0.9, Math.abs(v) + fractalAt(a * 5, b * 5, seed + 2, 2) * 0.12);
        return mix(mix(mix(first, second, land), [0.85, 0.9, 0.95], ice), [0.92, 0.94, 0.97], cloud * 0.85);
      };
    case 'rock':
    case 'ice':
      return (u, v, depth) => {
        const [a, b] = [u / (depth + 0.6), v / (depth * 0.4 + 0.8)];
        const rough = fractalAt(a * 3.4, b * 3.4, seed, 5);
        const plain = smoothstep(-0.1, 0.3, fractalAt(a * 1.3, b * 1.3, seed + 3, 2));
        const crack = kind === 'ice' ? 1 - smoothstep(0, 0.05, Math.abs(fractalAt(a * 2.2, b * 2.2, seed + 8, 3))) : 0;
        const tone = 0.8 + rough * 1.1;
        const base = mix(mix(first, second, plain), third, crack * 0.6);
        return [base[0] * tone, base[1] * tone, base[2] * tone];
      };
  }
}
