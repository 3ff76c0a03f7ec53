import { hex, hsl, mix, type Rgb } from '../../colour.ts';
import type { PaintPlan } from '../../prompt/paint-plan.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import type { Making } from '../making.ts';
import { namedColours } from '../named-colours.ts';
import { type Piece, paintPieces } from '../pieces/piece.ts';
import { createStars } from '../sky.ts';
import { createMoonGround, moonHorizon } from './moon-ground.ts';
import { createNebula } from './nebula.ts';
import { type Planet, type PlanetKind, planetPiece } from './planet.ts';
import { createSparkles } from './sparkles.ts';

const GROUND_WORDS = /moon|lunar|mars|martian|crater|surface|asteroid|月|火星/;

/** Gas, stars and planets; on the moon also the ground one stands on, with the earth above it. */
export function* spaceScene(frame: Frame, needsGround = false): Making<Scene> {
  const { height, unit, plan, light } = frame;
  const hasGround =
    plan.understood.some((word) => GROUND_WORDS.test(word)) ||
    (needsGround && plan.understood.some((word) => /planet|星球/.test(word)));
  const side = light.source.x > 0.5 ? 1 : -1;
  const floor = hasGround ? moonHorizon(frame) : height;
  const nebula = yield* createNebula(frame);
  const stars = createStars({ ...frame, horizon: floor }, hasGround ? 0.7 : 0.95);
  const planets = createPlanets(frame, floor, hasGround).map((planet) => planetPiece(planet, side));
  const lights = paintPieces([...createSparkles(frame, floor), ...planets] satisfies readonly Piece[], height);
  const ground = hasGround ? createMoonGround(frame, side) : undefined;
  return {
    paintRow: (y, row) => {
      nebula(y, row);
      // Over bare ground the sky is nearly black.
      if (hasGround) for (let index = 0; index < row.length; index += 1) row[index] = (row[index] ?? 0) * 0.4;
      stars(y, row);
      lights(y, row);
      ground?.(y, row);
    },
    stage: {
      air: { top: height * 0.1, bottom: hasGround ? floor - unit * 0.1 : height * 0.9 },
      // The bare sun, and a little light from the gas.
      light: {
        ...light,
        direct: [0.95, 0.92, 0.86],
        ambient: [0.34, 0.36, 0.44],
        fogShare: 0,
        source: { ...light.source, y: 0.4, strength: 1, isMoon: false },
      },
      haze: mix(hex('#0b1230'), hsl(createRandom(plan.key, 'gas').next(), 0.4, 0.3), 0.3),
      ...(hasGround
        ? { ground: { far: floor + (height - floor) * 0.25, near: height - unit * 0.05 } }
        : { isWeightless: true }),
    },
  };
}

/** The planets keep apart and leave the middle to the subjects. */
function createPlanets(frame: Frame, floor: number, hasGround: boolean): readonly Planet[] {
  const { width, unit, plan } = frame;
  const random = createRandom(plan.key, 'planets');
  const asked = plan.understood.some((word) => /planets|solar|行星/.test(word));
  const groups = Math.max(1, Math.round(Math.max(width, floor) / unit / 1.3));
  const isWide = width >= floor;
  const made: Planet[] = [];
  const wanted = groups * (asked ? 4 : plan.isMinimal ? 1 : random.integer(2, 3));
  for (let attempt = 0; attempt < wanted * 8 && made.length < wanted; attempt += 1) {
    const isMain = made.length % 3 === 0;
    const radius = unit * (isMain ? random.between(0.14, hasGround ? 0.18 : 0.25) : random.between(0.025, 0.08));
    const along = (made.length % groups) / groups + random.next() / groups;
    const side = random.chance(0.5) ? random.between(0.1, 0.3) : random.between(0.7, 0.9);
    const wished = width * (isWide ? (groups > 1 ? along : side) : random.between(0.2, 0.8));
    const wishedY =
      floor *
      (isWide ? random.between(0.16, hasGround ? 0.55 : 0.84) : groups > 1 ? along : random.between(0.12, 0.85));
    const room = radius * (isMain ? 1.35 : 1.2);
    const x = Math.max(room, Math.min(width - room, wished));
    const y = Math.max(room, Math.min(floor - room, wishedY));
    if (made.some((other) => Math.hypot(other.x - x, other.y - y) < (other.radius + radius) * 1.5)) continue;
    made.push(
      createPlanet(
        frame,
        { x, y, radius },
        hasGround && !isMars(plan) && made.length === 0 ? 'earth' : undefined,
        random,
      ),
    );
  }
  return made;
}

function isMars({ understood }: PaintPlan): boolean {
  return understood.some((word) => /mars|martian|火星/.test(word));
}

function createPlanet(
  { plan, unit }: Frame,
  at: { readonly x: number; readonly y: number; readonly radius: number },
  kind: PlanetKind | undefined,
  random: Random,
): Planet {
  const chosen =
    kind ??
    (plan.understood.some((word) => /earth|地球/.test(word)) && at.radius > unit * 0.1
      ? 'earth'
      : random.pick<PlanetKind>('gas', 'gas', 'rock', 'ice'));
  const hue = random.next();
  const named = namedColours(plan)[random.integer(0, 1)];
  const own: readonly [Rgb, Rgb, Rgb] = [
    hsl(hue, 0.45, 0.66),
    hsl(hue + 0.07, 0.5, 0.45),
    hsl(hue + random.pick(0.12, 0.5), 0.35, 0.74),
  ];
  const tinted: readonly [Rgb, Rgb, Rgb] =
    named === undefined || chosen === 'earth'
      ? own
      : [mix(named, [0.9, 0.9, 0.9], 0.25), mix(named, [0.05, 0.05, 0.1], 0.35), mix(named, [1, 0.95, 0.85], 0.6)];
  const earth: readonly [Rgb, Rgb, Rgb] = [hex('#1c4f9c'), hex('#5d7a3c'), hex('#c9b27a')];
  const colours = chosen === 'earth' ? earth : tinted;
  const saturn = plan.understood.some((word) => /saturn|ring|土星/.test(word));
  const hasRing = chosen !== 'earth' && at.radius > unit * 0.1 && (saturn || random.chance(0.45));
  return {
    ...at,
    kind: saturn && at.radius > unit * 0.1 && chosen !== 'earth' ? 'gas' : chosen,
    colours,
    air: chosen === 'earth' ? hex('#7db8ff') : mix(colours[0], [0.8, 0.9, 1], 0.35),
    seed: random.integer(1, 60000),
    tilt: random.between(-0.5, 0.5),
    ...(hasRing
      ? {
          ring: {
            inner: random.between(1.25, 1.4),
            outer: random.between(1.8, 2.15),
            flat: random.between(0.18, 0.34),
            colour: mix(colours[2], [0.9, 0.85, 0.75], 0.5),
          },
        }
      : {}),
  };
}
