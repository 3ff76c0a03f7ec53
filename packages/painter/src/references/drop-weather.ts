import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';

/** Rain or snow in front of everything; nothing in other weather. */
export async function dropWeather(
  picture: Picture,
  { weather, key }: PaintPlan,
  unit: number,
  control: Control,
): Promise<void> {
  const area = (picture.width * picture.height) / (unit * unit);
  const random = createRandom(key, 'drops');
  if (weather === 'rain' || weather === 'storm') {
    const count = Math.round(Math.min(12, area) * (weather === 'storm' ? 1500 : 1100));
    const lean = random.between(-0.28, 0.28) * (weather === 'storm' ? 1.6 : 1);
    for (let index = 0; index < count; index += 1) {
      if (index % 100 === 0) await control.checkpoint(index / count);
      const near = random.next() ** 2;
      drawStreak(picture, {
        x: random.between(-0.1, 1.1) * picture.width,
        y: random.between(-0.1, 1) * picture.height,
        length: unit * (0.016 + 0.05 * near),
        half: unit * (0.0004 + 0.0006 * near),
        lean,
        share: 0.1 + 0.2 * near,
      });
    }
  }
  if (weather === 'snowfall') {
    const count = Math.round(Math.min(12, area) * 900);
    for (let index = 0; index < count; index += 1) {
      if (index % 100 === 0) await control.checkpoint(index / count);
      const near = random.next() ** 3;
      const flake = {
        x: random.next() * picture.width,
        y: random.next() * picture.height,
        radius: Math.max(0.7, unit * (0.0014 + 0.0075 * near)),
      };
      drawFlake(picture, { ...flake, share: 0.85 - 0.4 * near });
    }
  }
}

type Streak = {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly half: number;
  readonly lean: number;
  readonly share: number;
};

function drawStreak(picture: Picture, { x, y, length, half, lean, share }: Streak) {
  for (let row = Math.max(0, Math.floor(y)); row <= Math.min(picture.height - 1, y + length); row += 1) {
    const along = (row - y) / length;
    const centre = x + lean * (row - y);
    for (let column = Math.floor(centre - half - 1); column <= centre + half + 1; column += 1) {
      const cover = Math.max(0, Math.min(1, half + 0.5 - Math.abs(column - centre)));
      whiten(picture, column, row, cover * share * Math.sin(Math.PI * Math.max(0, Math.min(1, along))), 226);
    }
  }
}

function drawFlake(
  picture: Picture,
  { x, y, radius, share }: { readonly x: number; readonly y: number; readonly radius: number; readonly share: number },
) {
  const reach = Math.ceil(radius * 1.6);
  for (let row = Math.floor(y) - reach; row <= y + reach; row += 1) {
    for (let column = Math.floor(x) - reach; column <= x + reach; column += 1) {
      const away = ((column - x) ** 2 + (row - y) ** 2) / (radius * radius);
      whiten(picture, column, row, share * Math.exp(-away * away * 0.9), 250);
    }
  }
}

function whiten({ width, height, pixels }: Picture, x: number, y: number, share: number, white: number) {
  if (x < 0 || y < 0 || x >= width || y >= height || share < 0.004) return;
  const at = (y * width + x) * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const old = pixels[at + channel] ?? 0;
    pixels[at + channel] = old + (Math.max(old, white) - old) * share;
  }
}
