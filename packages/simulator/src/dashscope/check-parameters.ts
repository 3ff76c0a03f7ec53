import { isRecord } from '../http/read-body.ts';
import { boxesFault } from '../wan/boxes.ts';
import { paletteFault } from '../wan/palette.ts';
import type { Size } from '../wan/tier-size.ts';
import { invalid } from './refusal.ts';

/** The parameters of a request, checked one by one; `size` is left to `sizeOf`, which needs the images. */
export type Parameters = {
  readonly size: unknown;
  readonly n: number | undefined;
  readonly isSet: boolean;
  readonly seed: number | undefined;
  readonly boxes: unknown;
};

const ALLOWED = ['size', 'n', 'enable_sequential', 'thinking_mode', 'watermark', 'seed', 'color_palette', 'bbox_list'];
const SEED_MAX = 2_147_483_647;

/** Checks everything the official parameter list says, and that nothing else is there. Throws a Refusal. */
export function checkParameters(parameters: unknown): Parameters {
  if (!isRecord(parameters)) throw invalid('parameters must be an object');
  for (const key of Object.keys(parameters)) {
    if (!ALLOWED.includes(key)) throw invalid(`parameters.${key} is not supported by this model`);
  }
  const isSet = checkBoolean(parameters, 'enable_sequential') ?? false;
  checkBoolean(parameters, 'thinking_mode');
  checkBoolean(parameters, 'watermark');
  checkPalette(parameters.color_palette, isSet);
  return {
    size: parameters.size,
    n: checkN(parameters.n, isSet),
    isSet,
    seed: checkSeed(parameters.seed),
    boxes: parameters.bbox_list,
  };
}

function checkBoolean(parameters: Readonly<Record<string, unknown>>, key: string): boolean | undefined {
  const value = parameters[key];
  if (value !== undefined && typeof value !== 'boolean') throw invalid(`parameters.${key} must be a boolean`);
  return value;
}

function checkN(n: unknown, isSet: boolean): number | undefined {
  if (n === undefined) return undefined;
  if (typeof n !== 'number' || !Number.isInteger(n)) throw invalid('parameters.n must be an integer');
  const max = isSet ? 12 : 4;
  if (n < 1 || n > max) throw invalid(`Range of n should be [1, ${max}]`);
  return n;
}

function checkSeed(seed: unknown): number | undefined {
  if (seed === undefined) return undefined;
  if (typeof seed !== 'number' || !Number.isInteger(seed)) throw invalid('parameters.seed must be an integer');
  if (seed < 0 || seed > SEED_MAX) throw invalid(`Range of seed should be [0, ${SEED_MAX}]`);
  return seed;
}

function checkPalette(palette: unknown, isSet: boolean): void {
  if (palette === undefined) return;
  if (isSet) throw invalid('parameters.color_palette is not supported with enable_sequential');
  const fault = paletteFault(palette, 'parameters.color_palette');
  if (fault !== undefined) throw invalid(fault);
}

/** Checks the boxes, if there are any, now that the images are known. Throws a Refusal. */
export function checkBoxes(boxes: unknown, images: readonly Size[]): void {
  const fault = boxes === undefined ? undefined : boxesFault(boxes, images, 'parameters.bbox_list');
  if (fault !== undefined) throw invalid(fault);
}
