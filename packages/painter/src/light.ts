import { hex, luminance, mix, multiply, type Rgb, scale, tinted } from './colour.ts';
import type { PaintPlan, TimeOfDay } from './prompt/paint-plan.ts';
import { COLOUR_WORDS } from './prompt/words.ts';
import { createRandom } from './random.ts';

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
  readonly clouds: { readonly cover: number; readonly bright: Rgb; readonly dark: Rgb };
};

type Hour = Record<'zenith' | 'middle' | 'horizon' | 'source' | 'direct' | 'ambient' | 'bright' | 'dark', string> & {
  readonly height: number;
  readonly strength: number;
};

const HOURS: Record<TimeOfDay, Hour> = {
  dawn: {
    zenith: '#5c83bd',
    middle: '#c5b6cc',
    horizon: '#ffd3a8',
    source: '#fff0cf',
    direct: '#ffc493',
    ambient: '#8f97bd',
    bright: '#ffe0cc',
    dark: '#a58fae',
    height: 0.16,
    strength: 0.9,
  },
  day: {
    zenith: '#2e74c9',
    middle: '#79b3e6',
    horizon: '#d5eaf6',
    source: '#fffbea',
    direct: '#fff3da',
    ambient: '#9db9dc',
    bright: '#ffffff',
    dark: '#aebfd2',
    height: 0.62,
    strength: 0.75,
  },
  sunset: {
    zenith: '#37407f',
    middle: '#c4647e',
    horizon: '#ffb45c',
    source: '#ffe1a0',
    direct: '#ff9a57',
    ambient: '#7a6c96',
    bright: '#ffb98a',
    dark: '#7c5377',
    height: 0.1,
    strength: 1.1,
  },
  night: {
    zenith: '#060c22',
    middle: '#10204a',
    horizon: '#2c4576',
    source: '#eef3ff',
    direct: '#6f86b8',
    ambient: '#27345c',
    bright: '#4d618f',
    dark: '#141d3a',
    height: 0.66,
    strength: 0.45,
  },
};

export function createLight(plan: PaintPlan): Light {
  const hour = HOURS[plan.time];
  const random = createRandom(plan.key, 'light');
  const side = random.chance(0.5) ? random.between(0.14, 0.4) : random.between(0.6, 0.86);
  const lift = random.between(0.8, 1.25);
  const clear = {
    time: plan.time,
    zenith: hex(hour.zenith),
    middle: hex(hour.middle),
    horizon: hex(hour.horizon),
    source: {
      x: side,
      y: hour.height * lift,
      colour: hex(hour.source),
      strength: hour.strength,
      isMoon: plan.time === 'night',
    },
    direct: hex(hour.direct),
    ambient: hex(hour.ambient),
    fog: mix(hex(hour.horizon), hex(hour.middle), 0.45),
    fogShare: plan.scene === 'forest' ? 0.35 : 0.15,
    stars: plan.time === 'night' ? 1 : plan.time === 'dawn' ? 0.12 : 0,
    clouds: { cover: random.between(0.22, 0.5), bright: hex(hour.bright), dark: hex(hour.dark) },
  };
  return tintLight(weathered(clear, plan), plan);
}

function weathered(light: Light, plan: PaintPlan): Light {
  switch (plan.weather) {
    case 'clear':
      return light;
    case 'cloudy':
      return { ...light, clouds: { ...light.clouds, cover: 0.78 }, direct: scale(light.direct, 0.75) };
    case 'fog':
      return { ...dulled(light, 0.45, 1), fogShare: 0.75, clouds: { ...light.clouds, cover: 0.3 } };
    case 'rain':
      return { ...dulled(light, 0.65, 0.72), fogShare: 0.4, stars: 0 };
    case 'snowfall':
      return { ...dulled(light, 0.55, 0.95), fogShare: 0.42, stars: 0 };
    case 'storm':
      return { ...dulled(light, 0.7, 0.42), fogShare: 0.3, stars: 0 };
  }
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
    clouds: { cover: 0.95, bright: dull(light.clouds.bright), dark: scale(dull(light.clouds.dark), 0.8) },
  };
}

/** Colour words tint the sky; without any, the prompt's hash shifts the mood a little. */
function tintLight(light: Light, plan: PaintPlan): Light {
  const [first, second = first] = plan.palette.map((word) => hex(COLOUR_WORDS[word] ?? '#888888'));
  const random = createRandom(plan.key, 'mood');
  const mood: Rgb = [random.between(0.9, 1.12), random.between(0.94, 1.06), random.between(0.9, 1.12)];
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
