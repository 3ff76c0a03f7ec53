import { mix, type Rgb, scale } from '../../colour.ts';
import type { Light } from '../../light.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame, Scene, Tabletop } from '../frame.ts';
import type { Making } from '../making.ts';
import { type Piece, paintPieces } from '../pieces/piece.ts';
import type { VesselName } from '../pieces/vessels.ts';
import { createBackdrop } from './backdrop.ts';
import { createFloorShadows } from './floor-shadows.ts';
import { createGobo } from './gobo.ts';
import { createProduct, PRODUCTS, type ProductName } from './products.ts';
import { createScenery } from './scenery.ts';
import { createStudioSet, type StudioSet } from './set.ts';
import { createStand, type Stand, type StandName, topShadow } from './stands.ts';
import { plain, type Thing } from './thing.ts';

/** A set for one product, or for the prompt's subjects: backdrop, window light, a stand, quiet company. */
export function* studioScene(given: Frame): Making<Scene> {
  // On tall pictures the wall takes the height: a floor of two units would be empty.
  const frame = { ...given, horizon: Math.round(Math.max(given.horizon, given.height - given.unit * 0.78)) };
  const { width, height, unit, plan } = frame;
  const set = createStudioSet(frame);
  const random = createRandom(plan.key, 'studio');
  const hasSubject = plan.subjects.length > 0;
  const centre = width * (hasSubject || width > unit * 1.5 ? 0.5 : random.between(0.44, 0.56));
  const main = mainStand(frame, set, centre);
  const groups = hasPortrait(frame) ? [] : sideGroups(frame, set, main, centre);
  const products = hasSubject ? [] : [mainProduct(frame, set, main)];
  const company = hasPortrait(frame) ? [] : createCompany(frame, set, main, hasSubject);
  const stands = [main, ...groups.map(({ stand }) => stand)];
  const onFloor = [...stands, ...company];
  const lifted = main.pieces.length > 0;
  const casters = [
    ...onFloor.flatMap((thing) => thing.casters),
    ...(lifted ? [] : products.flatMap((thing) => thing.casters)),
  ];
  yield;
  const shadows = yield* createFloorShadows(frame, casters, {
    side: set.light.side,
    step: Math.max(1.5, unit / 420, Math.sqrt(width * height) / 600),
    depth: set.isLowKey ? 0.6 : 0.44,
    top: frame.horizon - unit * 0.1,
  });
  const backdrop = createBackdrop(frame, set, { centreX: centre, edge: random.chance(0.3) ? 'line' : 'cove', shadows });
  yield;
  const pieces = paintPieces(
    [
      ...createScenery(frame, set, centre),
      ...createGobo(frame, set, centre),
      ...inOrder([...company, ...groups.map(groupThing), mainThing(main, products, set, lifted)]),
    ],
    height,
  );
  return {
    paintRow: (y, row) => {
      backdrop(y, row);
      pieces(y, row);
    },
    stage: {
      air: { top: height * 0.12, bottom: main.top.y - unit * 0.05 },
      table: tabletopOf(main),
      light: subjectLight(frame, set),
      ground: {
        far: main.base + unit * 0.02,
        near: Math.max(main.base + unit * 0.03, Math.min(height - unit * 0.06, main.base + unit * 0.12)),
      },
      haze: set.wall,
    },
  };
}

function tabletopOf({ top }: Stand): Tabletop {
  return {
    x: top.x,
    y: top.y + top.depth * 0.4,
    width: top.width,
    depth: top.depth,
    front: top.depth * 1.2,
    gloss: 0.06,
  };
}

/** The window's light on subjects: as on the turned things beside them. */
function subjectLight({ light }: Frame, { light: { key, side }, isLowKey }: StudioSet): Light {
  const around = isLowKey ? 0.42 : 0.7;
  return {
    ...light,
    direct: scale(key, 0.75),
    ambient: mix([around, around, around], scale(key, around), 0.5),
    fogShare: 0,
    source: { ...light.source, x: side < 0 ? 0.2 : 0.8, y: 0.6, strength: 0.8, isMoon: false },
  };
}

function inOrder(things: readonly Thing[]): readonly Piece[] {
  return [...things].sort((a, b) => a.base - b.base).flatMap(({ pieces }) => pieces);
}

function mainThing(main: Stand, products: readonly Thing[], set: StudioSet, lifted: boolean): Thing {
  const shade =
    lifted && products.length > 0
      ? [
          topShadow(
            main,
            products.flatMap(({ casters }) => casters),
            set,
          ),
        ]
      : [];
  return {
    pieces: [...main.pieces, ...shade, ...products.flatMap(({ pieces }) => pieces)],
    casters: [],
    base: main.base,
  };
}

function groupThing({ stand, product }: { readonly stand: Stand; readonly product: Thing }): Thing {
  return { pieces: [...stand.pieces, ...product.pieces], casters: [], base: stand.base };
}

/** Head and shoulders at the lower edge want a plain set: nothing stands behind them. */
function hasPortrait({ plan }: Frame): boolean {
  return plan.subjects.some(({ isPortrait }) => isPortrait === true);
}

function scaleOf({ plan, height, unit }: Frame): number {
  const tall = height > unit * 2.2 ? 1.3 : 1;
  return tall * (plan.framing === 'close' ? 1.26 : plan.framing === 'wide' ? 0.78 : plan.isMinimal ? 0.88 : 1);
}

