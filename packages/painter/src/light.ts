import { hex, luminance, mix, multiply, type Rgb, scale, tinted } from './colour.ts';
import { HOURS } from './light-hours.ts';
import { COLOUR_WORDS } from './prompt/colour-words.ts';
import type { Mood, PaintPlan, TimeOfDay } from './prompt/paint-plan.ts';
import { createRandom } from './random.ts';

/** How clouds stand in the sky: heaps, wisps, rows of flakes, one grey lid, towers. */
export type CloudKind = 'cumulus' | 'cirrus' | 'mackerel' | 'layer' | 'storm';

/** One light for the whole picture: sky, ground and subjects all read it. */
export type Light = {
  readonly time: TimeOfDay;
  readonly zenith: Rgb;
  readonly middle: Rgb;
  readonly horizon: Rgb;
  /** The sun or the moon; its place as shares of the width and of the sky's height above the horizon. */
  readonly source: {
    readonly x: number;
    readonly y: number;
    readonly colour: Rgb;
    readonly strength: number;
    readonly isMoon: boolean;
  };
  /** What falls on things: directly, and from all around. */
  readonly direct: Rgb;
  readonly ambient: Rgb;
  readonly fog: Rgb;
  /** 0 to 1. */
  readonly fogShare: number;
  /** 0 to 1. */
  readonly stars: number;
  /** 0 to 1: northern lights, and the band of the Milky Way. */
  readonly aurora: number;
  readonly milkyWay: number;
  readonly clouds: { readonly cover: number; readonly kind: CloudKind; readonly bright: Rgb; readonly dark: Rgb };
};

/** The light of the plan's hour, weather, season, mood and colour words; the hash picks among several skies. */
export function createLight(plan: PaintPlan): Light {
  return tintLight(inMood(weathered(clearLight(plan), plan), plan.mood), plan);
}

function clearLight(plan: PaintPlan): Light {
  const random = createRandom(plan.key, 'light');
  const hour = random.pick(...HOURS[plan.time]);
  const side = random.chance(0.5) ? random.between(0.14, 0.4) : random.between(0.6, 0.86);
  const isNight = plan.time === 'night';
  const aurora = isNight ? auroraOf(plan, random.next()) : 0;
  const kind = random.pick<CloudKind>('cumulus', 'cumulus', 'cirrus', plan.time === 'day' ? 'cumulus' : 'mackerel');
  return {
    time: plan.time,
    zenith: hex(hour.zenith),
    middle: hex(hour.middle),
    horizon: hex(hour.horizon),
    source: {
      x: side,
      y: hour.height * random.between(0.8, 1.25),
      colour: hex(hour.source),
      strength: hour.strength,
      isMoon: isNight,
    },
    direct: hex(hour.direct),
    ambient: hex(hour.ambient),
    fog: mix(hex(hour.horizon), hex(hour.middle), 0.45),
    fogShare: (plan.scene === 'forest' ? 0.3 : 0.14) + (plan.framing === 'close' ? 0.1 : 0),
    stars: isNight ? 1 : plan.time === 'dawn' ? 0.1 : 0,
    aurora,
    milkyWay: isNight ? milkyWayOf(plan, random.next()) : 0,
    clouds: {
      cover: random.between(0.18, 0.5) * (plan.isMinimal ? 0.3 : 1) * (aurora > 0 ? 0.2 : isNight ? 0.6 : 1),
      kind,
      bright: hex(hour.bright),
      dark: hex(hour.dark),
    },
  };
}

function auroraOf(plan: PaintPlan, chance: number): number {
  if (plan.understood.some((word) => /aurora|northern light|极光/.test(word))) return 1;
  const isPolar = plan.scene === 'snow' || plan.season === 'winter';
  const isStrange = plan.mood === 'mysterious' || plan.mood === 'dreamy';
  return chance < (isPolar ? 0.35 : 0.05) + (isStrange ? 0.2 : 0) ? 0.8 : 0;
}

function milkyWayOf(plan: PaintPlan, chance: number): number {
  if (plan.understood.some((word) => /milky|galaxy|银河|星空|starry/.test(word))) return 1;
  return chance < 0.4 ? 0.4 + chance : 0;
}

function weathered(light: Light, plan: PaintPlan): Light {
  const { clouds } = light;
  switch (plan.weather) {
    case 'clear':
      return light;
    case 'cloudy':
      return {
        ...light,
        clouds: { ...clouds, kind: clouds.kind === 'cirrus' ? 'layer' : clouds.kind, cover: 0.8 },
        direct: scale(light.direct, 0.75),
      };
    case 'fog':
      return { ...dulled(light, 0.4, 1), fogShare: 0.62, clouds: { ...clouds, kind: 'layer', cover: 0.25 } };
    case 'rain':
      return { ...dulled(light, 0.5, 0.66), fogShare: 0.3, stars: 0, aurora: 0, milkyWay: 0 };
    case 'snowfall':
      return { ...dulled(light, 0.5, 0.95), fogShare: 0.4, stars: 0, aurora: 0, milkyWay: 0 };
    case 'storm':
      return stormy(light);
  }
}

