import { type Kysely, sql } from 'kysely';
import type { Bought, Handle } from '../engines/index.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { newId } from '../platform/ids.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    attempts: AttemptRow;
  }
}

/** `submitting` is committed before the engine is called, `pending` right after it gave a handle. */
export type AttemptState = 'submitting' | 'pending' | 'done' | 'failed';

type AttemptRow = {
  id: string;
  generation_id: string;
  engine: string;
  state: AttemptState;
  handle: string | null;
  bought: Bought | null;
  created_at: number;
  updated_at: number;
};

export type Attempt = {
  readonly id: string;
  readonly generationId: string;
  readonly engine: string;
  readonly state: AttemptState;
  readonly handle: Handle | undefined;
  readonly createdAtMs: number;
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
};

/** Writes down that an engine is about to be called for these tasks, one attempt each. */
export async function openAttempts(
  tx: Tx,
  tasks: readonly { id: string; queue: string }[],
  nowMs: number,
): Promise<readonly Attempt[]> {
  if (tasks.length === 0) return [];
  const attempts = tasks.map((task) => ({
    id: newId('att', nowMs),
    generationId: task.id,
    engine: task.queue,
    state: 'submitting' as const,
    handle: undefined,
    createdAtMs: nowMs,
  }));
  await tx
    .insertInto('attempts')
    .values(
      attempts.map((attempt) => ({
        id: attempt.id,
        generation_id: attempt.generationId,
        engine: attempt.engine,
        state: attempt.state,
        handle: null,
        bought: null,
        created_at: nowMs,
        updated_at: nowMs,
      })),
    )
    .execute();
  return attempts;
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
  return rows.map((row) => ({
    id: row.id,
    generationId: row.generation_id,
    engine: row.engine,
    state: row.state,
    handle: row.handle === null ? undefined : parseHandle(row.handle),
    createdAtMs: row.created_at,
  }));
}

export async function saveHandle(tx: Tx, attemptId: string, handle: Handle, nowMs: number): Promise<void> {
  await tx
    .updateTable('attempts')
    .set({ state: 'pending', handle: JSON.stringify(handle), updated_at: nowMs })
    .where('id', '=', attemptId)
    .execute();
}

/** Closes what is still open of these tasks' attempts. */
export async function closeAttempts(
  tx: Tx,
  generationIds: readonly string[],
  end: { state: 'done' | 'failed'; bought: Bought; nowMs: number },
): Promise<void> {
  if (generationIds.length === 0) return;
  await tx
    .updateTable('attempts')
    .set({ state: end.state, bought: end.bought, updated_at: end.nowMs })
    .where('generation_id', 'in', generationIds)
    .where(sql<boolean>`state in ('submitting', 'pending')`)
    .execute();
}

function parseHandle(text: string): Handle {
  return JSON.parse(text);
}
