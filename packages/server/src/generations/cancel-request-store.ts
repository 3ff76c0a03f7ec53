import type { Kysely } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    cancel_requests: CancelRequestRow;
  }
}

/** What a process that may not call an upstream asks of the one that does. It lives for seconds. */
type CancelRequestRow = {
  id: string;
  generation_id: string;
  engine: string;
  created_at: number;
  /** When the process that does the engine's work took it in hand. */
  taken_at: number | null;
  answer: CancelAnswer | null;
};

/** `cancelled`: the task has ended. `runs_on`: the upstream did not confirm it, or the task ended in another way. */
export type CancelAnswer = 'cancelled' | 'runs_on';

export const cancelRequestTable: Migrations = {
  '2026-11-23-05-cancel-requests': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('cancel_requests')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('generation_id', 'text', (column) => column.notNull())
        .addColumn('engine', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('taken_at', 'bigint')
        .addColumn('answer', 'text')
        .execute();
    },
  },
};

export type CancelRequest = Pick<CancelRequestRow, 'id' | 'generation_id' | 'engine'>;

export async function insertCancelRequest(tx: Tx, request: CancelRequest, nowMs: number): Promise<void> {
  await tx
    .insertInto('cancel_requests')
    .values({ ...request, created_at: nowMs, taken_at: null, answer: null })
    .execute();
}

/** Takes what nobody has taken, the oldest first. */
export async function takeCancelRequests(
  tx: Tx,
  engine: string,
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): Promise<readonly CancelRequest[]> {
  const oldest = tx
    .selectFrom('cancel_requests')
    .select('id')
    .where('engine', '=', engine)
    .where('taken_at', 'is', null)
    .orderBy('id')
    .limit(limit);
  return await tx
    .updateTable('cancel_requests')
    .set({ taken_at: nowMs })
    .where('id', 'in', oldest)
    // Asked again of the row itself: another process may have been first.
    .where('taken_at', 'is', null)
    .returning(['id', 'generation_id', 'engine'])
    .execute();
}

/** Whether there is anything to take or to remove; read by itself, it holds nobody up. */
export async function hasCancelRequests(reader: Reader, engine: string): Promise<boolean> {
  const row = await reader.selectFrom('cancel_requests').select('id').where('engine', '=', engine).limit(1).execute();
  return row.length > 0;
}

export async function answerCancelRequest(tx: Tx, id: string, answer: CancelAnswer): Promise<void> {
  await tx.updateTable('cancel_requests').set({ answer }).where('id', '=', id).execute();
}

/** `undefined` when it is gone. */
export async function findCancelRequest(
  reader: Reader,
  id: string,
): Promise<{ readonly isTaken: boolean; readonly answer: CancelAnswer | undefined } | undefined> {
  const row = await reader
    .selectFrom('cancel_requests')
    .select(['taken_at', 'answer'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : { isTaken: row.taken_at !== null, answer: row.answer ?? undefined };
}

/** Takes a request back; `false` when it is in hand already. */
export async function withdrawCancelRequest(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('cancel_requests')
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteCancelRequest(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cancel_requests').where('id', '=', id).execute();
}

/** Whoever asked before then has long gone. */
export async function deleteOldCancelRequests(tx: Tx, engine: string, beforeMs: number): Promise<void> {
  await tx.deleteFrom('cancel_requests').where('engine', '=', engine).where('created_at', '<', beforeMs).execute();
}
