import { setTimeout as sleep } from 'node:timers/promises';
import type { Generation } from '@rivya/sdk';
import type { PublicApi } from './public-api.ts';

export type Followed = {
  readonly generation: Generation;
  /** By the server's clock; `undefined` when the task was picked up and done between two looks. */
  readonly queuedMs: number | undefined;
  /** From picked up to done; from accepted to done when that moment was missed. */
  readonly madeMs: number;
};

const LOOK_MS_FIRST = 40;
const LOOK_MS_MAX = 2_000;
/** Looks become rarer by this much. */
const LOOK_GROWTH = 1.15;
/** A server may restart meanwhile. */
const RETRIES = 9;

/**
 * Follows a task to its end, good or bad: short looks while it is queued, so that the moment it is picked up is seen, then
 * the client's own waiting. Throws when the server stays away, and when the signal is aborted.
 */
export async function followGeneration(
  { client, signal }: PublicApi,
  task: Generation,
  onStatus: (status: string) => void,
): Promise<Followed> {
  let generation = task;
  onStatus(generation.status);
  for (
    let lookMs = LOOK_MS_FIRST;
    generation.status === 'queued';
    lookMs = Math.min(lookMs * LOOK_GROWTH, LOOK_MS_MAX)
  ) {
    await sleep(lookMs, undefined, { signal });
    generation = await client.generations.retrieve(task.id, { signal, maxRetries: RETRIES });
    onStatus(generation.status);
  }
  const startedAt = generation.status === 'processing' ? generation.updated_at : undefined;
  if (startedAt !== undefined) generation = await waitForEnd({ client, signal }, generation);
  const createdAt = generation.created_at;
  return {
    generation,
    queuedMs: startedAt === undefined ? undefined : between(createdAt, startedAt),
    madeMs: between(startedAt ?? createdAt, generation.updated_at),
  };
}

/** The task as it ended: how it failed is told by the command, which also shows the task. */
async function waitForEnd(api: Pick<PublicApi, 'client' | 'signal'>, task: Generation): Promise<Generation> {
  const { client, signal } = api;
  let latest = task;
  const onUpdate = (generation: Generation) => {
    latest = generation;
  };
  // The server ends a task that takes too long, and whoever waits can press Ctrl-C.
  const timeoutMs = Number.POSITIVE_INFINITY;
  try {
    return await client.generations.wait(task.id, { signal, timeoutMs, maxRetries: RETRIES, onUpdate });
  } catch (error) {
    if (latest.status === 'failed') return latest;
    throw error;
  }
}

function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}
