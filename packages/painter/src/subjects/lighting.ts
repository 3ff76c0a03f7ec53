import { LINEAR_BY_LEVEL, luminance, mix, type Rgb, scale, tinted } from '../colour.ts';
import type { Light } from '../light.ts';
import type { Picture } from '../picture.ts';
import type { Stage } from '../scenes/frame.ts';
import type { Placement } from './placement.ts';

/** The light on one subject: linear, about 1 where it is brightest. */
export type Lighting = {
  /** Towards the light: right, down, to the viewer; length 1. */
  readonly towards: readonly [number, number, number];
  readonly key: Rgb;
  readonly sky: Rgb;
  /** What the ground throws back from below. */
  readonly bounce: Rgb;
  /** Light from behind along the outline. */
  readonly rim: Rgb;
  readonly haze: Rgb;
  readonly hazeShare: number;
  /** How clear the edge of a cast shadow is: 0 under a closed sky to 1 in the sun. */
  readonly sharpness: number;
};

/** White softboxes stand left of the table, above the viewer. */
const SOFTBOX: Rgb = [0.66, 0.655, 0.645];

/** Reads the light where a subject stands; the picture gives the colour of the ground under it. */
export function lightSubject(picture: Picture, placement: Placement, light: Light, stage: Stage): Lighting {
  const bounce = scale(groundUnder(picture, placement), 0.42);
  if (stage.table !== undefined && stage.light === undefined) {
    return {
      towards: unitVector(-0.55, -0.62, 0.72),
      key: SOFTBOX,
      sky: [0.4, 0.405, 0.42],
      bounce,
      rim: [0.1, 0.1, 0.1],
      haze: stage.haze,
      hazeShare: 0,
      sharpness: 0.35,
    };
  }
  return outdoors(picture, placement, stage.light ?? light, { stage, bounce, isLamp: stage.light !== undefined });
}

function outdoors(
  picture: Picture,
  placement: Placement,
  light: Light,
  place: { readonly stage: Stage; readonly bounce: Rgb; readonly isLamp: boolean },
): Lighting {
  const { direct, ambient, source } = light;
  const { stage, bounce, isLamp } = place;
  const isLow = source.y < 0.3 && !isLamp;
  const floor = stage.isWeightless === true ? 0.34 : 0.19;
  const share = (channel: 0 | 1 | 2) => direct[channel] * (isLow ? 0.44 : 0.5);
  // A thing at night must still be found: the eye gets used to the dark.
  const isUnderWater = stage.isWeightless === true && stage.ground !== undefined && !isLamp;
  const through = (colour: Rgb) => (isUnderWater ? tinted(colour, stage.haze, 0.6) : colour);
  const sky = mix(scale(ambient, 0.62), scale([1, 1, 1], luminance(ambient) * 0.62), 0.15);
  const strength = (isLow ? 1 : source.isMoon ? 1.15 : 0.16) * Math.min(1, source.strength + 0.3);
  const fade = placement.on === 'edge' || placement.on === 'table' ? 0 : placement.distance;
  return {
    towards: towardsSource(picture, placement, light, isLow),
    key: through([share(0), share(1), share(2)]),
    sky: through([sky[0] + floor * 0.8, sky[1] + floor * 0.8, sky[2] + floor * 0.86]),
    bounce,
    rim: scale(source.isMoon ? mix(source.colour, ambient, 0.35) : mix(source.colour, direct, 0.5), strength * 0.5),
    haze: stage.haze,
    hazeShare: isLamp ? 0 : Math.min(0.6, fade * (0.15 + light.fogShare * 0.75)),
    sharpness: Math.min(1, luminance(direct) * 1.35),
  };
}

function towardsSource(picture: Picture, placement: Placement, { source }: Light, isLow: boolean) {
  const middle = placement.left + placement.width / 2;
  const aside = (source.x * picture.width - middle) / (Math.max(picture.width, picture.height) * 0.5);
  const up = Math.max(0.18, Math.min(0.85, source.y * 1.1));
  // The source is behind the scene; the sky around it still lights the side turned to us.
  return unitVector(Math.max(-0.95, Math.min(0.95, aside * 1.4)), -up, isLow ? 0.42 : 0.7);
}

function unitVector(x: number, y: number, z: number): readonly [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** The mean of a few pixels around the foot, linear. */
function groundUnder({ width, height, pixels }: Picture, placement: Placement): Rgb {
  const y = Math.min(height - 1, placement.top + placement.height - placement.submerged);
  let [red, green, blue] = [0, 0, 0];
  const columns = 9;
  for (let index = 0; index < columns; index += 1) {
    const x = Math.min(width - 1, placement.left + Math.floor((placement.width * (index + 0.5)) / columns));
    const at = (y * width + x) * 3;
    red += LINEAR_BY_LEVEL[pixels[at] ?? 0] ?? 0;
    green += LINEAR_BY_LEVEL[pixels[at + 1] ?? 0] ?? 0;
    blue += LINEAR_BY_LEVEL[pixels[at + 2] ?? 0] ?? 0;
  }
  return [red / columns, green / columns, blue / columns];
}
