import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import { type Credits, credits } from '../platform/units.ts';
import { OpenLedger } from './open-ledger.ts';

/** Credits to set aside for one generation before any work starts. `amount` is its price, 0 or more. */
export type Reservation = {
  readonly generationId: string;
  readonly accountId: string;
  readonly keyId: string;
  readonly amount: Credits;
};

/** The balance after the reservation, or the balance that did not suffice. */
export type ReservationOutcome =
  | { readonly ok: true; readonly balanceAfter: Credits }
  | { readonly ok: false; readonly balance: Credits };

/**
 * Sets credits aside for many callers in three statements. They are decided on one by one in their order: who cannot
 * pay is refused, with nothing written for them, and nobody else is. Outcomes are keyed by generation.
 *
 * Throws when a generation has a reservation already, and `RangeError` for a negative amount.
 */
export async function reserveCredits(
  tx: Tx,
  clock: Clock,
  reservations: readonly Reservation[],
): Promise<ReadonlyMap<string, ReservationOutcome>> {
  const outcomes = new Map<string, ReservationOutcome>();
  if (reservations.length === 0) return outcomes;
  const ledger = await OpenLedger.open(
    tx,
    clock,
    reservations.map(({ accountId }) => accountId),
  );
  for (const reservation of reservations) outcomes.set(reservation.generationId, reserve(ledger, reservation));
  await ledger.write();
  return outcomes;
}

function reserve(ledger: OpenLedger, { generationId, accountId, keyId, amount }: Reservation): ReservationOutcome {
  if (amount < 0) throw new RangeError(`A reservation cannot be negative; got ${amount}.`);
  const balance = ledger.balanceOf(accountId);
  if (balance < amount) return { ok: false, balance };
  const entry = ledger.post({
    account_id: accountId,
    type: 'reserve',
    amount: 0 - amount,
    held: amount,
    generation_id: generationId,
    key_id: keyId,
    note: 'set aside for a generation',
  });
  return { ok: true, balanceAfter: credits(entry.balance_after) };
}