function mainStand(frame: Frame, set: StudioSet, x: number): Stand {
  const { unit, horizon, height, width, plan } = frame;
  const random = createRandom(plan.key, 'stand');
  const count = plan.subjects.reduce((sum, subject) => sum + subject.count, 0);
  const size = unit * scaleOf(frame);
  const isTall = height > unit * 2.2;
  const wide = Math.min(
    width * 0.84,
    size * (count > 1 ? Math.min(1.5, 0.36 + count * 0.13) : random.between(0.4, 0.5)),
  );
  const name: StandName = hasPortrait(frame)
    ? 'floor'
    : count > 2
      ? random.pick('block', 'round')
      : random.pick('round', 'block', 'steps', 'discs', count > 0 || isTall ? 'round' : 'floor');
  const base = Math.min(height - unit * 0.1, horizon + unit * random.between(0.17, 0.2));
  const tall =
    (name === 'discs' ? 1.25 : 1) *
    unit *
    (isTall ? random.between(0.7, 0.95) : random.between(0.07, 0.13)) *
    (count > 3 ? 0.7 : 1);
  return createStand(name, { x, base, width: wide, height: tall }, set, random);
}

const WORDS: readonly (readonly [RegExp, ProductName])[] = [
  [/perfume|fragrance|cologne|香水/, 'perfume'],
  [/vase|ceramic|pottery|flower|花瓶/, 'vase'],
  [/candle|蜡烛/, 'candle'],
  [/serum|skincare|oil|护肤/, 'dropper'],
  [/cream|cosmetic|makeup|化妆/, 'jar'],
  [/fruit|food|水果/, 'bowl'],
  [/stone|zen|rock/, 'stones'],
  [/glass/, 'glass'],
  [/bottle|lotion|shampoo/, 'bottle'],
];

function mainProduct(frame: Frame, set: StudioSet, main: Stand): Thing {
  const { plan, unit } = frame;
  const random = createRandom(plan.key, 'hero');
  const asked = WORDS.find(([pattern]) => plan.understood.some((word) => pattern.test(word)));
  const name = asked?.[1] ?? random.pick<ProductName>(...firstOf(PRODUCTS));
  const room = Math.max(unit * 0.2, main.top.y - unit * 0.1);
  const height = Math.min(room, unit * random.between(0.42, 0.48) * scaleOf(frame));
  return createProduct(name, { x: main.top.x, base: main.top.y + main.top.depth * 0.3, height }, set, random);
}

function firstOf(names: readonly ProductName[]): readonly [ProductName, ...ProductName[]] {
  const [first = 'bottle', ...rest] = names;
  return [first, ...rest];
}

/** Wide pictures: further stands with products of the same family, so that no end is empty. */
function sideGroups(frame: Frame, set: StudioSet, main: Stand, centre: number) {
  const { width, unit, plan, horizon, height } = frame;
  const random = createRandom(plan.key, 'groups');
  const groups: { stand: Stand; product: Thing }[] = [];
  const pace = unit * (plan.isMinimal ? 1.5 : 1.02);
  for (const side of [-1, 1]) {
    let at = centre + side * (main.top.width / 2 + unit * random.between(0.5, 0.64));
    while (at > unit * 0.26 && at < width - unit * 0.26) {
      const base = Math.min(height - unit * 0.1, horizon + unit * random.between(0.12, 0.19));
      const stand = createStand(
        random.pick('round', 'block', 'discs'),
        { x: at, base, width: unit * random.between(0.3, 0.4), height: unit * random.between(0.05, 0.2) },
        set,
        random,
      );
      const name = random.pick<ProductName>(...firstOf(PRODUCTS));
      const spot = { x: at, base: stand.top.y + stand.top.depth * 0.3, height: unit * random.between(0.3, 0.42) };
      groups.push({ stand, product: createProduct(name, spot, set, random) });
      at += side * pace * random.between(0.85, 1.15);
    }
  }
  return groups;
}

/** A few plain solids beside the stand, each with room of its own. */
function createCompany(frame: Frame, set: StudioSet, main: Stand, hasSubject: boolean): readonly Thing[] {
  const { unit, width, horizon, plan, height } = frame;
  const random = createRandom(plan.key, 'company');
  const count = plan.isMinimal ? 0 : hasSubject ? random.integer(0, 2) : random.integer(1, 3);
  const first = random.chance(0.5) ? 1 : -1;
  const things: Thing[] = [];
  for (let index = 0; index < count; index += 1) {
    const side = index % 2 === 0 ? first : -first;
    const radius = unit * random.between(0.045, 0.075);
    const gap = index < 2 ? random.between(0.06, 0.1) : random.between(0.24, 0.3);
    const x = main.top.x + side * (main.top.width / 1.84 + unit * gap + radius);
    if (x - radius < unit * 0.03 || x + radius > width - unit * 0.03) continue;
    const base = Math.min(
      height - unit * 0.05,
      horizon + unit * (index === 0 ? random.between(0.2, 0.24) : random.between(0.1, 0.14)),
    );
    things.push(companion({ x, base, radius }, set, random));
  }
  return things;
}

function companion(
  { x, base, radius }: { readonly x: number; readonly base: number; readonly radius: number },
  set: StudioSet,
  random: Random,
): Thing {
  const kind = random.pick<VesselName>('ball', 'ball', 'stone', 'cone', 'pear', 'cup', 'pillar');
  const colour = random.pick<Rgb>(set.accent, set.second, mix(set.stand, set.accent, 0.3));
  const height =
    radius *
    { ball: 2, stone: 1.1, cone: 2.6, pear: 2.6, cup: 1.7, pillar: 1.6 }[
      kind === 'ball' || kind === 'stone' || kind === 'cone' || kind === 'pear' || kind === 'cup' ? kind : 'pillar'
    ];
  return plain(kind, { x, base, height, radius }, { colour, gloss: random.between(0.05, 0.5) }, set);
}
