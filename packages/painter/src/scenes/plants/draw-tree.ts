import { clamp01, hex, mix, type Rgb } from '../../colour.ts';
import type { Light } from '../../light.ts';
import { createRandom, type Random } from '../../random.ts';
import { dab, stroke } from './dab.ts';
import { type Sides, sidesOf } from './leaves.ts';
import { createStamp, type Stamp } from './stamp.ts';

export type TreeKind = 'broadleaf' | 'conifer' | 'bare' | 'palm' | 'bush';

export type TreeLook = {
  readonly kind: TreeKind;
  /** Height of the stamp, pixels. */
  readonly size: number;
  readonly colour: Rgb;
  readonly light: Light;
  readonly seed: number;
  /** 0 none to 1 heavy: snow on the boughs. */
  readonly snow?: number;
};

/** What every part of a tree needs. */
type Work = {
  readonly stamp: Stamp;
  readonly random: Random;
  readonly leaf: Sides;
  readonly wood: Sides & { readonly sunSide: number };
  readonly white: Sides;
  readonly snow: number;
  readonly sunSide: number;
  readonly size: number;
};

/** Paints one tree by many touches of the brush, lit from the side of the sun. */
export function drawTree(look: TreeLook): Stamp {
  const { kind, size, light } = look;
  const wide = { broadleaf: 1.05, conifer: 0.56, bare: 0.95, palm: 0.95, bush: 1.5 }[kind];
  const stamp = createStamp(size * wide, size);
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const work: Work = {
    stamp,
    random: createRandom(look.seed, kind),
    leaf: sidesOf(look.colour, light),
    wood: {
      ...sidesOf(hex(kind === 'palm' ? '#8a7355' : kind === 'bare' ? '#75604f' : '#5b4636'), light, 0.7),
      sunSide,
    },
    white: sidesOf([0.86, 0.9, 0.96], light, 0.75),
    snow: look.snow ?? 0,
    sunSide,
    size: stamp.height,
  };
  if (kind === 'conifer') conifer(work);
  else if (kind === 'palm') palm(work);
  else if (kind === 'bush') crown(work, { middleY: 0.52, reachX: 0.42, reachY: 0.36, lumps: 9 });
  else {
    limbs(work, kind === 'bare' ? 6 : 3);
    if (kind === 'broadleaf') crown(work, { middleY: 0.37, reachX: 0.37, reachY: 0.29, lumps: 13 });
  }
  return stamp;
}

/** A trunk that forks and forks again. */
function limbs(work: Work, depth: number) {
  const { stamp, random, size } = work;
  const grow = ([x, y]: readonly [number, number], angle: number, length: number, thick: number, left: number) => {
    const endX = x + Math.sin(angle) * length;
    const endY = y - Math.cos(angle) * length;
    const thin = Math.max(0.5, thick * 0.68);
    stroke(
      stamp,
      { from: [x, y], to: [endX, endY], bend: length * random.between(-0.06, 0.06), thick, thin },
      work.wood,
    );
    if (work.snow > 0.3 && Math.abs(angle) > 0.5)
      stroke(
        stamp,
        { from: [x, y - thick * 0.5], to: [endX, endY - thin * 0.5], thick: thick * 0.5, thin: thin * 0.5 },
        { ...work.white, sunSide: 0 },
      );
    if (left === 0) return;
    const forks = left > 3 && random.chance(0.35) ? 3 : 2;
    for (let fork = 0; fork < forks; fork += 1) {
      const turn = (fork / (forks - 1) - 0.5) * random.between(0.75, 1.15);
      grow(
        [endX, endY],
        angle * 0.9 + turn + random.between(-0.12, 0.12),
        length * random.between(0.7, 0.86),
        thin,
        left - 1,
      );
    }
  };
  grow(
    [stamp.width / 2, size],
    random.between(-0.05, 0.05),
    size * (depth > 4 ? 0.24 : 0.32),
    size * (depth > 4 ? 0.044 : 0.056),
    depth,
  );
}

/** Lumps of leaves: the farther and lower ones dark, the ones towards the sun bright. */
function crown(
  work: Work,
  shape: { readonly middleY: number; readonly reachX: number; readonly reachY: number; readonly lumps: number },
) {
  const { stamp, random, size } = work;
  const lumps = Array.from({ length: shape.lumps }, (_, index) => {
    const turn = (index / shape.lumps) * Math.PI * 2 + random.between(-0.4, 0.4);
    const out = index % 3 === 0 ? random.between(0, 0.4) : random.between(0.55, 0.85);
    return {
      x: stamp.width / 2 + Math.cos(turn) * out * shape.reachX * stamp.width * 0.92,
      y: size * (shape.middleY + Math.sin(turn) * out * shape.reachY * 0.9),
      radius: size * shape.reachY * random.between(0.38, 0.62),
      depth: random.next() + (index % 3 === 0 ? 0.5 : 0),
    };
  }).sort((a, b) => a.depth - b.depth);
  const lowest = size * (shape.middleY + shape.reachY);
  for (const lump of lumps) paintLump(work, lump, lowest);
}

