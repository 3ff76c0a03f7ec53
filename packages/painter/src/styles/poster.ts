import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import { brush } from './brush.ts';

const STEPS = 6;

/** Flat areas with clean edges: calmed by a brush, then cut to six tones. */
export async function flatten(picture: Picture, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  await brush(
    picture,
    { reach: Math.max(2, Math.round(Math.min(width, height) / 160)), saturation: 1.3, paper: 0 },
    control,
  );
  const curve = Uint8Array.from({ length: 256 }, (_, level) => {
    const step = (level / 255) * STEPS;
    const within = step - Math.floor(step);
    const edge = Math.max(0, Math.min(1, (within - 0.5) * 9 + 0.5));
    return Math.min(255, ((Math.floor(step) + edge) / STEPS) * 255);
  });
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = curve[pixels[index] ?? 0] ?? 0;
}
