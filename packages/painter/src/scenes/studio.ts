import { clamp01, hex, hsl, luminance, mix, multiply, type Rgb, scale, smoothstep } from '../colour.ts';
import type { RowPainter } from '../picture.ts';
import { COLOUR_WORDS } from '../prompt/words.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { blend } from './sky.ts';
import { createTurned, FLATTENING, paintTurned, pickKind, type Turned, type TurnedKind } from './turned.ts';

type Set = { readonly wall: Rgb; readonly accent: Rgb; readonly floorLine: number; readonly keyX: number };

/** A paper backdrop that curves into the table, a plinth, and one product with quiet company. */
export function studioScene(frame: Frame): Scene {
  const { width, height, unit, plan } = frame;
  const set = createSet(frame);
  const centre = width * createRandom(plan.key, 'studio').between(0.44, 0.56);
  const plinth = createPlinth(frame, set, centre);
  const tableY = plinth.base - plinth.height;
  const hasSubject = plan.subjects.length > 0;
  const objects = [
    ...createCompany(frame, set, plinth),
    plinth,
    ...(hasSubject ? [] : [createHero(frame, set, { x: centre, y: tableY })]),
  ];
  const backdrop = createBackdrop(frame, set);
  return {
    paintRow: (y, row) => {
      backdrop(y, row);
      for (const object of objects)
        paintFloorShadow(object, y, row, object === plinth || object.base > tableY + 2 ? unit : 0);
      for (const object of objects) if (object.base > tableY + 2) paintTurned(object, y, row, 0.16);
      for (const object of objects) {
        if (object.base <= tableY + 2 && object !== plinth) paintContact(object, y, row);
        paintTurned(object, y, row);
      }
    },
    stage: {
      air: { top: height * 0.15, bottom: tableY },
      table: { x: centre, y: tableY + plinth.radius * FLATTENING * 0.25, width: plinth.radius * 2 },
      ground: { far: plinth.base, near: Math.min(height - unit * 0.06, plinth.base + unit * 0.12) },
      haze: set.wall,
    },
  };
}

function createSet({ horizon, plan, light }: Frame): Set {
  const random = createRandom(plan.key, 'set');
  const [first, second] = plan.palette.map((word) => hex(COLOUR_WORDS[word] ?? '#888888'));
  const hue = random.pick(0.07, 0.09, 0.11, 0.33, 0.55, 0.6, 0.95, 0.02);
  const soft = hsl(hue + random.between(-0.02, 0.02), random.between(0.14, 0.36), random.between(0.76, 0.87));
  const time: Rgb = plan.time === 'night' ? [0.2, 0.23, 0.36] : plan.time === 'sunset' ? [1.02, 0.82, 0.68] : [1, 1, 1];
  const chosen = first === undefined ? soft : luminance(first) > 0.5 ? first : mix(first, [0.9, 0.9, 0.9], 0.18);
  const wall = multiply(chosen, time);
  const accent =
    second ?? hsl(hue + random.pick(0.5, 0.42, 0.08, -0.1), random.between(0.3, 0.6), random.between(0.34, 0.6));
  return { wall, accent, floorLine: horizon, keyX: light.source.x < 0.5 ? 0.24 : 0.3 };
}

function createBackdrop({ width, height, unit }: Frame, set: Set): RowPainter {
  const { wall, floorLine } = set;
  const floor = mix(scale(wall, 1.06), [0.95, 0.94, 0.92], 0.12);
  return (y, row) => {
    const bend = smoothstep(floorLine - unit * 0.1, floorLine + unit * 0.14, y);
    const fall = (y - floorLine + unit * 0.42) / unit;
    const cove = 1 - 0.12 * Math.exp(-(((y - floorLine) / (unit * 0.09)) ** 2));
    const near = clamp01((y - floorLine) / Math.max(1, height - floorLine));
    for (let x = 0; x < width; x += 1) {
      const aside = (x - width * set.keyX) / (unit * 0.95);
      const spot = 1 / (1 + (aside * aside * 0.55 + fall * fall * 1.1) * (1 - bend * 0.45));
      const light = (0.5 + spot * 0.55) * cove * (1 - near * near * 0.14);
      const index = x * 3;
      row[index] = (wall[0] + (floor[0] - wall[0]) * bend) * light;
      row[index + 1] = (wall[1] + (floor[1] - wall[1]) * bend) * light;
      row[index + 2] = (wall[2] + (floor[2] - wall[2]) * bend) * light;
    }
  };
}

function createPlinth({ unit, horizon, height, plan }: Frame, set: Set, x: number): Turned {
  const random = createRandom(plan.key, 'plinth');
  const tall = unit * random.between(0.06, 0.15);
  const things = plan.subjects.reduce((sum, { count }) => sum + count, 0);
  const colour = mix(set.wall, random.chance(0.5) ? [0.9, 0.89, 0.87] : set.accent, random.between(0.2, 0.5));
  const base = Math.min(height - unit * 0.1, horizon + unit * 0.16);
  return {
    ...createTurned('cylinder', { x, base, height: tall }, { body: colour, lid: colour, gloss: 0.04 }),
    radius: unit * Math.min(0.36, random.between(0.21, 0.28) + Math.max(0, things - 1) * 0.04),
  };
}