/** Dark above with a pale strip at the horizon: against it waves, trees and hills stay readable. */
function stormy(light: Light): Light {
  const dull = dulled(light, 0.6, 0.5);
  return {
    ...dull,
    zenith: scale(dull.zenith, 0.5),
    middle: scale(dull.middle, 0.62),
    horizon: scale(mix(dull.horizon, light.horizon, 0.35), 1.15),
    fog: scale(dull.fog, 0.9),
    fogShare: 0.26,
    stars: 0,
    aurora: 0,
    milkyWay: 0,
    clouds: {
      cover: 0.95,
      kind: 'storm',
      bright: scale(dull.clouds.bright, 1.05),
      dark: scale(dull.clouds.dark, 0.42),
    },
  };
}

/** Takes colour and sun away under a closed sky. */
function dulled(light: Light, share: number, brightness: number): Light {
  const dull = (colour: Rgb, target = '#93a0ac') =>
    scale(mix(colour, scale(hex(target), 0.35 + luminance(colour)), share), brightness);
  return {
    ...light,
    zenith: dull(light.zenith, '#7a8794'),
    middle: dull(light.middle),
    horizon: dull(light.horizon),
    fog: dull(light.fog),
    source: { ...light.source, strength: light.source.strength * (1 - share) * 0.7 },
    direct: scale(dull(light.direct), 0.6),
    ambient: dull(light.ambient),
    clouds: {
      cover: 0.95,
      kind: 'layer',
      bright: dull(light.clouds.bright),
      dark: scale(dull(light.clouds.dark), 0.8),
    },
  };
}

type Feeling = {
  readonly tint: Rgb;
  /** Above 1 more colourful, below 1 greyer. */
  readonly colour: number;
  readonly brightness: number;
  readonly fog: number;
  /** Factor of the direct light and of the clouds' dark sides. */
  readonly direct: number;
  readonly dark: number;
  readonly cover: number;
  readonly kind?: CloudKind;
};

const FEELINGS: Record<Exclude<Mood, 'neutral'>, Feeling> = {
  calm: feeling([1, 1.01, 1.02], { colour: 0.86, fog: 0.06, direct: 0.94, dark: 1.25, cover: -0.14, kind: 'cirrus' }),
  cheerful: feeling([1.03, 1.02, 0.98], { colour: 1.25, brightness: 1.08, fog: -0.04, direct: 1.08, kind: 'cumulus' }),
  dreamy: feeling([1.09, 0.97, 1.1], { colour: 0.92, brightness: 1.06, fog: 0.15, dark: 1.4 }),
  gloomy: feeling([0.94, 0.98, 1.03], {
    colour: 0.5,
    brightness: 0.68,
    fog: 0.1,
    direct: 0.6,
    cover: 0.4,
    kind: 'layer',
  }),
  dramatic: feeling([1.02, 0.97, 1], {
    colour: 1.15,
    brightness: 0.82,
    fog: -0.02,
    direct: 1.3,
    dark: 0.6,
    cover: 0.3,
  }),
  mysterious: feeling([0.88, 0.99, 1.1], { colour: 0.82, brightness: 0.74, fog: 0.2, direct: 0.8 }),
  warm: feeling([1.14, 1, 0.8], { direct: 1.05 }),
  cold: feeling([0.82, 0.98, 1.16], { colour: 0.95, direct: 0.95 }),
};

function feeling(tint: Rgb, rest: Partial<Feeling>): Feeling {
  return { tint, colour: 1, brightness: 1, fog: 0, direct: 1, dark: 1, cover: 0, ...rest };
}

function inMood(light: Light, mood: Mood): Light {
  if (mood === 'neutral') return light;
  const felt = FEELINGS[mood];
  const shift = (colour: Rgb) => {
    const grey = luminance(colour);
    const full = mix([grey, grey, grey], colour, felt.colour);
    return scale(
      multiply([Math.max(0, full[0]), Math.max(0, full[1]), Math.max(0, full[2])], felt.tint),
      felt.brightness,
    );
  };
  const { clouds } = light;
  return {
    ...light,
    zenith: shift(light.zenith),
    middle: shift(light.middle),
    horizon: shift(light.horizon),
    fog: shift(light.fog),
    fogShare: Math.max(0.05, Math.min(0.8, light.fogShare + felt.fog)),
    direct: scale(shift(light.direct), felt.direct),
    ambient: shift(light.ambient),
    clouds: {
      kind: clouds.kind === 'storm' || clouds.kind === 'layer' ? clouds.kind : (felt.kind ?? clouds.kind),
      cover: Math.max(0.06, Math.min(0.95, clouds.cover + felt.cover)),
      bright: shift(clouds.bright),
      dark: scale(shift(clouds.dark), felt.dark),
    },
  };
}

/** Colour words tint the sky; without any, the prompt's hash shifts the mood a little. */
function tintLight(light: Light, plan: PaintPlan): Light {
  const [first, second = first] = plan.palette.map((word) => hex(COLOUR_WORDS[word] ?? '#888888'));
  const random = createRandom(plan.key, 'mood');
  const mood: Rgb = [random.between(0.92, 1.1), random.between(0.95, 1.05), random.between(0.92, 1.1)];
  const share = first === undefined ? 0 : 0.55;
  const shift = (colour: Rgb, tint: Rgb | undefined) =>
    multiply(tint === undefined ? colour : tinted(colour, tint, share), mood);
  return {
    ...light,
    zenith: shift(light.zenith, first),
    middle: shift(light.middle, second),
    horizon: shift(light.horizon, second),
    fog: shift(light.fog, second),
    clouds: { ...light.clouds, bright: shift(light.clouds.bright, first), dark: shift(light.clouds.dark, first) },
    ambient: mix(light.ambient, shift(light.ambient, first), 0.6),
  };
}
