import { readGenerationEntries } from '../credits/index.ts';
import type { Db } from '../platform/db/database.ts';
import { selectAfter } from './store.ts';

const BATCH = 1_000;

export type GenerationProblems = { readonly checked: number; readonly problems: readonly string[] };

/**
 * Proves that every task has exactly one reservation of its price and, once ended, exactly one settlement or release
 * to match. Walks all tasks in batches, so memory does not grow with the history.
 */
export async function verifyGenerations(db: Db): Promise<GenerationProblems> {
  const problems: string[] = [];
  let checked = 0;
  let afterId = '';
  for (;;) {
    const rows = await selectAfter(db.read, afterId, BATCH);
    const entries = await readGenerationEntries(
      db.read,
      rows.map(({ id }) => id),
    );
    for (const row of rows) problems.push(...problemsOf(row, entries.get(row.id) ?? []));
    checked += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return { checked, problems };
    afterId = last.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Row = Awaited<ReturnType<typeof selectAfter>>[number];
type Entry = { readonly type: string; readonly accountId: string; readonly amount: number };

/** What the ledger must say of a task, by its state: type and amount of every entry. */
function expected(row: Row): readonly string[] {
  const reserve = `reserve ${-row.reserved_credits}`;
  switch (row.status) {
    case 'succeeded':
      return [reserve, `settle ${row.reserved_credits - row.final_credits}`];
    case 'failed':
      return [reserve, `release ${row.reserved_credits}`];
    default:
      return [reserve];
  }
}

function problemsOf(row: Row, entries: readonly Entry[]): readonly string[] {
  const foreign = entries.filter(({ accountId }) => accountId !== row.account_id);
  const found = entries.map(({ type, amount }) => `${type} ${amount}`).sort();
  const wanted = [...expected(row)].sort();
  const problems = foreign.map(({ type }) => `${row.id}: its ${type} stands in another account`);
  if (found.join() === wanted.join()) return problems;
  return [...problems, `${row.id} (${row.status}): the ledger holds [${found.join(', ')}], not [${wanted.join(', ')}]`];
}
