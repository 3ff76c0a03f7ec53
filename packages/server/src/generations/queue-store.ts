import { type Kysely, sql } from 'kysely';
import type { Db, Reader, Tx } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import type { GenerationRow } from './store.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    queue_lanes: LaneRow;
  }
}

/** One account's place in the round of one queue. */
type LaneRow = {
  queue: string;
  account_id: string;
  /** Grows with every task taken; the lane served longest ago has the lowest. */
  turn: number;
  /** 1 while a task may be waiting in it. */
  is_waiting: number;
  /** No task with a lower id is waiting in it: where the search for the oldest one starts. */
  from_id: string;
};

export const queueTables: Migrations = {
  '2026-11-22-07-queue-lanes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('queue_lanes')
        .addColumn('queue', 'text', (column) => column.notNull())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('turn', 'bigint', (column) => column.notNull())
        .addColumn('is_waiting', 'integer', (column) => column.notNull())
        .addColumn('from_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('queue_lanes_pk', ['queue', 'account_id'])
        .execute();
      await sql`create index queue_lanes_waiting on queue_lanes (queue, turn) where is_waiting = 1`.execute(db);
    },
  },
};

/** A task just queued, as its lane needs to know it. */
export type Lane = { readonly queue: string; readonly accountId: string; readonly id: string };

/**
 * Opens the lanes of tasks just queued. A lane keeps its turn while empty, so coming and going wins nothing. Its mark
 * moves back for an id that is lower, as ids of another process or after a clock was set back may be.
 */