function paintLump(work: Work, lump: { x: number; y: number; radius: number; depth: number }, lowest: number) {
  const { stamp, random, size, leaf } = work;
  const touch = Math.max(1, size * 0.0145);
  dab(
    stamp,
    { x: lump.x, y: lump.y, radius: lump.radius * 0.86 },
    mix(leaf.shade, leaf.lit, 0.12 + lump.depth * 0.1),
    0.93,
  );
  const count = Math.min(420, Math.ceil((lump.radius / touch) ** 2 * 1.7));
  for (let index = 0; index < count; index += 1) {
    const turn = random.next() * Math.PI * 2;
    const out = Math.sqrt(random.next()) * 1.1;
    const dx = Math.cos(turn) * out;
    const dy = Math.sin(turn) * out;
    const up = Math.sqrt(Math.max(0, 1 - Math.min(1, out) ** 2));
    const y = lump.y + dy * lump.radius;
    const low = clamp01((lowest - y) / (size * 0.5));
    const lit = clamp01(
      0.1 + 0.42 * dx * work.sunSide - 0.4 * dy + 0.28 * up + (low - 0.5) * 0.5 + random.between(-0.16, 0.2),
    );
    const isWhite = work.snow > 0 && dy < 0.15 && random.next() < work.snow;
    const sides = isWhite ? work.white : leaf;
    const radius = touch * random.between(0.65, 1.35);
    dab(stamp, { x: lump.x + dx * lump.radius, y, radius, flat: 0.8 }, mix(sides.shade, sides.lit, lit), 0.88);
  }
}

/** Storeys of drooping boughs, longer towards the foot. */
function conifer(work: Work) {
  const { stamp, random, size, leaf, white } = work;
  const middle = stamp.width / 2;
  stroke(stamp, { from: [middle, size], to: [middle, size * 0.1], thick: size * 0.035, thin: size * 0.008 }, work.wood);
  const storeys = 13 + random.integer(0, 5);
  const spread = random.between(0.78, 1);
  const touch = Math.max(0.8, size * 0.0115);
  for (let storey = storeys; storey >= 0; storey -= 1) {
    const down = (storey + 0.4) / (storeys + 1);
    const y = size * (0.03 + down * 0.87);
    const reach = middle * spread * (0.05 + 0.93 * down ** 0.85) * random.between(0.82, 1.08);
    const boughs = 5 + Math.ceil(down * 5);
    for (let bough = 0; bough < boughs; bough += 1) {
      const aside = boughs === 1 ? 0 : ((bough + random.between(-0.3, 0.3)) / (boughs - 1)) * 2 - 1;
      const steps = Math.max(3, Math.ceil(reach / touch / 1.2));
      const droop = size * 0.045 * (0.6 + down);
      for (let step = 0; step <= steps; step += 1) {
        const t = step / steps;
        const x = middle + aside * reach * t;
        const sag = t * t * droop + (1 - Math.abs(aside)) * t * size * 0.04;
        const lit = clamp01(
          0.24 + 0.34 * aside * work.sunSide * t + t * 0.26 - down * 0.16 + random.between(-0.16, 0.16),
        );
        const isWhite = work.snow > 0 && t > 0.15 && random.next() < work.snow * 0.75;
        const sides = isWhite ? white : leaf;
        const radius = touch * (1.6 - t * 0.7) * random.between(0.7, 1.2);
        dab(
          stamp,
          { x, y: y + sag + (isWhite ? -touch : 0), radius, flat: 1.1 },
          mix(sides.shade, sides.lit, lit),
          0.9,
        );
      }
    }
  }
}

/** A bent trunk and fronds hanging from its top. */
function palm(work: Work) {
  const { stamp, random, size, leaf, sunSide } = work;
  const lean = random.between(-0.16, 0.16) * size;
  const foot = stamp.width / 2 - lean * 0.5;
  const topX = foot + lean;
  const topY = size * 0.32;
  stroke(
    stamp,
    { from: [foot, size], to: [topX, topY], bend: -lean * 0.35, thick: size * 0.042, thin: size * 0.024 },
    work.wood,
  );
  const fronds = random.integer(10, 13);
  for (let frond = 0; frond < fronds; frond += 1) {
    const turn = (frond / fronds) * Math.PI * 2 + random.between(-0.2, 0.2);
    const reach = size * random.between(0.3, 0.4);
    const aside = Math.cos(turn);
    const rise = Math.sin(turn) * 0.55 + 0.28;
    for (let step = 0; step <= 34; step += 1) {
      const t = step / 34;
      const x = topX + aside * reach * t;
      const y = topY - rise * reach * t * 0.75 + t * t * reach * (0.62 + 0.3 * Math.abs(aside));
      const lit = clamp01(0.35 + aside * sunSide * 0.3 + rise * 0.3 + random.between(-0.12, 0.12));
      const colour = mix(leaf.shade, leaf.lit, lit);
      const hang = size * 0.075 * Math.sin(Math.PI * (0.12 + t * 0.86));
      stroke(
        stamp,
        { from: [x, y], to: [x + aside * hang * 0.5, y + hang], thick: size * 0.009, thin: size * 0.003 },
        { lit: colour, shade: colour, sunSide: 0 },
      );
    }
  }
}
