import { type LedgerReport, verifyLedger } from '../credits/index.ts';
import type { Db, Reader } from '../platform/db/database.ts';
import type { OnProgress } from './progress.ts';
import { MoveRefused } from './refusal.ts';
import { countSourceRows, type SourceTable } from './source-tables.ts';
import { analyzeTarget, countTargetRows } from './target-store.ts';

export type LedgerCounts = LedgerReport['counts'];

/** Proves the ledger that is to be moved. Throws `MoveRefused` when it is broken: moving it would hide since when. */
export async function checkSourceLedger(source: Reader): Promise<LedgerCounts> {
  const report = await verifyLedger({ db: { read: source } });
  if (!report.isBroken) return report.counts;
  const message = `The ledger of the source is broken: ${report.problems[0]?.message}. Nothing was copied.`;
  throw new MoveRefused('source_broken', `${message} "rivya ledger verify" on a server there shows all of it.`);
}

/**
 * Proves that the copy is whole: each table has as many rows as in the source, and the ledger verifies with the same
 * number of wallets and entries and the same sums. Throws `MoveRefused`.
 */
export async function checkTables(
  { source, target, onProgress }: { source: Reader; target: Db; onProgress: OnProgress },
  tables: readonly SourceTable[],
  expected: LedgerCounts,
): Promise<void> {
  const total = tables.length + 1;
  for (const [done, table] of tables.entries()) {
    onProgress({ part: 'checks', name: table.name, done, total });
    const there = await countSourceRows(source, table);
    const here = await countTargetRows(target.read, table.name);
    if (there === here) continue;
    const message = `The table ${table.name} has ${there} rows in the source and ${here} in the database.`;
    throw new MoveRefused(
      'target_differs',
      `${message} Somebody else wrote to it: empty the database and begin again.`,
    );
  }
  await analyzeTarget(
    target.read,
    tables.map(({ name }) => name),
  );
  onProgress({ part: 'checks', name: 'ledger', done: tables.length, total });
  const { isBroken, problems, counts } = await verifyLedger({ db: target });
  if (isBroken) throw new MoveRefused('target_differs', `The copied ledger is broken: ${problems[0]?.message}.`);
  const isSame = (['wallets', 'entries', 'balance', 'held'] as const).every((name) => counts[name] === expected[name]);
  if (!isSame) throw new MoveRefused('target_differs', 'The copied ledger adds up to other sums than the source.');
}
