import type { ModelDescriptor, ParamDescriptor } from '../../catalogue/index.ts';
import type { EngineJob } from '../engine.ts';

/** Which of the upstream's models makes which of ours. */
const MODELS: Readonly<Record<string, string>> = {
  'wan-2-7-image-pro': 'wan/2-7-image-pro',
  'wan-2-7-image': 'wan/2-7-image',
};

type PassedParam = {
  /** What the upstream takes, where it does not take everything of the type. */
  readonly options?: readonly string[];
  /** Refused beside references. */
  readonly isTextOnly?: true;
};

/**
 * The public parameters that can be passed on; upstream they have the same names and types. With references the picture
 * takes the last one's ratio, and 4K is for one of the models without references only, so it is left out
 * (docs.kie.ai/market/wan/2-7-image-pro).
 */
const PARAMS: Readonly<Record<string, PassedParam>> = {
  aspect_ratio: { options: ['1:1', '16:9', '4:3', '21:9', '3:4', '9:16', '8:1', '1:8'], isTextOnly: true },
  resolution: { options: ['1K', '2K'] },
  watermark: { options: ['false', 'true'] },
  seed: {},
};

const RATIO_TOLERANCE = 0.02;
const RATIO_MAX = 8;

/** Whether everything a caller may ask of this model can be passed on: no parameter is dropped in silence. */
export function kieServes(model: ModelDescriptor): boolean {
  return Object.hasOwn(MODELS, model.id) && model.params.every(isPassedOn);
}

function isPassedOn(param: ParamDescriptor): boolean {
  if (!Object.hasOwn(PARAMS, param.key)) return false;
  const options = PARAMS[param.key]?.options;
  if (options === undefined) return true;
  return param.type === 'select' && param.options.every((option) => options.includes(option));
}

/** The upstream's name of a public model. Throws for a model that is not served. */
export function kieModelOf(model: string): string {
  const name = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  if (name === undefined) throw new Error(`There is no upstream model for ${model}.`);
  return name;
}

/** A job's parameters as the upstream takes them: numbers, texts and booleans as they are, absent ones left out. */
export function kieParamsOf({ params, references }: EngineJob): Readonly<Record<string, string | number | boolean>> {
  const isEdit = references.length > 0;
  const isSent = (key: string) => Object.hasOwn(PARAMS, key) && !(isEdit && PARAMS[key]?.isTextOnly === true);
  return Object.fromEntries(Object.entries(params).filter(([key]) => isSent(key)));
}

/**
 * Whether the picture would get the ratio that was promised. With references the upstream follows the last one, within
 * 1:8 and 8:1, and takes no other wish. Two per cent are let pass: a screen of 1366 by 768 is meant as 16:9.
 */
export function keepsRatio({ width, height, references }: EngineJob): boolean {
  const last = references.at(-1);
  if (last === undefined) return true;
  if (last.width === null || last.height === null) return false;
  const followed = Math.min(RATIO_MAX, Math.max(1 / RATIO_MAX, last.width / last.height));
  const off = width / height / followed;
  return Math.max(off, 1 / off) <= 1 + RATIO_TOLERANCE;
}
