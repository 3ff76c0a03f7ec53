import type { Control } from '../control.ts';
import { fillGround } from './fill-ground.ts';
import { labelPieces } from './label-pieces.ts';
import { type SmallPicture, smallOf } from './small-picture.ts';

/** Hue unlike the ground's by more than this belongs to the thing, in steps of OKLab. */
const HUE = 5;
/** So is what is lighter or darker by more than this. */
const LIGHT = 42;
/** Of what was cut out this much must stand out from the ground before the rest is judged by it. */
const SURE = 0.4;
/** What is kept has at least this share of its border on the thing: a handle's shine, a label. */
const ATTACHED = 0.4;

/**
 * Takes arches, panels and shadows of a studio away from a coloured thing, in place: pieces in the ground's own hue that
 * border mostly on the ground. A thing that is itself in the ground's hue stays as it is.
 */
export async function dropDecor(small: SmallPicture, share: Float32Array, control: Control): Promise<void> {
  const { width } = small;
  const { lab } = await smallOf(await fillGround(small, share, control), control);
  const isOn = (at: number) => (share[at] ?? 0) >= 0.5;
  const weak = Float32Array.from(share, (_, at) => (isOn(at) && !standsOut(small.lab, lab, at) ? 1 : 0));
  const { labels, sizes } = labelPieces(weak, width);
  const all = share.reduce((sum, one) => sum + (one >= 0.5 ? 1 : 0), 0);
  if (all - sizes.reduce((sum, size) => sum + size, 0) < all * SURE) return;
  const inner = new Float32Array(sizes.length);
  const outer = new Float32Array(sizes.length);
  for (let at = 0; at < share.length; at += 1) {
    const label = labels[at] ?? 0;
    if (label === 0) continue;
    for (const to of [at - 1, at + 1, at - width, at + width]) {
      if ((labels[to] ?? 0) === label) continue;
      const side = isOn(to) ? inner : outer;
      side[label] = (side[label] ?? 0) + 1;
    }
  }
  for (let at = 0; at < share.length; at += 1) {
    const label = labels[at] ?? 0;
    const [on, off] = [inner[label] ?? 0, outer[label] ?? 0];
    if (label !== 0 && on < (on + off) * ATTACHED) share[at] = 0;
  }
}

function standsOut(own: Float32Array, ground: Float32Array, at: number): boolean {
  const away = (channel: number) => (own[at * 3 + channel] ?? 0) - (ground[at * 3 + channel] ?? 0);
  return Math.hypot(away(1), away(2)) > HUE || Math.abs(away(0)) > LIGHT;
}