export async function openLanes(tx: Tx, lanes: readonly Lane[]): Promise<void> {
  const lowest = new Map<string, Lane>();
  for (const lane of lanes) {
    const key = `${lane.queue}\n${lane.accountId}`;
    const known = lowest.get(key);
    if (known === undefined || lane.id < known.id) lowest.set(key, lane);
  }
  await tx
    .insertInto('queue_lanes')
    .values(
      [...lowest.values()].map(({ queue, accountId, id }) => ({
        queue,
        account_id: accountId,
        turn: 0,
        is_waiting: 1,
        from_id: id,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['queue', 'account_id']).doUpdateSet((eb) => ({
        is_waiting: 1,
        from_id: eb
          .case()
          .when('excluded.from_id', '<', eb.ref('queue_lanes.from_id'))
          .then(eb.ref('excluded.from_id'))
          .else(eb.ref('queue_lanes.from_id'))
          .end(),
      })),
    )
    .execute();
}

/**
 * The oldest task of each of the lanes served longest ago. Both look-ups are an index each and the second starts at the
 * lane's mark, so the cost follows `limit` and neither the queue nor the history. `id` is null for an empty lane.
 */
export async function selectNextOfLanes(tx: Tx, queue: string, limit: number) {
  return await tx
    .selectFrom('queue_lanes as lane')
    .select((eb) => [
      'lane.account_id',
      eb
        .selectFrom('generations as task')
        .select('task.id')
        .whereRef('task.account_id', '=', 'lane.account_id')
        .whereRef('task.id', '>=', 'lane.from_id')
        .whereRef('task.queue', '=', 'lane.queue')
        .where('task.status', '=', sql.lit('queued'))
        .orderBy('task.id')
        .limit(1)
        .as('id'),
    ])
    .where('lane.queue', '=', queue)
    .where('lane.is_waiting', '=', sql.lit(1))
    .orderBy('lane.turn')
    .limit(limit)
    .execute();
}

export async function closeLanes(tx: Tx, queue: string, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await tx
    .updateTable('queue_lanes')
    .set({ is_waiting: 0 })
    .where('queue', '=', queue)
    .where('account_id', 'in', accountIds)
    .execute();
}

/** Sends lanes to the end of the round, each with the id of the task just taken from it as its mark. */
export async function moveLanesBack(
  tx: Tx,
  queue: string,
  served: readonly { accountId: string; id: string }[],
  turn: number,
): Promise<void> {
  if (served.length === 0) return;
  await tx
    .insertInto('queue_lanes')
    .values(served.map(({ accountId, id }) => ({ queue, account_id: accountId, turn, is_waiting: 1, from_id: id })))
    .onConflict((conflict) =>
      conflict
        .columns(['queue', 'account_id'])
        .doUpdateSet((eb) => ({ turn: eb.ref('excluded.turn'), from_id: eb.ref('excluded.from_id') })),
    )
    .execute();
}

/** The lowest id that may still be queued for an account in any of these queues; nothing when none is. */
export async function firstQueuedId(
  reader: Reader,
  accountId: string,
  queues: readonly string[],
): Promise<string | undefined> {
  const row = await reader
    .selectFrom('queue_lanes')
    .select((eb) => eb.fn.min('from_id').as('id'))
    .where('queue', 'in', queues)
    .where('account_id', '=', accountId)
    .where('is_waiting', '=', sql.lit(1))
    .executeTakeFirst();
  return row?.id ?? undefined;
}

export type LeaseTerms = { readonly lease: string; readonly nowMs: number; readonly leaseUntilMs: number };

/** Takes queued tasks up: they are `processing` from here on and never go back. */
export async function startTasks(
  tx: Tx,
  ids: readonly string[],
  terms: LeaseTerms & { readonly deadlineMs: number },
): Promise<readonly GenerationRow[]> {
  if (ids.length === 0) return [];
  return await tx
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
    .returningAll()
    .execute();
}

/** Takes up tasks that are due again: put down earlier, or left behind by a worker that stopped renewing its lease. */
export async function leaseDueTasks(
  tx: Tx,
  queue: string,
  limit: number,
  terms: LeaseTerms,
): Promise<readonly GenerationRow[]> {
  const due = tx
    .selectFrom('generations')
    .select('id')
    .where('queue', '=', queue)
    .where('status', '=', sql.lit('processing'))
    .where('due_at', '<=', terms.nowMs)
    .orderBy('due_at')
    .limit(limit);
  return await tx
    .updateTable('generations')
    .set({ lease: terms.lease, due_at: terms.leaseUntilMs })
    .where('id', 'in', due)
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
  const row = await tx
    .selectFrom('generations')
    .select('id')
    .where('id', '=', held.id)
    .where('lease', '=', held.lease)
    .where('status', '=', sql.lit('processing'))
    .executeTakeFirst();
  return row !== undefined;
}

/** The highest turn a queue has given, 0 for a new one. */
export async function highestTurn(reader: Reader, queue: string): Promise<number> {
  const row = await reader
    .selectFrom('queue_lanes')
    .select((eb) => eb.fn.max('turn').as('turn'))
    .where('queue', '=', queue)
    .executeTakeFirst();
  return row?.turn ?? 0;
}

/** Puts a task down until a later time; it holds no worker meanwhile. */
export async function putDown(tx: Tx, held: { id: string; lease: string }, dueAtMs: number): Promise<void> {
  await tx
    .updateTable('generations')
    .set({ lease: null, due_at: dueAtMs })
    .where('id', '=', held.id)
    .where('lease', '=', held.lease)
    .where('status', '=', sql.lit('processing'))
    .execute();
}

/** At the start of a server that has its store for itself, nobody holds anything: all leased work is due at once. */
export async function voidAllLeases(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .updateTable('generations')
      .set({ lease: null, due_at: 0 })
      .where('status', '=', sql.lit('processing'))
      .where('lease', 'is not', null)
      .execute();
  });
}

/** When the next task of a queue is due, in milliseconds since 1970. */
export async function nextDueAt(reader: Reader, queue: string): Promise<number | undefined> {
  const row = await reader
    .selectFrom('generations')
    .select('due_at')
    .where('queue', '=', queue)
    .where('status', '=', sql.lit('processing'))
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}

export async function countProcessing(reader: Reader, queue: string): Promise<number> {
  const row = await reader
    .selectFrom('generations')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('queue', '=', queue)
    .where('status', '=', sql.lit('processing'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Moves queued tasks whose model is served by another engine since the settings changed; looks at open lanes only. */
export async function moveQueuedTasks(tx: Tx, model: string, queue: string): Promise<readonly Lane[]> {
  const open = tx.selectFrom('queue_lanes').where('is_waiting', '=', sql.lit(1)).where('queue', '!=', queue);
  const rows = await tx
    .updateTable('generations')
    .set({ queue })
    .where('account_id', 'in', open.select('account_id'))
    .where(
      'id',
      '>=',
      open.select((eb) => eb.fn.min('from_id').as('id')),
    )
    .where('model', '=', model)
    .where('status', '=', sql.lit('queued'))
    .where('queue', '!=', queue)
    .returning(['account_id', 'id'])
    .execute();
  return rows.map((row) => ({ queue, accountId: row.account_id, id: row.id }));
}
