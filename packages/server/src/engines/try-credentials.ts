import type { ModelDescriptor } from '../catalogue/index.ts';
import type { Clock } from '../platform/clock.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { CredentialStopped, type Engine } from './engine.ts';
import type { Offer } from './registry.ts';

/**
 * What a credential's upstream made of it. `accepted`: it listed the account's work. `refused`: an operator has to act.
 * `unanswered`: nothing is known. `unasked`: its engine has no question that costs nothing.
 */
export type CredentialTrial = {
  readonly engine: string;
  readonly credential: string;
  readonly outcome: 'accepted' | 'refused' | 'unanswered' | 'unasked';
  /** Why not, in words for the operator; empty when there is nothing to say. */
  readonly reason: string;
};

type TrialParts = { readonly clock: Clock; readonly models: readonly ModelDescriptor[] };

/** Asks every upstream, with each of its credentials, for recent work; that is free and needs a key in order. */
export async function tryCredentials(
  { clock, models }: TrialParts,
  offers: readonly Offer[],
  signal: AbortSignal,
): Promise<readonly CredentialTrial[]> {
  const trials = offers.flatMap(({ engine, serves }) => {
    const model = models.find((one) => serves(one));
    if (model === undefined) return [];
    return (engine.credentials ?? []).map(({ name }) => tryOne({ engine, clock, model: model.id }, name, signal));
  });
  return await Promise.all(trials);
}

type Question = { readonly engine: Engine; readonly clock: Clock; readonly model: string };

async function tryOne(
  { engine, clock, model }: Question,
  credential: string,
  signal: AbortSignal,
): Promise<CredentialTrial> {
  const trial = { engine: engine.id, credential };
  if (engine.findWork === undefined) return { ...trial, outcome: 'unasked', reason: '' };
  const untilMs = clock.now();
  try {
    await engine.findWork({ credential, model, fromMs: untilMs - MINUTE_MS, untilMs }, signal);
    return { ...trial, outcome: 'accepted', reason: '' };
  } catch (error) {
    const outcome = error instanceof CredentialStopped ? 'refused' : 'unanswered';
    return { ...trial, outcome, reason: error instanceof Error ? error.message : String(error) };
  }
}
