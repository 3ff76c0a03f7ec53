import type { Size, SizePolicy, SizeTier } from './descriptor.ts';
import type { ParamValues } from './input.ts';

/**
 * The picture's size in pixels: the table's for a given ratio, the last reference's ratio when none was given.
 * Throws when the descriptor has no size for parsed parameters, which its check at start-up rules out.
 */
export function pickSize(policy: SizePolicy, params: ParamValues, lastReference: Size | undefined): Size {
  const tier = tierOf(policy, params);
  const ratio = params[policy.ratioParam];
  if (ratio === undefined && lastReference !== undefined) return fitRatio(policy, tier, lastReference);
  const size = ratio === undefined ? Object.values(tier.byRatio)[0] : tier.byRatio[String(ratio)];
  if (size === undefined) throw new Error(`There is no size for the ratio ${String(ratio)}.`);
  return size;
}

function tierOf({ tierParam, tiers }: SizePolicy, params: ParamValues): SizeTier {
  const tier = tierParam === undefined ? Object.values(tiers)[0] : tiers[String(params[tierParam])];
  if (tier === undefined) throw new Error('There is no size tier for these parameters.');
  return tier;
}

/**
 * The largest size of this ratio within the budget: the short side is rounded down, so the budget holds, and the long
 * side to the nearest step, so that the ratio is off by half a step of the long side at most.
 */
function fitRatio({ ratioMax, multipleOf }: SizePolicy, { pixelsMax }: SizeTier, like: Size): Size {
  const ratio = Math.min(ratioMax, Math.max(like.width, like.height) / Math.min(like.width, like.height));
  const budget = pixelsMax / multipleOf ** 2;
  const short = Math.floor(Math.sqrt(budget / ratio));
  const long = Math.min(Math.round(short * ratio), Math.floor(budget / short));
  const sides = { short: short * multipleOf, long: long * multipleOf };
  return like.width >= like.height
    ? { width: sides.long, height: sides.short }
    : { width: sides.short, height: sides.long };
}
