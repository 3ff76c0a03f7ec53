import { type Kysely, sql } from 'kysely';
import type { ParamValues } from '../catalogue/index.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import { holding } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import type { Status, TaskErrorCode } from './states.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    generations: GenerationRow;
  }
}

/** A task: its request, its place in the queue and its end are one row, so they cannot disagree. Times are milliseconds. */
export type GenerationRow = {
  id: string;
  account_id: string;
  key_id: string;
  model: string;
  /** The engine that serves it, which is also the queue it waits in. */
  queue: string;
  status: Status;
  /** A `TaskInput` as JSON. */
  input: string;
  client_request_id: string | null;
  reserved_credits: number;
  final_credits: number;
  created_at: number;
  updated_at: number;
  /** When it expires in the state it is in. */
  deadline_at: number;
  /** When a worker may take it up again; a lease moves it into the future. Only meant while processing. */
  due_at: number;
  /** 1 while it waits for room at an engine to be submitted again. Only meant while processing. */
  wants_submit: number;
  /** Names the claim that holds it; whoever holds another lease can change nothing. */
  lease: string | null;
  error_code: TaskErrorCode | null;
  error_message: string | null;
};

/** What is to be made, settled when the task was accepted. */
export type TaskInput = {
  readonly prompt: string;
  readonly params: ParamValues;
  readonly width: number;
  readonly height: number;
  readonly references: readonly TaskReference[];
};

export type TaskReference = {
  readonly fileId: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly width: number | null;
  readonly height: number | null;
};

export const generationTable: Migrations = {
  '2026-11-22-06-generations': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('generations')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('queue', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('input', 'text', (column) => column.notNull())
        .addColumn('client_request_id', 'text')
        .addColumn('reserved_credits', 'bigint', (column) => column.notNull())
        .addColumn('final_credits', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .addColumn('deadline_at', 'bigint', (column) => column.notNull())
        .addColumn('due_at', 'bigint', (column) => column.notNull())
        .addColumn('lease', 'text')
        .addColumn('error_code', 'text')
        .addColumn('error_message', 'text')
        .execute();
      // The lists of an account: all of it, by state, by the caller's own id. An index that starts with the account
      // writes a page of its own for every create, so queued tasks are in as few as possible: those of one account are
      // found between its lane's mark and now.
      await sql`create index generations_account on generations (account_id, id)`.execute(db);
      await sql`create index generations_account_status on generations (account_id, status, id)
        where status <> 'queued'`.execute(db);
      await sql`create index generations_client_request on generations (account_id, client_request_id, id)
        where client_request_id is not null`.execute(db);
      // Only what is not finished is in these, so their size follows the work, not the history.
      await sql`create index generations_due on generations (queue, due_at) where status = 'processing'`.execute(db);
      await sql`create index generations_deadline on generations (deadline_at)
        where status in ('queued', 'processing')`.execute(db);
    },
  },
  '2026-11-22-10-generations-wants-submit': {
    async up(db: Kysely<unknown>) {
      const column = db.schema.alterTable('generations');
      await column.addColumn('wants_submit', 'integer', (build) => build.notNull().defaultTo(0)).execute();
      await sql`drop index generations_due`.execute(db);
      await sql`create index generations_due on generations (queue, wants_submit, due_at)
        where status = 'processing'`.execute(db);
    },
  },
};

export async function insertGenerations(tx: Tx, rows: readonly GenerationRow[]): Promise<void> {
  await tx.insertInto('generations').values(rows).execute();
}

