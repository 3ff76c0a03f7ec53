import type { Db, Reader } from '../platform/db/database.ts';
import type { OnProgress } from './progress.ts';
import { MoveRefused } from './refusal.ts';
import { countSourceRows, readSourceRows, type SourceTable } from './source-tables.ts';
import { advanceMark, insertRows, type Mark, readMark } from './target-store.ts';

/** Rows in one commit; a row is a kilobyte or two. */
const BATCH = 1_000;

export type CopyParts = {
  readonly source: Reader;
  readonly target: Db;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
};

/** A table and how many rows of it were copied, by earlier runs too. */
export type CopiedTable = { readonly name: string; readonly rows: number };

/**
 * Copies tables in the given order, a batch of rows and the mark of how far it got in one transaction: what was interrupted
 * goes on there, and no row comes twice. Throws the signal's reason between two batches.
 */
export async function copyTables(parts: CopyParts, tables: readonly SourceTable[]): Promise<readonly CopiedTable[]> {
  const counts = new Map<string, number>();
  for (const table of tables) counts.set(table.name, await countSourceRows(parts.source, table));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const copied: CopiedTable[] = [];
  let before = 0;
  for (const table of tables) {
    const tell = (done: number) => parts.onProgress({ part: 'tables', name: table.name, done: before + done, total });
    const rows = await copyTable(parts, table, tell);
    copied.push({ name: table.name, rows });
    before += rows;
  }
  return copied;
}

async function copyTable(parts: CopyParts, table: SourceTable, tell: (done: number) => void): Promise<number> {
  const { source, target, signal } = parts;
  const part = `table ${table.name}`;
  let mark = await readMark(target.read, part);
  for (;;) {
    tell(mark.done);
    signal.throwIfAborted();
    const batch = await readSourceRows(source, table, { after: mark.place, limit: BATCH });
    const last = batch.at(-1);
    if (last === undefined) return mark.done;
    const from: Mark = mark;
    const to: Mark = { place: last.place, done: from.done + batch.length };
    await target
      .transaction(async (tx) => {
        await advanceMark(tx, part, { from, to });
        await insertRows(
          tx,
          table,
          batch.map(({ row }) => row),
        );
      })
      .catch((error: unknown) => {
        throw explain(table, error);
      });
    mark = to;
  }
}

/** A row that PostgreSQL does not take stops the move; which table it is in, only this place knows. */
function explain({ name }: SourceTable, error: unknown): unknown {
  const isRefusedRow = error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
  if (!isRefusedRow) return error;
  return new MoveRefused('copy_failed', `A row of the table ${name} is not taken: ${error.message}.`, error);
}
