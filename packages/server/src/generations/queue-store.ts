import { type QueryCreator, sql } from 'kysely';
import type { Db, Reader, Tables, Tx } from '../platform/db/database.ts';
import { hasManyWriters, holding, holdingFree } from '../platform/db/locks.ts';
import { type LaneMove, movingLanes } from './lane-store.ts';
import type { GenerationRow } from './store.ts';

export type LeaseTerms = { readonly lease: string; readonly nowMs: number; readonly leaseUntilMs: number };

/** Tasks that were dealt from the lanes of a queue, and how the lanes stand after it. */
export type Dealt = { readonly queue: string; readonly ids: readonly string[]; readonly moves: readonly LaneMove[] };

/**
 * Takes tasks up that are still queued there: they are `processing` from here on and never go back. Their lanes move on, in
 * the same statement where a statement can write two tables, which is one round trip less.
 */
export async function startTasks(
  tx: Tx,
  { queue, ids, moves }: Dealt,
  terms: LeaseTerms & { readonly deadlineMs: number },
): Promise<readonly GenerationRow[]> {
  const isOne = ids.length > 0 && hasManyWriters(tx);
  if (moves.length > 0 && !isOne) await movingLanes(tx, queue, moves).execute();
  if (ids.length === 0) return [];
  const creator: QueryCreator<Tables> = isOne ? tx.with('moved', (db) => movingLanes(db, queue, moves)) : tx;
  return await creator
    .updateTable('generations')
    .set({
      status: 'processing',
      lease: terms.lease,
      due_at: terms.leaseUntilMs,
      deadline_at: terms.deadlineMs,
      updated_at: terms.nowMs,
    })
    .where('id', 'in', ids)
    .where('status', '=', sql.lit('queued'))
    // A process that starts may have moved them since they were looked up, and the attempt would be the wrong engine's.
    .where('queue', '=', queue)
    .returningAll()
    .execute();
}

/**
 * Takes up tasks that are due again: put down earlier, or left behind by a worker that stopped renewing its lease.
 * `wantsSubmit` tells those that wait for room at an engine from those that only have to be asked for.
 */
export async function leaseDueTasks(
  tx: Tx,
  due: { readonly queue: string; readonly limit: number; readonly wantsSubmit: boolean },
  terms: LeaseTerms & { readonly deadlineMs?: number },
): Promise<readonly GenerationRow[]> {
  const waiting = tx
    .selectFrom('generations')
    .select('id')
    .where('queue', '=', due.queue)
    .where('status', '=', sql.lit('processing'))
    .where('wants_submit', '=', due.wantsSubmit ? 1 : 0)
    .where('due_at', '<=', terms.nowMs)
    .orderBy('due_at')
    .limit(due.limit);
  const free = await holdingFree(tx, waiting).execute();
  if (free.length === 0) return [];
  return await tx
    .updateTable('generations')
    .set({
      lease: terms.lease,
      due_at: terms.leaseUntilMs,
      wants_submit: 0,
      ...(terms.deadlineMs === undefined ? {} : { deadline_at: terms.deadlineMs }),
    })
    .where(
      'id',
      'in',
      free.map(({ id }) => id),
    )
    .where('status', '=', sql.lit('processing'))
    .returningAll()
    .execute();
}

