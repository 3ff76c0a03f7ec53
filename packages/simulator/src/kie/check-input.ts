import { isRecord } from '../http/read-body.ts';
import { boxesFault } from '../wan/boxes.ts';
import { INPUTS_MAX } from '../wan/inspect-input.ts';
import { paletteFault } from '../wan/palette.ts';
import type { Size } from '../wan/tier-size.ts';
import { invalid } from './refusal.ts';

/** A create whose form is right; its input pictures are still to be fetched. */
export type CheckedCreate = {
  readonly model: string;
  readonly callBackUrl: string | undefined;
  readonly prompt: string;
  readonly inputUrls: readonly string[];
  /** Width by height; undefined when none was given. */
  readonly ratio: number | undefined;
  readonly resolution: '1K' | '2K' | '4K';
  readonly n: number;
  readonly seed: number | null;
  readonly boxes: unknown;
};

const PRO = 'wan/2-7-image-pro';
const MODELS = [PRO, 'wan/2-7-image'];
const RATIOS = ['1:1', '16:9', '4:3', '21:9', '3:4', '9:16', '8:1', '1:8'];
const FIELDS = [
  'prompt',
  'input_urls',
  'aspect_ratio',
  'enable_sequential',
  'n',
  'resolution',
  'thinking_mode',
  'color_palette',
  'bbox_list',
  'watermark',
  'seed',
  'nsfw_checker',
];
const PROMPT_CHARACTERS_MAX = 5_000;
const SEED_MAX = 2_147_483_647;

type Input = Readonly<Record<string, unknown>>;

/** Checks the body of a create against the documented form; anything not documented is refused. Throws a KieRefusal. */
export function checkCreate(body: unknown): CheckedCreate {
  if (!isRecord(body)) throw invalid('The request body must be a JSON object');
  refuseOthers(body, ['model', 'callBackUrl', 'input'], '');
  const { model, callBackUrl, input } = body;
  if (typeof model !== 'string' || !MODELS.includes(model)) {
    throw invalid('The model name you specified is not supported. Please verify the model name and try again.');
  }
  if (callBackUrl !== undefined && !isWebUrl(callBackUrl)) throw invalid('callBackUrl must be a http or https URL');
  if (!isRecord(input)) throw invalid('input is required');
  refuseOthers(input, FIELDS, 'input.');
  return { model, callBackUrl, ...checkInput(input, model === PRO) };
}

function checkInput(input: Input, isPro: boolean): Omit<CheckedCreate, 'model' | 'callBackUrl'> {
  const isSet = checkBoolean(input, 'enable_sequential');
  const inputUrls = checkInputUrls(input['input_urls']);
  const hasInputs = inputUrls.length > 0;
  checkBoolean(input, 'watermark');
  checkBoolean(input, 'nsfw_checker');
  if (checkBoolean(input, 'thinking_mode') && (isSet || hasInputs)) {
    throw invalid('thinking_mode is only available when enable_sequential is false and input_urls is empty');
  }
  checkPalette(input['color_palette'], isSet);
  return {
    prompt: checkPrompt(input['prompt']),
    inputUrls,
    ratio: checkRatio(input['aspect_ratio'], hasInputs),
    resolution: checkResolution(input['resolution'], isPro && !isSet && !hasInputs),
    n: checkInteger(input, 'n', [1, isSet ? 12 : 4]) ?? (isSet ? 12 : 4),
    seed: checkInteger(input, 'seed', [0, SEED_MAX]) ?? null,
    boxes: input['bbox_list'],
  };
}

/** Checks the boxes, if there are any, now that the pictures are known. Throws a KieRefusal. */
export function checkBoxes(boxes: unknown, inputs: readonly Size[]): void {
  const fault = boxes === undefined ? undefined : boxesFault(boxes, inputs, 'bbox_list');
  if (fault !== undefined) throw invalid(fault);
}

function checkPrompt(prompt: unknown): string {
  if (typeof prompt !== 'string' || prompt === '') throw invalid('prompt is required');
  if ([...prompt].length > PROMPT_CHARACTERS_MAX) {
    throw invalid(`prompt length must be less than or equal to ${PROMPT_CHARACTERS_MAX}`);
  }
  return prompt;
}

function checkInputUrls(urls: unknown): readonly string[] {
  if (urls === undefined) return [];
  if (!Array.isArray(urls)) throw invalid('input_urls must be an array');
  if (urls.length > INPUTS_MAX) throw invalid(`input_urls supports at most ${INPUTS_MAX} images`);
  return urls.map((url: unknown) => {
    if (!isWebUrl(url)) throw invalid('input_urls must be http or https URLs');
    return url;
  });
}

function checkRatio(ratio: unknown, hasInputs: boolean): number | undefined {
  if (ratio === undefined) return undefined;
  if (hasInputs) throw invalid('aspect_ratio is only available when input_urls is empty');
  if (typeof ratio !== 'string' || !RATIOS.includes(ratio)) {
    throw invalid(`aspect_ratio is not within the range of allowed options: ${RATIOS.join(', ')}`);
  }
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

function checkResolution(resolution: unknown, mayBe4K: boolean): '1K' | '2K' | '4K' {
  if (resolution === undefined) return '2K';
  if (resolution === '4K' && !mayBe4K) throw invalid('4K is only available for text-to-image with wan/2-7-image-pro');
  if (resolution === '1K' || resolution === '2K' || resolution === '4K') return resolution;
  throw invalid('resolution is not within the range of allowed options: 1K, 2K, 4K');
}

function checkPalette(palette: unknown, isSet: boolean): void {
  if (palette === undefined) return;
  if (isSet) throw invalid('color_palette is only available when enable_sequential is false');
  const fault = paletteFault(palette, 'color_palette');
  if (fault !== undefined) throw invalid(fault);
}

function checkBoolean(input: Input, name: string): boolean {
  const value = input[name];
  if (value !== undefined && typeof value !== 'boolean') throw invalid(`${name} must be a boolean`);
  return value ?? false;
}

function checkInteger(input: Input, name: string, [min, max]: readonly [number, number]): number | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalid(`${name} must be an integer`);
  if (value < min || value > max) throw invalid(`${name} must be between ${min} and ${max}`);
  return value;
}

function refuseOthers(record: Input, allowed: readonly string[], path: string): void {
  for (const key of Object.keys(record)) {
    if (!allowed.includes(key)) throw invalid(`${path}${key} is not supported`);
  }
}

function isWebUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
