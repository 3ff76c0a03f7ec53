import type { ModelDescriptor } from '../../catalogue/index.ts';

/** The upstream's name of each model that can be made here, by public id. */
const UPSTREAM_MODELS: Readonly<Record<string, string>> = {
  'wan-2-7-image-pro': 'wan2.7-image-pro',
  'wan-2-7-image': 'wan2.7-image',
};

/** What the upstream takes, by the "Wan2.7 - image generation and editing API reference". */
const PROMPT_CHARACTERS_MAX = 5_000;
const REFERENCES_MAX = 9;
const PIXELS_MIN = 768 * 768;
/** What both models make with and without references; only the Pro model makes more, and only without. */
const PIXELS_MAX = 2_048 * 2_048;
const RATIO_MAX = 8;

/**
 * Serves a model by its id, and only while everything its descriptor lets callers ask for is within the upstream's
 * limits: a longer prompt would be cut off there without a word, any other excess be refused after the credits are set
 * aside.
 */
export function dashscopeServes(model: ModelDescriptor): boolean {
  return (
    UPSTREAM_MODELS[model.id] !== undefined &&
    model.prompt.charactersMax <= PROMPT_CHARACTERS_MAX &&
    (model.referenceMedia?.maxFiles ?? 0) <= REFERENCES_MAX &&
    model.sizes.ratioMax <= RATIO_MAX &&
    Object.values(model.sizes.tiers).every(({ pixelsMax, byRatio }) =>
      [pixelsMax, ...Object.values(byRatio).map(({ width, height }) => width * height)].every(isWithinBudget),
    )
  );
}

function isWithinBudget(pixels: number): boolean {
  return pixels >= PIXELS_MIN && pixels <= PIXELS_MAX;
}

/** The upstream's name of a public model. Throws for one that is not served. */
export function upstreamModel(model: string): string {
  const name = UPSTREAM_MODELS[model];
  if (name === undefined) throw new Error(`The model ${model} is not offered here.`);
  return name;
}

/**
 * Whether a name in the upstream's task list means this model. Dated snapshots of a model are called like it with a
 * suffix, as one of these models is called like the other: the longest known name decides. No name at all counts, as
 * the list was asked for this model only.
 */
export function isModelName(name: string | undefined, model: string): boolean {
  if (name === undefined) return true;
  const known = Object.values(UPSTREAM_MODELS)
    .filter((candidate) => name === candidate || name.startsWith(`${candidate}-`))
    .sort((one, other) => other.length - one.length);
  return known[0] === upstreamModel(model);
}
