import { hex, mix, scale } from '../../colour.ts';
import type { Random } from '../../random.ts';
import { type Point, rampInk } from '../pieces/ink.ts';
import { rectPath, roundedPath } from '../pieces/paths.ts';
import { polygon } from '../pieces/polygon.ts';
import { createTurned, turnedPiece } from '../pieces/turned.ts';
import type { StudioSet } from './set.ts';
import { METALS, type Spot, type Thing } from './thing.ts';

/** A cut-glass flacon: a thick-walled block with coloured water and a metal cap. */
export function perfume(spot: Spot, set: StudioSet, random: Random): Thing {
  const tall = spot.height * 0.6;
  const half = tall * random.between(0.36, 0.46);
  const { x, base } = spot;
  const liquid = mix(set.accent, [0.98, 0.92, 0.8], random.between(0.2, 0.5));
  const glass = mix(set.wall, [0.96, 0.97, 0.98], 0.55);
  const [left, right] = [x - half, x + half];
  const at = (u: number): Point => [x + set.light.side * half * (1 - 2 * u), base];
  const wall = half * 0.16;
  const round = half * random.pick(0.08, 0.3);
  const inner = { left: left + wall, top: base - tall + wall * 1.3, right: right - wall, bottom: base - wall * 1.5 };
  const metal = hex(random.pick<string>(...METALS));
  const cap = createTurned('candle', { x, base: base - tall - half * 0.02, height: tall * 0.42, radius: half * 0.36 }, [
    { from: 0, colour: metal, gloss: 0.8, isMetal: true },
  ]);
  const neck = createTurned('candle', { x, base: base - tall + 1, height: half * 0.12, radius: half * 0.26 }, [
    { from: 0, colour: scale(metal, 0.8), gloss: 0.8, isMetal: true },
  ]);
  const stripe =
    set.light.side < 0 ? [left + wall * 0.35, left + wall * 0.7] : [right - wall * 0.7, right - wall * 0.35];
  return {
    base,
    casters: [{ x, base, height: tall * 1.3, radius: half * 0.95 }],
    pieces: [
      polygon(
        roundedPath({ left, top: base - tall, right, bottom: base }, round),
        rampInk(scale(glass, 1.1), scale(glass, 0.62), at(0), at(1)),
      ),
      polygon(
        roundedPath(inner, round * 0.7),
        rampInk(mix(liquid, [1, 1, 1], 0.25), scale(liquid, 0.7), [inner.left, inner.top], [inner.right, inner.bottom]),
      ),
      polygon(
        rectPath(inner.left, inner.top, inner.right, inner.top + tall * 0.12),
        rampInk(mix(glass, [1, 1, 1], 0.3), glass, [0, inner.top], [0, inner.top + tall * 0.12]),
      ),
      polygon(
        rectPath(stripe[0] ?? 0, base - tall + wall, stripe[1] ?? 0, base - wall),
        rampInk([1, 1, 1], mix(glass, [1, 1, 1], 0.6), [0, base - tall], [0, base]),
      ),
      polygon(
        rectPath(x - half * 0.46, base - tall * 0.52, x + half * 0.46, base - tall * 0.3),
        rampInk(hex('#fbf8f1'), hex('#ece6da'), at(0), at(1)),
      ),
      polygon(
        rectPath(x - half * 0.3, base - tall * 0.425, x + half * 0.3, base - tall * 0.4),
        rampInk(scale(set.accent, 0.3), scale(set.accent, 0.3), at(0), at(1)),
      ),
      turnedPiece(neck, set.light),
      turnedPiece(cap, set.light),
    ],
  };
}