function createHero({ unit, plan }: Frame, set: Set, at: { readonly x: number; readonly y: number }): Turned {
  const random = createRandom(plan.key, 'hero');
  const kind = pickKind(plan.key, plan.understood);
  const tall = unit * random.between(0.4, 0.5) * (kind === 'jar' || kind === 'sphere' ? 0.66 : 1);
  const body = random.pick(
    set.accent,
    mix(set.accent, [0.95, 0.95, 0.94], 0.75),
    scale(set.accent, 0.45),
    hex('#f2efe9'),
  );
  const lid = random.pick(hex('#c9a566'), hex('#2b2a2c'), hex('#f4f2ee'), scale(set.accent, 0.6));
  const label = luminance(body) > 0.5 ? scale(set.accent, 0.8) : hex('#f6f2ea');
  return createTurned(
    kind,
    { x: at.x, base: at.y, height: tall },
    { body, lid, gloss: random.between(0.5, 0.95), ...(random.chance(0.65) ? { label } : {}) },
  );
}

/** Plain solids beside and behind the plinth; more of them on wide pictures. */
function createCompany({ unit, width, plan, horizon }: Frame, set: Set, plinth: Turned): readonly Turned[] {
  const random = createRandom(plan.key, 'company');
  const objects: Turned[] = [];
  const kinds: readonly TurnedKind[] = ['sphere', 'cylinder', 'cone', 'sphere', 'bowl', 'vase'];
  const aside = plinth.radius + unit * 0.13;
  for (const side of [-1, 1]) {
    for (
      let x = plinth.x + side * aside;
      x > unit * 0.12 && x < width - unit * 0.12;
      x += side * unit * random.between(0.3, 0.55)
    ) {
      if (random.chance(0.22)) continue;
      const kind = kinds[random.integer(0, kinds.length - 1)] ?? 'sphere';
      const body = random.pick(mix(set.wall, [0.95, 0.94, 0.92], 0.35), set.accent, mix(set.accent, set.wall, 0.6));
      const height = unit * random.between(0.1, 0.2) * (kind === 'bowl' ? 0.5 : 1);
      const depth = random.between(0.06, 0.2);
      objects.push(
        createTurned(
          kind,
          { x: x + side * unit * 0.04, base: horizon + unit * depth, height },
          { body, lid: body, gloss: random.between(0.02, 0.3) },
        ),
      );
    }
  }
  return objects
    .sort((a, b) => a.base - b.base)
    .filter((object) => object.x - object.radius > 0 && object.x + object.radius < width);
}

/** Falls to the right and away from the window; `reach` 0 casts none. */
function paintFloorShadow(
  { x: centre, base, radius, height, outline }: Turned,
  y: number,
  row: Float32Array,
  reach: number,
) {
  const wide = radius * Math.max(0.55, outline[0]?.[1] ?? 1);
  const flat = wide * FLATTENING;
  const dy = (y - base) / flat;
  if (reach === 0 || dy < -3.4 || dy > 3.4) return;
  const long = wide + Math.min(height, reach * 0.3) * 0.75;
  const last = Math.min(row.length / 3 - 1, centre + wide + long * 2);
  for (let x = Math.max(0, Math.floor(centre - wide * 2)); x <= last; x += 1) {
    const right = Math.max(0, x - centre) / long;
    const left = Math.max(0, centre - x) / wide;
    const spread = 1 + right * 0.7;
    const distance = right * right * 1.1 + left * left * 1.2 + (dy / spread) ** 2 * 0.75;
    if (distance > 5) continue;
    const soft = 0.42 * Math.exp(-distance * 1.15);
    const contact = 0.4 * Math.exp(-((((x - centre) / wide) ** 2 + dy * dy) ** 2) * 0.8);
    const keep = 1 - soft - contact * (1 - soft);
    row[x * 3] = (row[x * 3] ?? 0) * keep;
    row[x * 3 + 1] = (row[x * 3 + 1] ?? 0) * keep;
    row[x * 3 + 2] = (row[x * 3 + 2] ?? 0) * keep;
  }
}

/** The dark line where something rests on the plinth. */
function paintContact({ x: centre, base, radius, outline }: Turned, y: number, row: Float32Array) {
  const wide = radius * Math.max(0.45, outline[0]?.[1] ?? 1) * 1.12;
  const dy = (y - base) / (wide * FLATTENING * 1.25);
  if (Math.abs(dy) > 2.2) return;
  for (
    let x = Math.max(0, Math.floor(centre - wide * 1.5));
    x < Math.min(row.length / 3, centre + wide * 2.1);
    x += 1
  ) {
    const dx = (x - centre - wide * 0.14) / wide;
    blend(row, x * 3, [0.03, 0.03, 0.035], 0.42 * Math.exp(-((dx * dx + dy * dy) ** 2) * 0.7));
  }
}
