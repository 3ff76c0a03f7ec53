import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import { SECOND_MS } from '../platform/units.ts';
import { type Attempt, findAttempts, openAttempts } from './attempt-store.ts';
import { closeLanes, leaseDueTasks, moveLanesBack, selectNextOfLanes, startTasks } from './queue-store.ts';
import type { GenerationRow } from './store.ts';

/** How long a claim holds a task unless it is renewed. */
export const LEASE_MS = 15 * SECOND_MS;

/** A task in hand: the row, the lease it is held under, and the latest attempt, if one is open. */
export type ClaimedTask = {
  readonly row: GenerationRow;
  readonly lease: string;
  readonly attempt: Attempt | undefined;
  /** The attempt was opened in this claim, so the engine has not been called for it yet. */
  readonly isFresh: boolean;
};

export type ClaimRequest = { readonly queue: string; readonly limit: number };

/** Takes up tasks that are due again, with the attempt they were put down in. */
export async function claimDueTasks(tx: Tx, clock: Clock, request: ClaimRequest): Promise<readonly ClaimedTask[]> {
  const nowMs = clock.now();
  const lease = newId('lease', nowMs);
  const rows = await leaseDueTasks(tx, request.queue, request.limit, { lease, nowMs, leaseUntilMs: nowMs + LEASE_MS });
  const attempts = await findAttempts(
    tx,
    rows.map(({ id }) => id),
  );
  const latest = new Map(attempts.map((attempt) => [attempt.generationId, attempt]));
  return rows.map((row) => {
    const attempt = latest.get(row.id);
    const isOpen = attempt?.state === 'submitting' || attempt?.state === 'pending';
    return { row, lease, attempt: isOpen ? attempt : undefined, isFresh: false };
  });
}

/**
 * Takes the next queued tasks, one per account and round, the account served longest ago first: a thousand tasks of one
 * account delay another account's first by one slot at most. "Submitting" is committed here, before any engine is called.
 * `turn` must be higher than that of any claim before.
 */
export async function claimQueuedTasks(
  tx: Tx,
  clock: Clock,
  request: ClaimRequest & { taskTimeoutMs: number; turn: number },
): Promise<readonly ClaimedTask[]> {
  const nowMs = clock.now();
  const lease = newId('lease', nowMs);
  const rows: GenerationRow[] = [];
  while (rows.length < request.limit) {
    const ids = await nextOfEachLane(tx, { ...request, limit: request.limit - rows.length });
    if (ids === undefined) break;
    const terms = { lease, nowMs, leaseUntilMs: nowMs + LEASE_MS, deadlineMs: nowMs + request.taskTimeoutMs };
    rows.push(...(await startTasks(tx, ids, terms)));
  }
  const attempts = await openAttempts(tx, rows, nowMs);
  return rows.map((row, index) => ({ row, lease, attempt: attempts[index], isFresh: true }));
}

/** One round over the lanes; `undefined` when no lane has anything. */
async function nextOfEachLane(tx: Tx, round: ClaimRequest & { turn: number }): Promise<string[] | undefined> {
  const { queue, limit, turn } = round;
  const lanes = await selectNextOfLanes(tx, queue, limit);
  if (lanes.length === 0) return undefined;
  const empty = lanes.filter(({ id }) => id === null).map(({ account_id }) => account_id);
  const served = lanes.flatMap(({ account_id, id }) => (id === null ? [] : [{ accountId: account_id, id }]));
  await closeLanes(tx, queue, empty);
  await moveLanesBack(tx, queue, served, turn);
  return served.map(({ id }) => id);
}
