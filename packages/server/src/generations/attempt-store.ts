import { type Kysely, sql } from 'kysely';
import type { Bought, Cost, FailureReason, Handle } from '../engines/index.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import { holding } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { newId } from '../platform/ids.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    attempts: AttemptRow;
  }
}

/**
 * Where one try at an engine stands. `preparing`: nothing has left. `submitting`: committed right before the call that may
 * buy. `unclear`: that call ended, or its process did, without telling whether the work was taken. `pending`: the engine
 * gave a handle.
 */
export type AttemptState = 'preparing' | 'submitting' | 'unclear' | 'pending' | 'done' | 'failed';

/** The work may have been bought, or is being bought now. */
export const SENT_STATES = ['submitting', 'unclear', 'pending'] as const satisfies readonly AttemptState[];

type AttemptRow = {
  id: string;
  generation_id: string;
  engine: string;
  state: AttemptState;
  handle: string | null;
  bought: Bought | null;
  created_at: number;
  updated_at: number;
  /** The name of the credential it is made with; empty for an engine without any. */
  credential: string;
  /** When the call that may buy left, and when it ended without a clear answer. */
  sent_at: number | null;
  unclear_at: number | null;
  /** The upstream's id of a submit in doubt, if its answer had one. */
  request_id: string | null;
  /** The upstream's own id of the work. */
  upstream_id: string | null;
  /** 0 for a try that says nothing about the task: the credential was over its limit or stopped. */
  is_counted: number;
  /** What the operator paid, in millionths of the currency's unit. */
  cost_micros: number | null;
  cost_currency: string | null;
  /** Why its engine said that it failed; null while it is open, and for what ended in another way. */
  failed_as: FailureReason | null;
};

export type Attempt = {
  readonly id: string;
  readonly generationId: string;
  readonly engine: string;
  readonly credential: string;
  readonly state: AttemptState;
  readonly handle: Handle | undefined;
  readonly createdAtMs: number;
  readonly sentAtMs: number | undefined;
  readonly unclearAtMs: number | undefined;
  readonly requestId: string | undefined;
  readonly isCounted: boolean;
  readonly failedAs: FailureReason | undefined;
};

export const attemptTable: Migrations = {
  '2026-11-22-08-attempts': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('attempts')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('generation_id', 'text', (column) => column.notNull())
        .addColumn('engine', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('handle', 'text')
        .addColumn('bought', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .execute();
      await sql`create index attempts_generation on attempts (generation_id, id)`.execute(db);
    },
  },
  '2026-11-22-09-attempts-upstream': {
    async up(db: Kysely<unknown>) {
      const table = db.schema.alterTable('attempts');
      await table.addColumn('credential', 'text', (column) => column.notNull().defaultTo('')).execute();
      await table.addColumn('sent_at', 'bigint').execute();
      await table.addColumn('unclear_at', 'bigint').execute();
      await table.addColumn('request_id', 'text').execute();
      await table.addColumn('upstream_id', 'text').execute();
      await table.addColumn('is_counted', 'integer', (column) => column.notNull().defaultTo(1)).execute();
      await table.addColumn('cost_micros', 'bigint').execute();
      await table.addColumn('cost_currency', 'text').execute();
      // Until here only the painter submitted, and it never buys: what it had begun can be begun again.
      await sql`update attempts set state = 'preparing' where state = 'submitting'`.execute(db);
      // The same work can never belong to two tasks, whatever is found in an upstream's list.
      await sql`create unique index attempts_upstream on attempts (upstream_id, engine)
        where upstream_id is not null`.execute(db);
      // A task is tried once at a time, whatever the order of ids says after a clock was set back.
      await sql`create unique index attempts_one_open on attempts (generation_id)
        where state in ('preparing', 'submitting', 'unclear', 'pending')`.execute(db);
      // Submits that were given up while nobody knew what they bought: their work may still turn up.
      await sql`create index attempts_given_up on attempts (engine, sent_at) where bought = 'unknown'`.execute(db);
      await sql`create index attempts_latest on attempts (engine, credential, sent_at)
        where upstream_id is not null`.execute(db);
      // What counts against a credential's limits; its size follows the work, not the history.
      await sql`create index attempts_open on attempts (engine, state, credential)
        where state in ('preparing', 'submitting', 'unclear', 'pending')`.execute(db);
    },
  },
  '2026-11-22-15-attempts-failed-as': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('attempts').addColumn('failed_as', 'text').execute();
    },
  },
};

/** Writes down that an engine is to be asked for these tasks, one attempt each, with the credential set aside for it. */
export async function openAttempts(
  tx: Tx,
  tasks: readonly { readonly id: string; readonly queue: string; readonly credential: string }[],
  nowMs: number,
): Promise<readonly Attempt[]> {
  if (tasks.length === 0) return [];
  const rows = tasks.map(
    (task): AttemptRow => ({
      id: newId('att', nowMs),
      generation_id: task.id,
      engine: task.queue,
      state: 'preparing',
      handle: null,
      bought: null,
      created_at: nowMs,
      updated_at: nowMs,
      credential: task.credential,
      sent_at: null,
      unclear_at: null,
      request_id: null,
      upstream_id: null,
      is_counted: 1,
      cost_micros: null,
      cost_currency: null,
      failed_as: null,
    }),
  );
  await tx.insertInto('attempts').values(rows).execute();
  return rows.map(toAttempt);
}

