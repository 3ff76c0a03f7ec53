import { readGenerationEntries } from '../credits/index.ts';
import type { Db, Reader } from '../platform/db/database.ts';
import { findGenerations, type MoneyRow, selectAfter } from './store.ts';

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
    const suspects = await problemsOf(db.read, rows);
    problems.push(...(suspects.length === 0 ? [] : await lookAgain(db, suspects)));
    checked += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return { checked, problems };
    afterId = last.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Problem = { readonly id: string; readonly message: string };
type Entry = { readonly type: string; readonly accountId: string; readonly amount: number };

/** A task that ended between the two reads looks broken; within one transaction task and ledger are of one moment. */
async function lookAgain(db: Db, suspects: readonly Problem[]): Promise<readonly string[]> {
  const ids = [...new Set(suspects.map(({ id }) => id))];
  const problems = await db.snapshot(async (tx) => problemsOf(tx, await findGenerations(tx, ids)));
  return problems.map(({ message }) => message);
}

async function problemsOf(reader: Reader, rows: readonly MoneyRow[]): Promise<readonly Problem[]> {
  const entries = await readGenerationEntries(
    reader,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) => problemsOfOne(row, entries.get(row.id) ?? []));
}

/** What the ledger must say of a task, by its state: type and amount of every entry. */
function expected(row: MoneyRow): readonly string[] {
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

function problemsOfOne(row: MoneyRow, entries: readonly Entry[]): readonly Problem[] {
  const { id, account_id, status } = row;
  const foreign = entries.filter(({ accountId }) => accountId !== account_id);
  const found = entries.map(({ type, amount }) => `${type} ${amount}`).sort();
  const wanted = [...expected(row)].sort();
  const problems = foreign.map(({ type }) => ({ id, message: `${id}: its ${type} stands in another account` }));
  if (found.join() === wanted.join()) return problems;
  const message = `${id} (${status}): the ledger holds [${found.join(', ')}], not [${wanted.join(', ')}]`;
  return [...problems, { id, message }];
}
