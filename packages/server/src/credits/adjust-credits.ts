import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { checkAmount, checkBalance, checkText } from './amounts.ts';
import { OpenLedger } from './open-ledger.ts';
import type { EntryRow } from './store.ts';

/** A correction by the operator: credits to add, or with a negative amount to take away. */
export type Adjustment = {
  readonly accountId: string;
  readonly amount: number;
  readonly note?: string | undefined;
};

/**
 * Corrects a balance by an amount of either sign.
 * Throws `validation_failed` for an amount that is 0, fractional or beyond 10^12, and when the balance would fall below zero.
 */
export async function adjustCredits(
  deps: { db: Db; clock: Clock },
  { accountId, amount, note }: Adjustment,
): Promise<EntryRow> {
  checkAmount(amount);
  checkText('note', note);
  return await deps.db.transaction(async (tx) => {
    const ledger = await OpenLedger.open(tx, deps.clock, [accountId]);
    checkBalance(ledger, accountId, amount);
    const entry = ledger.post({ account_id: accountId, type: 'adjust', amount, note: note ?? null });
    await ledger.write();
    return entry;
  });
}
