import { hex, type Rgb, toSrgb } from '../../colour.ts';
import type { Control } from '../../control.ts';
import type { Picture } from '../../picture.ts';
import type { Random } from '../../random.ts';
import type { Frame, Stage } from '../../scenes/frame.ts';
import type { Room, Wish } from '../find-room.ts';
import type { InkMask } from '../ink-mask.ts';

/** What a carrier has to know to be painted. */
export type CarrierTask = {
  readonly picture: Picture;
  readonly frame: Frame;
  readonly stage: Stage | undefined;
  readonly room: Room;
  readonly ink: InkMask;
  readonly random: Random;
  /** What falls on it, by channel, in linear light; never so dark that it could not be read. */
  readonly gain: Rgb;
  /** Where the light comes from: -1 left, 1 right. */
  readonly side: number;
  readonly control: Control;
};

/** Where a carrier wants to be; `crowd` is how many texts share the picture. */
export type Surroundings = { readonly frame: Frame; readonly stage: Stage | undefined; readonly random: Random };

export type Carrier = {
  readonly wish: (around: Surroundings) => Wish;
  readonly paint: (task: CarrierTask) => Promise<void>;
};

/** Red, green and blue of sRGB, 0 to 255. */
export type Paint = readonly [number, number, number];

/** A colour of a thing as it looks under the light that falls on it. */
export function lit(colour: string, gain: Rgb): Paint {
  const [red, green, blue] = hex(colour);
  return [toSrgb(red * gain[0]), toSrgb(green * gain[1]), toSrgb(blue * gain[2])];
}

/** The whole picture but a margin. */
export function wholeZone({ width, height, unit, plan }: Frame): Wish['zone'] {
  // Some styles leave a border of paper.
  const hasBorder = plan.style === 'poster' || plan.style === 'watercolour';
  const margin = Math.min(unit, Math.min(width, height) * 1.6) * (hasBorder ? 0.085 : 0.035);
  return { left: margin, top: margin, right: width - margin, bottom: height - margin };
}

/** Wide pictures hold a text at the size their height allows; narrow ones at what their width does. */
export function sizeIn({ unit, plan }: Frame, share: number): Wish['size'] {
  // A brush or a cell of a style swallows what is smaller.
  const least = { pixel: 0.085, oil: 0.06, watercolour: 0.06, ink: 0.06 }[String(plan.style)] ?? 0.045;
  return { best: unit * share, least: unit * least };
}

/** Rows the feet of a standing carrier may have; the picture's lower edge where there is no ground. */
export function feetIn({ height, unit, horizon }: Frame, stage: Stage | undefined): NonNullable<Wish['feet']> {
  const ground = stage?.ground;
  if (ground === undefined) return { far: height, near: height };
  const far = Math.max(ground.far, Math.min(horizon + unit * 0.06, ground.near));
  return { far: Math.min(far, height), near: Math.min(height, Math.max(far, ground.near)) };
}
