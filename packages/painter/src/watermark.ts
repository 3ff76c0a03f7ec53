import { loadSharp } from './load-sharp.ts';
import type { Picture } from './picture.ts';

/** Strokes on a 60 x 100 cell, base line at 80: drawn, so that no font of the machine decides the pixels. */
const STROKES: Readonly<Record<string, { readonly path: string; readonly width: number }>> = {
  A: { path: 'M4 80 28 14 52 80M13 57H43', width: 62 },
  I: { path: 'M10 14V80', width: 40 },
  g: { path: 'M44 36V82Q44 100 26 100Q14 100 8 94M44 58A18 20 0 1 1 8 58A18 20 0 1 1 44 58', width: 56 },
  e: { path: 'M8 58H45A18.5 21 0 1 0 38 74', width: 54 },
  n: { path: 'M10 36V80M10 54Q14 37 28 37Q43 37 43 54V80', width: 56 },
  r: { path: 'M10 36V80M10 56Q13 38 32 38', width: 40 },
  a: { path: 'M44 37V80M44 58A18 20 0 1 1 8 58A18 20 0 1 1 44 58', width: 56 },
  t: { path: 'M18 20V66Q18 80 34 79M6 38H34', width: 44 },
  d: { path: 'M44 10V80M44 58A18 20 0 1 1 8 58A18 20 0 1 1 44 58', width: 56 },
  ' ': { path: '', width: 30 },
};
const TEXT = 'AI generated';

/** The region the mark may touch, as shares of width and height, from the bottom right corner. */
export function watermarkBox(width: number, height: number) {
  const textWidth = [...TEXT].reduce((sum, letter) => sum + (STROKES[letter]?.width ?? 0), 0);
  const size = Math.max(7, Math.min(Math.min(width, height) * 0.032, (width * 0.8 * 100) / textWidth));
  const padding = size * 0.5;
  const boxWidth = Math.min(width, Math.ceil((textWidth * size) / 100 + padding * 2));
  const boxHeight = Math.min(height, Math.ceil(size + padding * 1.4));
  const margin = Math.min(Math.round(size * 0.7), width - boxWidth, height - boxHeight);
  return {
    left: width - boxWidth - margin,
    top: height - boxHeight - margin,
    width: boxWidth,
    height: boxHeight,
    size,
    padding,
  };
}

export async function drawWatermark({ width, height, pixels }: Picture): Promise<void> {
  const box = watermarkBox(width, height);
  const sharp = await loadSharp();
  const { data } = await sharp(Buffer.from(markSvg(box)))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let y = 0; y < box.height; y += 1) {
    for (let x = 0; x < box.width; x += 1) {
      const from = (y * box.width + x) * 4;
      const cover = (data[from + 3] ?? 0) / 255;
      const to = ((box.top + y) * width + box.left + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = pixels[to + channel] ?? 0;
        pixels[to + channel] = old + ((data[from + channel] ?? 0) - old) * cover;
      }
    }
  }
}

function markSvg({ width, height, size, padding }: ReturnType<typeof watermarkBox>): string {
  let left = 0;
  const letters = [...TEXT].map((letter) => {
    const { path, width: advance } = STROKES[letter] ?? { path: '', width: 30 };
    left += advance;
    return `<path transform="translate(${left - advance} 0)" d="${path}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" rx="${height * 0.28}" fill="#10131a" fill-opacity=".42"/>
<g transform="translate(${padding} ${padding * 0.62}) scale(${size / 100})" fill="none" stroke="#fff" stroke-opacity=".92" stroke-width="10" stroke-linecap="round" stroke-linejoin="round">${letters.join('')}</g></svg>`;
}
