import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { fail, invalid } from '../platform/http/errors.ts';
import { checkAmount, checkBalance, checkText } from './amounts.ts';
import { OpenLedger } from './open-ledger.ts';
import { type EntryRow, selectEntryByReference } from './store.ts';

const REFERENCE_CHARACTERS_MAX = 255;

/** Credits to add. `reference` (1 to 255 characters) names the payment: the same one never grants twice. */
export type Grant = {
  readonly accountId: string;
  readonly amount: number;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
};

/**
 * Adds credits to an account. A reference seen before, for the same account and amount, answers the first entry and adds nothing.
 * Throws `validation_failed` for an amount that is not 1 to 10^12 or too much for the balance, and `idempotency_conflict`
 * when the reference belongs to another account or amount.
 */
export async function grantCredits(
  deps: { db: Db; clock: Clock },
  { accountId, amount, reference, note }: Grant,
): Promise<{ readonly entry: EntryRow; readonly isReplay: boolean }> {
  checkAmount(amount);
  if (amount < 0)
    throw invalid([{ path: 'amount', message: 'must be more than 0; use an adjustment to take credits away.' }]);
  checkText('note', note);
  checkText('reference', reference, REFERENCE_CHARACTERS_MAX);

  return await deps.db.transaction(async (tx) => {
    const first = reference === undefined ? undefined : await selectEntryByReference(tx, reference);
    const ledger = await OpenLedger.open(tx, deps.clock, [accountId]);
    if (first !== undefined) return { entry: sameGrant(first, accountId, amount), isReplay: true };
    checkBalance(ledger, accountId, amount);
    const entry = ledger.post({
      account_id: accountId,
      type: 'grant',
      amount,
      note: note ?? null,
      reference: reference ?? null,
    });
    await ledger.write();
    return { entry, isReplay: false };
  });
}

function sameGrant(first: EntryRow, accountId: string, amount: number): EntryRow {
  if (first.account_id === accountId && first.amount === amount) return first;
  throw fail('idempotency_conflict', {
    public: 'This reference was used for a grant to another account or of another amount; use a new reference.',
  });
}
