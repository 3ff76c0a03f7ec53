import type { Tx } from '../platform/db/database.ts';
import { SECOND_MS } from '../platform/units.ts';
import { ATTEMPT_MS_MAX } from './attempt-delivery.ts';
import {
  claim,
  countClaimed,
  type DueDelivery,
  SENT_AT_ONCE,
  scheduleEndpoints,
  selectDueDeliveries,
} from './delivery-store.ts';
import { type EndpointRow, selectDue } from './endpoint-store.ts';

/** How long a claim holds: an attempt, and plenty of time to write down what came of it. */
export const CLAIM_MS = ATTEMPT_MS_MAX + 45 * SECOND_MS;
/** How many endpoints one claim looks at, so that it is done in a moment. */
const ENDPOINTS_MAX = 64;

/** A delivery to be sent now, and where to. */
export type ClaimedDelivery = { readonly delivery: DueDelivery; readonly endpoint: EndpointRow };

/** How many deliveries may be claimed: altogether, and of them to endpoints that have been failing. */
export type Room = {
  readonly all: number;
  readonly failing: number;
  /** How many deliveries of each account this process is sending; an account left out has none. */
  readonly underWay: ReadonlyMap<string, number>;
};

/** How many deliveries of one account a process sends at once, so that slow receivers of one hold up no other's. */
export const ACCOUNT_SENDING_MAX = 64;

/** The accounts of which no more can be sent for now. */
export function fullAccounts(underWay: ReadonlyMap<string, number>): readonly string[] {
  return [...underWay].flatMap(([accountId, count]) => (count >= ACCOUNT_SENDING_MAX ? [accountId] : []));
}

/**
 * Claims deliveries that are due, a few of each endpoint, the longest waiting endpoints first. What one endpoint and one
 * account take at once is limited, and the cost follows what is claimed, not what waits.
 */
export async function claimDeliveries(
  tx: Tx,
  { nowMs, claim: name, room }: { readonly nowMs: number; readonly claim: string; readonly room: Room },
): Promise<readonly ClaimedDelivery[]> {
  const underWay = new Map(room.underWay);
  const answering = await claimSome(tx, { nowMs, underWay, isFailing: false, limit: room.all });
  const left = room.all - answering.flatMap(({ deliveries }) => deliveries).length;
  const failing = await claimSome(tx, { nowMs, underWay, isFailing: true, limit: Math.min(left, room.failing) });
  const found = [...answering, ...failing];
  const claimed = found.flatMap(({ deliveries }) => deliveries);
  const ids = claimed.map(({ delivery }) => delivery.id);
  if (ids.length > 0) await claim(tx, ids, { claim: name, untilMs: nowMs + CLAIM_MS });
  // Also those that had nothing to give: or they would be looked at again and again.
  const looked = found.map(({ endpoint }) => endpoint.id);
  await scheduleEndpoints(tx, looked, nowMs);
  return claimed;
}

type Found = { readonly endpoint: EndpointRow; readonly deliveries: readonly ClaimedDelivery[] };

type Share = {
  readonly nowMs: number;
  readonly isFailing: boolean;
  readonly limit: number;
  /** Counted up by what is found. */
  readonly underWay: Map<string, number>;
};

async function claimSome(tx: Tx, { nowMs, isFailing, limit, underWay }: Share): Promise<readonly Found[]> {
  if (limit <= 0) return [];
  const exceptAccounts = fullAccounts(underWay);
  const endpoints = await selectDue(tx, { nowMs, isFailing, limit: Math.min(limit, ENDPOINTS_MAX), exceptAccounts });
  const found: Found[] = [];
  let left = limit;
  for (const endpoint of endpoints) {
    const ofAccount = underWay.get(endpoint.account_id) ?? 0;
    const room = Math.min(left, ACCOUNT_SENDING_MAX - ofAccount);
    // Stays due, and is looked at as soon as something of its account has ended.
    if (room <= 0) continue;
    const atOnce = isFailing ? SENT_AT_ONCE.failing : SENT_AT_ONCE.answering;
    const free = Math.min(room, atOnce - (await countClaimed(tx, endpoint.id, nowMs)));
    const due = free <= 0 ? [] : await selectDueDeliveries(tx, { endpointId: endpoint.id, nowMs, limit: free });
    found.push({ endpoint, deliveries: due.map((delivery) => ({ delivery, endpoint })) });
    left -= due.length;
    underWay.set(endpoint.account_id, ofAccount + due.length);
  }
  return found;
}
