import { luminance, type Rgb } from '../colour.ts';
import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { Place } from '../prompt/paint-plan.ts';
import type { CarrierTask } from './carriers/carrier.ts';
import { CARRIER_OF } from './carriers/carriers.ts';
import { type Look, planLettering } from './plan-lettering.ts';

const FREE: Control = { checkpoint: () => Promise.resolve() };

/**
 * Letters texts into a picture, each on a carrier that suits the scene, off the places in `avoid` wherever there is
 * room. The places returned hold the whole carrier, inside the picture; a text no font can write has none.
 * Changes the pixels; rejects only with the reason of an abort, or a PaintError when the letters were not baked.
 */
export async function letterOn(
  picture: Picture,
  texts: readonly string[],
  look: Look,
  avoid: readonly Place[],
): Promise<readonly Place[]> {
  const { frame, stage, control = FREE } = look;
  const planned = await planLettering(texts, look, avoid);
  for (const { carrier, room, ink, random } of planned) {
    await CARRIER_OF[carrier].paint({ picture, frame, stage, room, ink, random, control, ...lightOn(look) });
  }
  return planned.map(({ place }) => place);
}

function lightOn({ frame, stage }: Look): Pick<CarrierTask, 'gain' | 'side'> {
  const light = stage?.light ?? frame.light;
  const isIndoors = stage?.table !== undefined || frame.plan.scene === 'studio' || frame.plan.scene === 'interior';
  const at = (channel: 0 | 1 | 2) =>
    isIndoors && frame.plan.time !== 'night'
      ? 0.96
      : 0.2 + (light.ambient[channel] * 0.75 + light.direct[channel] * 0.62) * 0.78;
  const raw: Rgb = [at(0), at(1), at(2)];
  // What is written should be read at night too, as if a lamp stood near.
  const lift = Math.max(1, 0.44 / Math.max(0.05, luminance(raw)));
  const gain: Rgb = [Math.min(1.15, raw[0] * lift), Math.min(1.15, raw[1] * lift), Math.min(1.15, raw[2] * lift)];
  return { gain, side: light.source.x < 0.5 ? -1 : 1 };
}