/** Extends leases and tells which tasks are still held under them. */
export async function renewLeases(
  tx: Tx,
  held: readonly { id: string; lease: string }[],
  leaseUntilMs: number,
): Promise<ReadonlySet<string>> {
  if (held.length === 0) return new Set();
  const rows = await tx
    .updateTable('generations')
    .set({ due_at: leaseUntilMs })
    .where(
      'id',
      'in',
      held.map(({ id }) => id),
    )
    .where('lease', 'in', [...new Set(held.map(({ lease }) => lease))])
    .where('status', '=', sql.lit('processing'))
    .returning('id')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Whether a task is still in work under this lease. */
export async function isHeld(tx: Tx, held: { id: string; lease: string }): Promise<boolean> {
  const query = tx
    .selectFrom('generations')
    .select('id')
    .where('id', '=', held.id)
    .where('lease', '=', held.lease)
    .where('status', '=', sql.lit('processing'));
  return (await holding(tx, query).executeTakeFirst()) !== undefined;
}

/** How a task is put down: until when, and what it waits for. */
export type PutDown = {
  readonly dueAtMs: number;
  /** It waits for room at an engine to be submitted, instead of being asked for. */
  readonly wantsSubmit?: boolean;
  /** The engine it goes on at; absent: the one it is at. */
  readonly queue?: string;
  /** With `wantsSubmit`: until when it may wait, counted from its creation as in the queue, but not before `graceUntilMs`. */
  readonly wait?: { readonly queueMs: number; readonly graceUntilMs?: number };
};

/** Puts a task down until a later time; it holds no worker meanwhile. */
export async function putDown(tx: Tx, held: { id: string; lease: string }, down: PutDown): Promise<void> {
  await tx
    .updateTable('generations')
    .set((eb) => ({
      lease: null,
      due_at: down.dueAtMs,
      ...(down.wait === undefined
        ? {}
        : {
            deadline_at: eb
              .case()
              .when(eb('created_at', '+', down.wait.queueMs), '<', down.wait.graceUntilMs ?? 0)
              .then(down.wait.graceUntilMs ?? 0)
              .else(eb('created_at', '+', down.wait.queueMs))
              .end(),
          }),
      wants_submit: down.wantsSubmit === true ? 1 : 0,
      ...(down.queue === undefined ? {} : { queue: down.queue }),
    }))
    .where('id', '=', held.id)
    .where('lease', '=', held.lease)
    .where('status', '=', sql.lit('processing'))
    .execute();
}

/** Tasks that were put down are due at once; those in hand are left alone. */
export async function makeDue(tx: Tx, ids: readonly string[], nowMs: number): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('generations')
    .set({ due_at: nowMs })
    .where('id', 'in', ids)
    .where('status', '=', sql.lit('processing'))
    .where('lease', 'is', null)
    .where('wants_submit', '=', 0)
    .where('due_at', '>', nowMs)
    .execute();
}

/** The tasks of an engine that wait to be asked for are due at once. */
export async function makeAllDue(tx: Tx, queue: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('generations')
    .set({ due_at: nowMs })
    .where('queue', '=', queue)
    .where('status', '=', sql.lit('processing'))
    .where('wants_submit', '=', 0)
    .where('lease', 'is', null)
    .where('due_at', '>', nowMs)
    .execute();
}

/** At the start of a server that has its store for itself, nobody holds anything: all leased work is due at once. */
export async function voidAllLeases(db: Db): Promise<void> {
  await db.transaction((tx) => voidLeases(tx, undefined));
}

/** Whoever held tasks of this queue has lost them: they are due at once, and their leases change nothing any more. */
export async function voidLeasesOf(db: Db, queue: string): Promise<void> {
  await db.transaction((tx) => voidLeases(tx, queue));
}

/** Whoever held tasks of this queue and has not renewed its leases has lost them. */
export async function voidEndedLeasesOf(db: Db, queue: string, nowMs: number): Promise<void> {
  await db.transaction((tx) => voidLeases(tx, queue, nowMs));
}

async function voidLeases(tx: Tx, queue: string | undefined, endedByMs?: number): Promise<void> {
  let update = tx
    .updateTable('generations')
    .set({ lease: null, due_at: 0 })
    .where('status', '=', sql.lit('processing'))
    .where('lease', 'is not', null);
  if (queue !== undefined) update = update.where('queue', '=', queue);
  if (endedByMs !== undefined) update = update.where('due_at', '<=', endedByMs);
  await update.execute();
}

