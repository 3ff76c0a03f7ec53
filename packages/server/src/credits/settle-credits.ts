import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import type { Credits } from '../platform/units.ts';
import { OpenLedger } from './open-ledger.ts';
import { type ReservationRow, selectReservations } from './store.ts';

/** A reservation that ends with its generation. `reserved` is what was set aside, `final` (0 to `reserved`) what it costs. */
export type Settlement = {
  readonly generationId: string;
  readonly accountId: string;
  readonly reserved: Credits;
  readonly final: Credits;
};

/** A reservation that is given back whole; the note says why, to the account's owner. */
export type Release = {
  readonly generationId: string;
  readonly accountId: string;
  readonly reserved: Credits;
  readonly note: string;
};

type Closing = {
  readonly generationId: string;
  readonly accountId: string;
  readonly reserved: Credits;
  readonly type: 'settle' | 'release';
  readonly refund: number;
  readonly note: string;
};

/**
 * Charges finished generations and gives back what they did not cost, in four statements for any number of them.
 * Throws, and so undoes the whole transaction, when a reservation does not exist as described or has ended already.
 */
export function settleCredits(tx: Tx, clock: Clock, items: readonly Settlement[]): Promise<void> {
  const closings = items.map(({ generationId, accountId, reserved, final }) => {
    if (final < 0 || final > reserved) {
      throw new RangeError(`Generation ${generationId} reserved ${reserved} credits and cannot cost ${final}.`);
    }
    const note = `charged ${final} of ${reserved}`;
    return { generationId, accountId, reserved, type: 'settle' as const, refund: reserved - final, note };
  });
  return closeReservations(tx, clock, closings);
}

/**
 * Gives back what was set aside for generations that end without a result, in four statements for any number of them.
 * Throws, and so undoes the whole transaction, when a reservation does not exist as described or has ended already.
 */
export function releaseCredits(tx: Tx, clock: Clock, items: readonly Release[]): Promise<void> {
  const closings = items.map((item) => ({ ...item, type: 'release' as const, refund: item.reserved }));
  return closeReservations(tx, clock, closings);
}

async function closeReservations(tx: Tx, clock: Clock, closings: readonly Closing[]): Promise<void> {
  if (closings.length === 0) return;
  const ledger = await OpenLedger.open(
    tx,
    clock,
    closings.map(({ accountId }) => accountId),
  );
  const rows = await selectReservations(
    tx,
    closings.map(({ generationId }) => generationId),
  );
  const reservations = new Map(rows.map((row) => [row.generation_id, row]));
  for (const closing of closings) close(ledger, closing, reservations.get(closing.generationId));
  await ledger.write();
}

function close(ledger: OpenLedger, closing: Closing, reservation: ReservationRow | undefined): void {
  const { generationId, accountId, reserved, type, refund, note } = closing;
  if (reservation?.account_id !== accountId || reservation.amount !== 0 - reserved) {
    throw new Error(`Account ${accountId} has no reservation of ${reserved} credits for generation ${generationId}.`);
  }
  ledger.post({
    account_id: accountId,
    type,
    amount: refund,
    held: 0 - reserved,
    generation_id: generationId,
    key_id: reservation.key_id,
    note,
  });
}
