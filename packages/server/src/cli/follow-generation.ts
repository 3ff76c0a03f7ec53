import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, ApiGeneration } from './api-client.ts';
import { retrying } from './retry.ts';

export type Followed = {
  readonly generation: ApiGeneration;
  /** By the server's clock; `undefined` when the task was picked up and done between two looks. */
  readonly queuedMs: number | undefined;
  /** From picked up to done; from accepted to done when that moment was missed. */
  readonly madeMs: number;
};

export type FollowOptions = {
  readonly signal: AbortSignal;
  /** Told the status after each look. */
  readonly onStatus?: (status: string) => void;
};

const LOOK_MS_FIRST = 40;
const LOOK_MS_MAX = 2_000;
/** Looks become rarer by this much. */
const LOOK_GROWTH = 1.15;
const WAIT_SECONDS = 25;
const TRIES = 10;

/**
 * Waits for the end of a task: short looks while it is queued, so that the moment it is picked up is seen, then long polls.
 * Lives through restarts of the server. Throws when the server stays away, and when the signal is aborted.
 */
export async function followGeneration(api: ApiClient, task: ApiGeneration, options: FollowOptions): Promise<Followed> {
  const { signal, onStatus } = options;
  const look = (waitSeconds: number) =>
    retrying(() => api.retrieveGeneration(task.id, waitSeconds, signal), { tries: TRIES, mayRestart: true, signal });
  let generation = task;
  let startedAt: string | undefined;
  let lookMs = LOOK_MS_FIRST;
  while (generation.status === 'queued' || generation.status === 'processing') {
    onStatus?.(generation.status);
    if (generation.status === 'processing') {
      startedAt ??= generation.updated_at;
      generation = await look(WAIT_SECONDS);
    } else {
      await sleep(lookMs, undefined, { signal });
      lookMs = Math.min(lookMs * LOOK_GROWTH, LOOK_MS_MAX);
      generation = await look(0);
    }
  }
  const createdAt = generation.created_at;
  return {
    generation,
    queuedMs: startedAt === undefined ? undefined : between(createdAt, startedAt),
    madeMs: between(startedAt ?? createdAt, generation.updated_at),
  };
}

function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}
