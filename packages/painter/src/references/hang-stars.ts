import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import { createRandom, type Random } from '../random.ts';
import type { View } from './look-at.ts';

type Overlay = { readonly key: number; readonly unit: number };
/** A sky smaller than this share of the picture has no room for a moon. */
const MOON_SKY = 0.1;

/** Stars, and a moon where there is room, in the sky of a night picture; nothing without a sky. */
export async function hangStars(picture: Picture, view: View, { key, unit }: Overlay, control: Control): Promise<void> {
  const { sky, small } = view;
  if (sky === undefined) return;
  const random = createRandom(key, 'stars');
  const cells = sky.share.reduce((sum, share) => sum + share, 0);
  const isFree = (x: number, y: number, reach: number) =>
    [-reach, 0, reach].every((down) =>
      [-reach, 0, reach].every((across) => {
        const column = Math.floor((x + across) / small.step);
        const row = Math.floor((y + down) / small.step);
        const isInside = column >= 0 && row >= 0 && column < small.width && row < small.height;
        return isInside && (sky.share[row * small.width + column] ?? 0) > 0.9;
      }),
    );
  const area = cells * small.step * small.step;
  const count = Math.min(1600, Math.round((area / (unit * unit)) * 420));
  for (let index = 0; index < count; index += 1) {
    if (index % 100 === 0) await control.checkpoint(index / count);
    const x = random.next() * picture.width;
    const y = random.next() * sky.horizon * small.step;
    const star = {
      x,
      y,
      radius: Math.max(0.6, unit * random.between(0.0006, 0.0017)),
      light: random.between(0.2, 0.95) * (1 - (0.6 * y) / (sky.horizon * small.step)),
    };
    if (isFree(x, y, small.step)) drawStar(picture, star);
  }
  if (cells > sky.share.length * MOON_SKY) hangMoon(picture, view, unit, random, isFree);
}

function drawStar(
  picture: Picture,
  star: { readonly x: number; readonly y: number; readonly radius: number; readonly light: number },
) {
  const reach = Math.ceil(star.radius * 2.2);
  for (let y = Math.floor(star.y) - reach; y <= star.y + reach; y += 1) {
    for (let x = Math.floor(star.x) - reach; x <= star.x + reach; x += 1) {
      const away = ((x - star.x) ** 2 + (y - star.y) ** 2) / (star.radius * star.radius);
      lighten(picture, x, y, star.light * Math.exp(-away));
    }
  }
}

function hangMoon(
  picture: Picture,
  { sky, small }: View,
  unit: number,
  random: Random,
  isFree: (x: number, y: number, reach: number) => boolean,
) {
  const radius = unit * 0.034;
  for (let attempt = 0; attempt < 24; attempt += 1) {
    const x = picture.width * random.between(0.12, 0.88);
    const y = Math.max(radius * 2.2, (sky?.horizon ?? 0) * small.step * random.between(0.16, 0.5));
    if (!isFree(x, y, radius * 1.5)) continue;
    drawMoon(picture, x, y, radius);
    return;
  }
}

function drawMoon(picture: Picture, centreX: number, centreY: number, radius: number) {
  const reach = radius * 7;
  for (let y = Math.floor(centreY - reach); y <= centreY + reach; y += 1) {
    for (let x = Math.floor(centreX - reach); x <= centreX + reach; x += 1) {
      const away = Math.hypot(x - centreX, y - centreY) / radius;
      if (away > 7) continue;
      const disc = Math.max(0, Math.min(1, (1 - away) * radius + 0.5));
      // Seas of the moon: two soft dark patches.
      const patch =
        0.16 * Math.exp(-(((x - centreX) / radius + 0.3) ** 2 + ((y - centreY) / radius + 0.2) ** 2) * 9) +
        0.12 * Math.exp(-(((x - centreX) / radius - 0.25) ** 2 + ((y - centreY) / radius - 0.3) ** 2) * 12);
      const glow = 0.34 * Math.exp(-away * 0.75) * Math.min(1, (7 - away) / 2);
      lighten(picture, x, y, Math.max(disc * (0.96 - patch), glow * (1 - disc)));
    }
  }
}

/** Towards a warm white. */
function lighten({ width, height, pixels }: Picture, x: number, y: number, share: number) {
  if (x < 0 || y < 0 || x >= width || y >= height || share < 0.004) return;
  const at = (y * width + x) * 3;
  pixels[at] = (pixels[at] ?? 0) + (250 - (pixels[at] ?? 0)) * share;
  pixels[at + 1] = (pixels[at + 1] ?? 0) + (247 - (pixels[at + 1] ?? 0)) * share;
  pixels[at + 2] = (pixels[at + 2] ?? 0) + (236 - (pixels[at + 2] ?? 0)) * share;
}