/** What there is to take up in a queue, now or later. Times are milliseconds since 1970. */
export type Waiting = {
  /** When the next task is due to be asked for. */
  readonly dueAtMs: number | undefined;
  /** When the next task is due to be submitted again. */
  readonly submitAtMs: number | undefined;
  /** A task may be queued. */
  readonly isLaneOpen: boolean;
};

/** One look at all of a queue, in one statement. */
export async function whatWaits(reader: Reader, queue: string): Promise<Waiting> {
  const nextDue = (wantsSubmit: number) =>
    reader
      .selectFrom('generations')
      .select('due_at')
      .where('queue', '=', queue)
      .where('status', '=', sql.lit('processing'))
      .where('wants_submit', '=', wantsSubmit)
      .orderBy('due_at')
      .limit(1);
  const openLane = reader
    .selectFrom('queue_lanes')
    .select('is_waiting')
    .where('queue', '=', queue)
    .where('is_waiting', '=', sql.lit(1))
    .limit(1);
  const row = await reader
    .selectNoFrom([nextDue(0).as('due_at'), nextDue(1).as('submit_at'), openLane.as('is_open')])
    .executeTakeFirstOrThrow();
  return {
    dueAtMs: row.due_at ?? undefined,
    submitAtMs: row.submit_at ?? undefined,
    isLaneOpen: row.is_open === 1,
  };
}

/**
 * Tasks of a model at engines that are not among these, of which nothing was sent that may be bought; `limit` at most. They
 * are held until the transaction ends: a process that still has such an engine goes on with its tasks meanwhile.
 */
export async function selectStranded(
  tx: Tx,
  model: string,
  { known, limit }: { readonly known: readonly string[]; readonly limit: number },
): Promise<readonly string[]> {
  const stranded = tx
    .selectFrom('generations')
    .select('id')
    .where('status', '=', sql.lit('processing'))
    .where('model', '=', model)
    .where('queue', 'not in', known)
    .where('lease', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('attempts')
            .select('attempts.id')
            .whereRef('attempts.generation_id', '=', 'generations.id')
            .where('attempts.state', 'in', ['submitting', 'unclear', 'pending']),
        ),
      ),
    )
    .limit(limit);
  return (await holdingFree(tx, stranded).execute()).map(({ id }) => id);
}

/** These tasks wait to be submitted at another engine, for as long as a queued one may and no shorter than before. */
export async function moveStranded(
  tx: Tx,
  ids: readonly string[],
  { to, queueMs }: { readonly to: string; readonly queueMs: number },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('generations')
    .set((eb) => ({
      queue: to,
      due_at: 0,
      wants_submit: 1,
      deadline_at: eb
        .case()
        .when(eb('created_at', '+', queueMs), '<', eb.ref('deadline_at'))
        .then(eb.ref('deadline_at'))
        .else(eb('created_at', '+', queueMs))
        .end(),
    }))
    .where('id', 'in', ids)
    .where('lease', 'is', null)
    .execute();
}

/**
 * Moves tasks of a model that wait to be submitted again to another engine; tells how many. Those that had a real try
 * there stay: they came from it, and would be sent to and fro.
 */
export async function moveWaitingTasks(
  tx: Tx,
  model: string,
  { to, from }: { readonly to: string; readonly from: string },
): Promise<number> {
  const rows = await tx
    .updateTable('generations')
    .set({ queue: to })
    .where('queue', '=', from)
    .where('wants_submit', '=', 1)
    .where('status', '=', sql.lit('processing'))
    .where('model', '=', model)
    .where('lease', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('attempts')
            .select('attempts.id')
            .whereRef('attempts.generation_id', '=', 'generations.id')
            .where('attempts.engine', '=', to)
            .where('attempts.is_counted', '=', 1),
        ),
      ),
    )
    .returning('id')
    .execute();
  return rows.length;
}

/** How many tasks in process are at engines that are not among the settings. */
export async function countStranded(reader: Reader, known: readonly string[]): Promise<number> {
  const row = await reader
    .selectFrom('generations')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('status', '=', sql.lit('processing'))
    .where('queue', 'not in', known)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
