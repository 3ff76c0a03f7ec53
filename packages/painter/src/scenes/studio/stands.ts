import { mix, type Rgb } from '../../colour.ts';
import type { Random } from '../../random.ts';
import type { Piece } from '../pieces/piece.ts';
import { boxPiece } from '../pieces/solids.ts';
import { createTurned, FLATTENING, turnedPiece } from '../pieces/turned.ts';
import { type Caster, keptBy } from './floor-shadows.ts';
import type { StudioSet } from './set.ts';

export type StandName = 'round' | 'block' | 'steps' | 'discs' | 'floor';

/** What things stand on: its top's middle, how wide that is, and its shadows. Pixels. */
export type Stand = {
  readonly pieces: readonly Piece[];
  readonly casters: readonly Caster[];
  readonly base: number;
  readonly top: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly depth: number;
    /** First and last row of a square top; a round one has none. */
    readonly rows?: readonly [number, number];
  };
};

type Wish = { readonly x: number; readonly base: number; readonly width: number; readonly height: number };

/** A plinth, a block, steps, stacked discs, or the bare floor. */
export function createStand(name: StandName, wish: Wish, set: StudioSet, random: Random): Stand {
  const colour = mix(set.stand, random.pick<Rgb>(set.accent, set.second, set.wall), random.pick(0.05, 0.12, 0.35));
  switch (name) {
    case 'round':
      return { ...turnedStand([{ ...wish, colour }], set), top: topOf(wish) };
    case 'discs': {
      const low = {
        ...wish,
        width: wish.width * 1.22,
        height: wish.height * 0.42,
        colour: mix(set.stand, set.second, 0.4),
      };
      const high = { ...wish, base: wish.base - low.height, height: wish.height * 0.58, colour };
      return { ...turnedStand([low, high], set), top: topOf({ ...wish, height: wish.height }) };
    }
    case 'block':
      return blockStand(wish, colour, set);
    case 'steps': {
      const side = set.light.side;
      const low = blockStand(
        {
          x: wish.x - side * wish.width * 0.62,
          base: wish.base + wish.width * 0.02,
          width: wish.width * 0.62,
          height: wish.height * 0.5,
        },
        mix(colour, set.second, 0.3),
        set,
      );
      const high = blockStand(wish, colour, set);
      return { ...high, pieces: [...high.pieces, ...low.pieces], casters: [...high.casters, ...low.casters] };
    }
    case 'floor':
      return {
        pieces: [],
        casters: [],
        base: wish.base,
        top: { x: wish.x, y: wish.base, width: wish.width * 1.5, depth: wish.width * 0.05 },
      };
  }
}

function topOf({ x, base, width, height }: Wish): Stand['top'] {
  return { x, y: base - height, width: width * 0.92, depth: width * 0.5 * FLATTENING * 0.5 };
}

function turnedStand(parts: readonly (Wish & { readonly colour: Rgb })[], set: StudioSet): Omit<Stand, 'top'> {
  const objects = parts.map(({ colour, width, ...at }) =>
    createTurned('pillar', { ...at, radius: width / 2 }, [{ from: 0, colour, gloss: 0.05 }]),
  );
  return {
    base: parts[0]?.base ?? 0,
    pieces: objects.map((object) => turnedPiece(object, set.light)),
    casters: objects.map(({ x, base, height, radius }) => ({ x, base, height, radius, kind: 'pillar' })),
  };
}

function blockStand(wish: Wish, colour: Rgb, set: StudioSet): Stand {
  const depth = wish.width * 0.8;
  return {
    base: wish.base,
    pieces: [boxPiece({ ...wish, depth }, colour, set.light)],
    casters: [-0.3, 0.3].map((aside) => ({
      x: wish.x + aside * wish.width,
      base: wish.base - depth * FLATTENING * 0.5,
      height: wish.height,
      radius: wish.width * 0.2,
    })),
    top: {
      x: wish.x,
      y: wish.base - wish.height - depth * FLATTENING * 0.4,
      width: wish.width * 0.92,
      depth: depth * FLATTENING * 0.3,
      rows: [wish.base - wish.height - depth * FLATTENING, wish.base - wish.height],
    },
  };
}

/** The shadows things throw on the stand's top. */
export function topShadow(stand: Stand, casters: readonly Caster[], set: StudioSet): Piece {
  const { x: centre, y: middle, width } = stand.top;
  const half = width / 2 / 0.92;
  const flat = half * FLATTENING;
  const [first, last] = stand.top.rows ?? [middle - flat, middle + flat];
  return {
    top: first,
    bottom: last,
    paint: (y, row) => {
      if (y < first || y >= last) return;
      const round = Math.sqrt(Math.max(0, 1 - ((y + 0.5 - middle) / flat) ** 2)) * half;
      const across = stand.top.rows === undefined ? round : half;
      for (let x = Math.max(0, Math.ceil(centre - across)); x < Math.min(row.length / 3, centre + across); x += 1) {
        let keep = 1;
        for (const caster of casters) keep *= keptBy(caster, x, y, { side: set.light.side, depth: 0.5 });
        row[x * 3] = (row[x * 3] ?? 0) * keep;
        row[x * 3 + 1] = (row[x * 3 + 1] ?? 0) * keep;
        row[x * 3 + 2] = (row[x * 3 + 2] ?? 0) * keep;
      }
    },
  };
}
