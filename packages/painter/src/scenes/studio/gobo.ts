import { mix, type Rgb } from '../../colour.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Point, tintInk } from '../pieces/ink.ts';
import { leafPath, smoothPath, strokePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import type { StudioSet } from './set.ts';

/** What the sun throws on the wall: a window's panes, leaves before the window, blinds, or nothing. */
export function createGobo(frame: Frame, set: StudioSet, centreX: number): readonly Piece[] {
  const { plan } = frame;
  const random = createRandom(plan.key, 'gobo');
  if (plan.isMinimal && random.chance(0.5)) return [];
  const kind = random.pick('window', 'leaves', 'blinds', 'window', 'leaves', 'none');
  if (kind === 'window') return windowLight(frame, set, centreX, random);
  if (kind === 'blinds') return blinds(frame, set, centreX, random);
  return kind === 'leaves' ? leafShadows(frame, set, centreX, random) : [];
}

function sunTint(set: StudioSet, share: number): Rgb {
  const warm = mix([1, 1, 1], set.light.key, 0.6);
  const gain = 1 + (set.isLowKey ? 1.1 : 0.3) * share;
  return [warm[0] * gain * 1.02, warm[1] * gain, warm[2] * gain * 0.95];
}

/** A patch of light as a leaning window; `at` runs 0 to 1 across and down. */
function leaningPatch(frame: Frame, side: number, centreX: number, random: Random) {
  const { unit, horizon } = frame;
  const wide = unit * random.between(0.46, 0.62);
  const tall = Math.min(horizon * 0.8, unit * random.between(0.62, 0.8));
  const lean = -side * unit * random.between(0.1, 0.22);
  const drop = -side * unit * 0.1;
  const left = centreX - wide * 0.5 - side * unit * random.between(0.02, 0.16);
  const top = horizon - unit * random.between(0.72, 0.82);
  return (u: number, v: number): Point => [left + u * wide + lean * v, top + v * tall + drop * (u - 0.5)];
}

function windowLight(frame: Frame, set: StudioSet, centreX: number, random: Random): readonly Piece[] {
  const at = leaningPatch(frame, set.light.side, centreX, random);
  const columns = random.integer(2, 3);
  const rows = random.integer(2, 4);
  const soft = frame.unit * random.between(0.008, 0.02);
  const [gapX, gapY] = [0.035, 0.03];
  const ink = tintInk(sunTint(set, 1));
  return Array.from({ length: columns * rows }, (_, index): Piece => {
    const [column, line] = [index % columns, Math.floor(index / columns)];
    const [u0, u1] = [column / columns + gapX, (column + 1) / columns - gapX];
    const [v0, v1] = [line / rows + gapY, (line + 1) / rows - gapY];
    return polygon([at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)], ink, soft);
  });
}

function blinds(frame: Frame, set: StudioSet, centreX: number, random: Random): readonly Piece[] {
  const at = leaningPatch(frame, set.light.side, centreX, random);
  const slats = random.integer(7, 11);
  const soft = frame.unit * 0.009;
  const ink = tintInk(sunTint(set, 0.85));
  return Array.from({ length: slats }, (_, index): Piece => {
    const [v0, v1] = [index / slats, (index + 0.58) / slats];
    return polygon([at(-0.15, v0), at(1.15, v0), at(1.15, v1), at(-0.15, v1)], ink, soft);
  });
}

/** A palm frond or a twig outside the frame, seen as its shadow. */
function leafShadows(frame: Frame, set: StudioSet, centreX: number, random: Random): readonly Piece[] {
  const { unit, horizon } = frame;
  const { side } = set.light;
  const dark: Rgb = set.isLowKey ? [0.6, 0.6, 0.66] : [0.83, 0.84, 0.87];
  const ink = tintInk(dark);
  const soft = unit * random.between(0.007, 0.014);
  const isPalm = random.chance(0.5);
  const pieces: Piece[] = [];
  for (let frond = 0; frond < 3; frond += 1) {
    const root: Point = [
      centreX + side * unit * random.between(0.45, 0.75),
      horizon - unit * random.between(0.35, 0.95),
    ];
    const tip: Point = [
      centreX - side * unit * random.between(-0.1, 0.35),
      root[1] - unit * random.between(-0.22, 0.2),
    ];
    const middle: Point = [(root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2 - unit * random.between(0.06, 0.14)];
    const spine = smoothPath([root, middle, tip], 12);
    pieces.push(polygon(strokePath(spine, unit * 0.012, unit * 0.004), ink, soft));
    for (const [index, [x, y]] of spine.entries()) {
      if (index < 3) continue;
      const t = index / (spine.length - 1);
      const length =
        unit * (isPalm ? 0.3 * Math.sin(Math.PI * Math.min(1, t + 0.12)) + 0.04 : 0.13) * random.between(0.85, 1.1);
      for (const flank of isPalm || index % 2 === 0 ? [-1, 1] : []) {
        const angle = Math.atan2(tip[1] - root[1], tip[0] - root[0]) + flank * (isPalm ? 0.75 : 0.95);
        const end: Point = [x + Math.cos(angle) * length, y + Math.sin(angle) * length + (isPalm ? length * 0.25 : 0)];
        pieces.push(polygon(leafPath([x, y], end, length * (isPalm ? 0.13 : 0.42)), ink, soft));
      }
    }
  }
  return pieces;
}