/** Every attempt at these tasks, the oldest first. */
export async function findAttempts(reader: Reader, generationIds: readonly string[]): Promise<readonly Attempt[]> {
  if (generationIds.length === 0) return [];
  const rows = await reader
    .selectFrom('attempts')
    .selectAll()
    .where('generation_id', 'in', generationIds)
    .orderBy('id')
    .execute();
  return rows.map(toAttempt);
}

/** The call that may buy is about to leave. */
export async function markSubmitting(tx: Tx, attemptId: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('attempts')
    .set({ state: 'submitting', sent_at: nowMs, updated_at: nowMs })
    .where('id', '=', attemptId)
    .where('state', '=', sql.lit('preparing'))
    .execute();
}

/** It ended, and nobody knows whether the work was taken. */
export async function markUnclear(
  tx: Tx,
  attemptId: string,
  doubt: { unclearAtMs: number; requestId: string | undefined; nowMs: number },
): Promise<void> {
  await tx
    .updateTable('attempts')
    .set({
      state: 'unclear',
      unclear_at: doubt.unclearAtMs,
      request_id: doubt.requestId ?? null,
      updated_at: doubt.nowMs,
    })
    .where('id', '=', attemptId)
    .where('state', '=', sql.lit('submitting'))
    .execute();
}

/**
 * Keeps where the work is found again; false when the attempt was closed meanwhile. Throws when the same work already
 * belongs to another attempt.
 */
export async function saveHandle(
  tx: Tx,
  attemptId: string,
  found: { readonly handle: Handle; readonly upstreamId: string | undefined },
  nowMs: number,
): Promise<boolean> {
  const row = await tx
    .updateTable('attempts')
    .set({
      state: 'pending',
      handle: JSON.stringify(found.handle),
      updated_at: nowMs,
      ...(found.upstreamId === undefined ? {} : { upstream_id: found.upstreamId }),
    })
    .where('id', '=', attemptId)
    .where(sql<boolean>`state in ('preparing', 'submitting', 'unclear', 'pending')`)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Whether it is known by now where the work is found: another worker's call may have been answered meanwhile. The attempt
 * is held until the transaction ends, in whichever state it is, so that no answer comes between this and what follows.
 */
export async function hasHandle(tx: Tx, attemptId: string): Promise<boolean> {
  const query = tx.selectFrom('attempts').select('state').where('id', '=', attemptId);
  return (await holding(tx, query).executeTakeFirst())?.state === 'pending';
}

export type AttemptEnd = {
  readonly state: 'done' | 'failed';
  readonly bought: Bought;
  readonly nowMs: number;
  readonly isCounted?: boolean;
  readonly failedAs?: FailureReason;
};

/** Closes what is still open of these tasks' attempts. */
export async function closeAttempts(tx: Tx, generationIds: readonly string[], end: AttemptEnd): Promise<void> {
  if (generationIds.length === 0) return;
  await tx
    .updateTable('attempts')
    .set((eb) => ({
      state: end.state,
      bought: end.bought,
      updated_at: end.nowMs,
      // A submit that is given up was on its way no longer than until now.
      ...(end.bought === 'unknown' ? { unclear_at: eb.fn.coalesce('unclear_at', eb.val(end.nowMs)) } : {}),
      ...(end.isCounted === false ? { is_counted: 0 } : {}),
      ...(end.failedAs === undefined ? {} : { failed_as: end.failedAs }),
    }))
    .where('generation_id', 'in', generationIds)
    .where(sql<boolean>`state in ('preparing', 'submitting', 'unclear', 'pending')`)
    .execute();
}

/** Writes down what the picture of an attempt that is still open cost the operator. */
export async function saveCost(tx: Tx, generationId: string, cost: Cost): Promise<void> {
  await tx
    .updateTable('attempts')
    .set({ cost_micros: cost.micros, cost_currency: cost.currency })
    .where('generation_id', '=', generationId)
    .where(sql<boolean>`state in ('preparing', 'submitting', 'unclear', 'pending')`)
    .execute();
}

/** What is open at an engine and counts against its credentials' limits. */
export async function selectOpenAttempts(reader: Reader, engine: string) {
  return await reader
    .selectFrom('attempts')
    .select((eb) => ['credential', 'state', eb.fn.countAll().as('count')])
    .where('engine', '=', engine)
    .where(sql<boolean>`state in ('preparing', 'submitting', 'unclear', 'pending')`)
    .groupBy(['state', 'credential'])
    .execute();
}

/** Which of these tasks may have bought something that has not been settled. */
export async function findSent(reader: Reader, generationIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (generationIds.length === 0) return new Set();
  const rows = await reader
    .selectFrom('attempts')
    .select('generation_id')
    .where('generation_id', 'in', generationIds)
    .where('state', 'in', [...SENT_STATES])
    .execute();
  return new Set(rows.map(({ generation_id }) => generation_id));
}

/** The attempt that is open, if one is. */
export function openOne(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.find(({ state }) => state !== 'done' && state !== 'failed');
}

/** A row as the rest of this folder knows it. */
export function toAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    generationId: row.generation_id,
    engine: row.engine,
    credential: row.credential,
    state: row.state,
    handle: row.handle === null ? undefined : parseHandle(row.handle),
    createdAtMs: row.created_at,
    sentAtMs: row.sent_at ?? undefined,
    unclearAtMs: row.unclear_at ?? undefined,
    requestId: row.request_id ?? undefined,
    isCounted: row.is_counted === 1,
    failedAs: row.failed_as ?? undefined,
  };
}

function parseHandle(text: string): Handle {
  return JSON.parse(text);
}