/** The caller's own task, or nothing: a foreign id and an unknown one look the same. */
export async function findGeneration(
  reader: Reader,
  accountId: string,
  id: string,
): Promise<GenerationRow | undefined> {
  return await reader
    .selectFrom('generations')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/** The same, held against other writers until the transaction ends. */
export async function findGenerationsToEnd(tx: Tx, ids: readonly string[]): Promise<readonly GenerationRow[]> {
  if (ids.length === 0) return [];
  return await holding(tx, tx.selectFrom('generations').selectAll().where('id', 'in', ids).orderBy('id')).execute();
}

export async function findGenerations(reader: Reader, ids: readonly string[]): Promise<readonly GenerationRow[]> {
  if (ids.length === 0) return [];
  return await reader.selectFrom('generations').selectAll().where('id', 'in', ids).execute();
}

export type ListFilter = {
  readonly accountId: string;
  readonly limit: number;
  readonly before: string | undefined;
  readonly status: Status | undefined;
  readonly model: string | undefined;
  readonly clientRequestId: string | undefined;
  /** Ids are ordered by time, so a range of times is a range of ids. */
  readonly idFrom: string | undefined;
  readonly idBelow: string | undefined;
};

/** The id so many tasks of an account further back, if it has that many; reads the index only. */
export async function idAtDepth(
  reader: Reader,
  accountId: string,
  before: string | undefined,
  depth: number,
): Promise<string | undefined> {
  let query = reader.selectFrom('generations').select('id').where('account_id', '=', accountId);
  if (before !== undefined) query = query.where('id', '<', before);
  const row = await query
    .orderBy('id', 'desc')
    .limit(1)
    .offset(depth - 1)
    .executeTakeFirst();
  return row?.id;
}

/** The newest first; reads one row more than the page holds, which tells whether there is another page. */
export async function selectPage(reader: Reader, filter: ListFilter): Promise<readonly GenerationRow[]> {
  let query = reader
    .selectFrom('generations')
    .selectAll()
    .where('account_id', '=', filter.accountId)
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  if (filter.status !== undefined) query = query.where('status', '=', sql.lit(filter.status));
  if (filter.model !== undefined) query = query.where('model', '=', filter.model);
  if (filter.clientRequestId !== undefined) query = query.where('client_request_id', '=', filter.clientRequestId);
  if (filter.idFrom !== undefined) query = query.where('id', '>=', filter.idFrom);
  if (filter.idBelow !== undefined) query = query.where('id', '<', filter.idBelow);
  return await query.execute();
}

/** Ends tasks in one state with one outcome. The `where` is the guard: a terminal task is never touched. */
export async function updateToTerminal(
  tx: Tx,
  ids: readonly string[],
  end: {
    from: readonly Status[];
    status: Status;
    nowMs: number;
    error: { code: TaskErrorCode; message: string } | null;
  },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('generations')
    .set((eb) => ({
      status: end.status,
      updated_at: end.nowMs,
      lease: null,
      final_credits: end.status === 'succeeded' ? eb.ref('reserved_credits') : 0,
      error_code: end.error?.code ?? null,
      error_message: end.error?.message ?? null,
    }))
    .where('id', 'in', ids)
    .where('status', 'in', end.from)
    .execute();
}

/** A small batch of tasks whose time is up. */
export async function selectExpired(reader: Reader, nowMs: number, limit: number) {
  return await reader
    .selectFrom('generations')
    .select(['id', 'account_id', 'status', 'queue'])
    .where(sql<boolean>`status in ('queued', 'processing')`)
    .where('deadline_at', '<=', nowMs)
    .orderBy('deadline_at')
    .limit(limit)
    .execute();
}

/** Gives a task that could not be ended more time. */
export async function postponeDeadline(tx: Tx, id: string, deadlineMs: number): Promise<void> {
  await tx.updateTable('generations').set({ deadline_at: deadlineMs }).where('id', '=', id).execute();
}

/** What a check of a task against the ledger needs. */
export type MoneyRow = Pick<GenerationRow, 'id' | 'account_id' | 'status' | 'reserved_credits' | 'final_credits'>;

/** Tasks in the order of their ids, for a check that walks through all of them. */
export async function selectAfter(reader: Reader, afterId: string, limit: number): Promise<readonly MoneyRow[]> {
  return await reader
    .selectFrom('generations')
    .select(['id', 'account_id', 'status', 'reserved_credits', 'final_credits'])
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}
