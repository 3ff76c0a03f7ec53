import type { FoundWork } from '../engines/index.ts';
import { SECOND_MS } from '../platform/units.ts';

/** A stretch of time by this server's clock in which a submit was on its way. */
export type Window = { readonly fromMs: number; readonly untilMs: number };

/** A submit whose outcome is unknown. `requestId` is the upstream's id of it, if an answer told. */
export type Doubt = Window & { readonly requestId: string | undefined };

/** A clock that was set back by so much between sending and looking must not make our own work look like older work. */
const CLOCK_STEP_MS_MAX = 10 * SECOND_MS;

export type Knowledge = {
  /** Works that belong to other attempts. */
  readonly taken: ReadonlySet<string>;
  /** When other submits of unknown outcome were on their way with the same credential. */
  readonly rivals: readonly Window[];
  /** By how much a work may seem to be made before or after its submit, in milliseconds. */
  readonly marginMs: number;
};

/**
 * `ours`: this work is what the submit made. `nothing`: the upstream lists no work that could be it. `several`: there is
 * work that could be it, and it could be another's as well.
 */
export type Verdict =
  | { readonly verdict: 'ours'; readonly work: FoundWork }
  | { readonly verdict: 'nothing' }
  | { readonly verdict: 'several' };

/**
 * Decides what a submit of unknown outcome bought, from what the upstream lists. A request id that matches settles it.
 * Otherwise exactly one work must fit that no other attempt has and no other submit in doubt could have made; another
 * application's, known by its key, is left out of the choice but never proves that nothing was bought.
 */
export function decidePurchase(
  doubt: Doubt,
  found: readonly FoundWork[],
  { taken, rivals, marginMs }: Knowledge,
): Verdict {
  const isWithin = ({ fromMs, untilMs }: Window, { createdAtMs, errorMs }: FoundWork) =>
    createdAtMs >= fromMs - marginMs - errorMs && createdAtMs <= untilMs + marginMs + errorMs;
  const free = found.filter(({ upstreamId }) => !taken.has(upstreamId));
  const named = free.filter(({ requestId }) => requestId !== null && requestId === doubt.requestId);
  const [exact] = named;
  if (exact !== undefined && named.length === 1) return { verdict: 'ours', work: exact };

  const fitting = free.filter((work) => isWithin(doubt, work));
  if (fitting.length === 0) {
    const before = { fromMs: doubt.fromMs - CLOCK_STEP_MS_MAX, untilMs: doubt.untilMs };
    return { verdict: free.some((work) => isWithin(before, work)) ? 'several' : 'nothing' };
  }
  const [only, ...others] = withoutForeign(fitting, keysOf(found, taken));
  // What is left was all made with keys that we have not seen ourselves use; one of them may be new.
  if (only === undefined || others.length > 0) return { verdict: 'several' };
  const isContested = rivals.some((rival) => isWithin(rival, only));
  // The upstream named this submit, and the work carries another name: it fits by chance, or names are not what they seem.
  const isMisnamed = doubt.requestId !== undefined && only.requestId !== null;
  return isContested || isMisnamed ? { verdict: 'several' } : { verdict: 'ours', work: only };
}

/** The keys that work known to be ours was made with. */
function keysOf(found: readonly FoundWork[], taken: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(found.flatMap(({ upstreamId, keyId }) => (taken.has(upstreamId) ? (keyId ?? []) : [])));
}

function withoutForeign(works: readonly FoundWork[], ourKeys: ReadonlySet<string>): readonly FoundWork[] {
  if (ourKeys.size === 0) return works;
  return works.filter(({ keyId }) => keyId === null || ourKeys.has(keyId));
}
