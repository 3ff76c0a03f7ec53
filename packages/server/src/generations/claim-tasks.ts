import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import { SECOND_MS } from '../platform/units.ts';
import { type Attempt, findAttempts, openAttempts, openOne } from './attempt-store.ts';
import { dealTasks } from './deal-tasks.ts';
import { holdQueue } from './lane-store.ts';
import { leaseDueTasks, startTasks } from './queue-store.ts';
import type { GenerationRow } from './store.ts';

/** How long a claim holds a task unless it is renewed. */
export const LEASE_MS = 15 * SECOND_MS;

/** A task in hand: the row, the lease it is held under, and the attempt that is open, if one is. */
export type ClaimedTask = {
  readonly row: GenerationRow;
  readonly lease: string;
  readonly attempt: Attempt | undefined;
};

export type ClaimRequest = { readonly queue: string; readonly limit: number };

/** Takes up tasks that are due again, with the attempt they were put down in. */
export async function claimDueTasks(tx: Tx, clock: Clock, request: ClaimRequest): Promise<readonly ClaimedTask[]> {
  const nowMs = clock.now();
  const lease = newId('lease', nowMs);
  const terms = { lease, nowMs, leaseUntilMs: nowMs + LEASE_MS };
  const rows = await leaseDueTasks(tx, { ...request, wantsSubmit: false }, terms);
  const attempts = await findAttempts(
    tx,
    rows.map(({ id }) => id),
  );
  const byTask = Map.groupBy(attempts, ({ generationId }) => generationId);
  return rows.map((row) => ({ row, lease, attempt: openOne(byTask.get(row.id) ?? []) }));
}

/** What is to be submitted: at most one task for each credential that is named, in its name. */
export type SubmitRequest = {
  readonly queue: string;
  readonly credentials: readonly string[];
  /** How long a task may take from here on. */
  readonly taskTimeoutMs: number;
};

/** Takes up tasks that are to be tried again, each with an attempt opened for the credential it gets. */
export async function claimRetries(tx: Tx, clock: Clock, request: SubmitRequest): Promise<readonly ClaimedTask[]> {
  const { queue, credentials } = request;
  if (credentials.length === 0) return [];
  const nowMs = clock.now();
  const lease = newId('lease', nowMs);
  const terms = { lease, nowMs, leaseUntilMs: nowMs + LEASE_MS, deadlineMs: nowMs + request.taskTimeoutMs };
  const rows = await leaseDueTasks(tx, { queue, limit: credentials.length, wantsSubmit: true }, terms);
  return await withAttempts(tx, rows, { lease, nowMs, credentials });
}

async function withAttempts(
  tx: Tx,
  rows: readonly GenerationRow[],
  { lease, nowMs, credentials }: { lease: string; nowMs: number; credentials: readonly string[] },
): Promise<readonly ClaimedTask[]> {
  const tasks = rows.map(({ id, queue }, index) => ({ id, queue, credential: credentials[index] ?? '' }));
  const attempts = await openAttempts(tx, tasks, nowMs);
  return rows.map((row, index) => ({ row, lease, attempt: attempts[index] }));
}

/**
 * Takes the next queued tasks, dealt like cards: one of each account, then a second of each, the account served longest
 * ago first. A thousand tasks of one account delay another account's first by one slot at most. Each gets an attempt for
 * one of the credentials. `turn` and as many numbers after it as there are credentials must be higher than those of any
 * claim before.
 */
export async function claimQueuedTasks(
  tx: Tx,
  clock: Clock,
  request: SubmitRequest & { readonly turn: number },
): Promise<readonly ClaimedTask[]> {
  const nowMs = clock.now();
  const lease = newId('lease', nowMs);
  const terms = { lease, nowMs, leaseUntilMs: nowMs + LEASE_MS, deadlineMs: nowMs + request.taskTimeoutMs };
  const rows: GenerationRow[] = [];
  const { queue, credentials } = request;
  await holdQueue(tx, queue);
  for (let isMore = false; rows.length < credentials.length; ) {
    const round = { queue, turn: request.turn + rows.length, limit: credentials.length - rows.length, isMore };
    const { ids, moves, ...dealt } = await dealTasks(tx, round);
    rows.push(...inOrder(ids, await startTasks(tx, { queue, ids, moves }, terms)));
    isMore = dealt.isMore;
    if (!isMore) break;
  }
  return await withAttempts(tx, rows, { lease, nowMs, credentials });
}

/** As they were dealt, which is the order in which they reach their credential. */
function inOrder(ids: readonly string[], rows: readonly GenerationRow[]): readonly GenerationRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
