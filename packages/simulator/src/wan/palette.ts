import { isRecord } from '../http/read-body.ts';

/** What is wrong with a colour palette, named `name`: 3 to 10 colours whose shares are 100.00% together. */
export function paletteFault(palette: unknown, name: string): string | undefined {
  if (!Array.isArray(palette)) return `${name} must be an array`;
  if (palette.length < 3 || palette.length > 10) return `The number of colors in ${name} should be [3, 10]`;
  // Hundredths of a per cent: the sum of decimals must not depend on rounding.
  let sum = 0;
  for (const colour of palette) {
    const share = shareOf(colour, name);
    if (typeof share === 'string') return share;
    sum += share;
  }
  return sum === 10_000 ? undefined : `The sum of ratio in ${name} must be 100.00%`;
}

function shareOf(colour: unknown, name: string): number | string {
  if (!isRecord(colour) || Object.keys(colour).sort().join() !== 'hex,ratio') {
    return `Every item of ${name} must have hex and ratio only`;
  }
  if (typeof colour['hex'] !== 'string' || !/^#[0-9A-Fa-f]{6}$/.test(colour['hex'])) {
    return `hex in ${name} must look like #C2D1E6`;
  }
  const [, whole, part] =
    /^(\d{1,3})\.(\d{2})%$/.exec(typeof colour['ratio'] === 'string' ? colour['ratio'] : '') ?? [];
  if (whole === undefined || part === undefined) {
    return `ratio in ${name} must be a string with two decimals, such as 23.51%`;
  }
  return Number(whole) * 100 + Number(part);
}
