import { type Kysely, sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
import { hasManyWriters } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import type { EventRow } from './event-store.ts';
import type { DeliveryOrigin, DeliveryStatus } from './states.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    webhook_deliveries: DeliveryRow;
  }
}

/** One event on its way to one endpoint. */
export type DeliveryRow = {
  id: string;
  event_id: string;
  endpoint_id: string;
  account_id: string;
  status: DeliveryStatus;
  origin: DeliveryOrigin;
  /** JSON: every attempt, in order. */
  attempts: string;
  attempt_count: number;
  /** When the next attempt is planned; null once it is final. */
  next_attempt_at: number | null;
  /** When the sender looks at it: the next attempt, or when the claim on it ends. Null once it is final. */
  due_at: number | null;
  /** Who is sending it now. */
  claim: string | null;
  created_at: number;
  completed_at: number | null;
};

export const deliveryTable: Migrations = {
  '2026-11-22-13-webhook-deliveries': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('webhook_deliveries')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('event_id', 'text', (column) => column.notNull())
        .addColumn('endpoint_id', 'text', (column) => column.notNull())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('attempts', 'text', (column) => column.notNull())
        .addColumn('attempt_count', 'integer', (column) => column.notNull())
        .addColumn('next_attempt_at', 'bigint')
        .addColumn('due_at', 'bigint')
        .addColumn('claim', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('completed_at', 'bigint')
        .addCheckConstraint('webhook_deliveries_due_while_pending', sql`(status = 'pending') = (due_at is not null)`)
        .execute();
      for (const index of INDEXES) await index.execute(db);
    },
  },
};

const INDEXES = [
  sql`create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, id)`,
  sql`create index webhook_deliveries_of_event on webhook_deliveries (event_id, id)`,
  sql`create index webhook_deliveries_due on webhook_deliveries (endpoint_id, due_at) where due_at is not null`,
  sql`create index webhook_deliveries_claimed on webhook_deliveries (endpoint_id, due_at) where claim is not null`,
  sql`create unique index webhook_deliveries_once on webhook_deliveries (event_id, endpoint_id) where origin = 'event'`,
];

/** How many deliveries an endpoint takes at once: one while it fails, so that a dead one holds up little. */
export const SENT_AT_ONCE = { answering: 8, failing: 1 } as const;

/** A store takes some 30,000 values in one statement; a group of tasks that end together can have more deliveries. */
const ROWS_AT_ONCE = 1_000;

export async function insertDeliveries(tx: Tx, rows: readonly DeliveryRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx
      .insertInto('webhook_deliveries')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
}

/**
 * Works out when each of these endpoints is to be looked at next: when its first delivery is due, not before it wants to
 * be asked again, and when as many are under way as it takes, once one of those claims ends. Called by all who add,
 * claim or finish deliveries, or change an endpoint, in the same transaction.
 */
export async function scheduleEndpoints(tx: Tx, endpointIds: readonly string[], nowMs: number): Promise<void> {
  if (endpointIds.length === 0) return;
  // Whoever comes last to an endpoint sees what all before it have changed.
  const query = tx.selectFrom('webhook_endpoints').select('id').where('id', 'in', endpointIds).orderBy('id');
  if (hasManyWriters(tx)) await query.forUpdate().execute();
  const claimed = sql`from webhook_deliveries as d
    where d.endpoint_id = webhook_endpoints.id and d.claim is not null and d.due_at > ${nowMs}`;
  const firstDue = sql`(select min(d.due_at) from webhook_deliveries as d
    where d.endpoint_id = webhook_endpoints.id and d.due_at is not null)`;
  const { answering, failing } = SENT_AT_ONCE;
  await tx
    .updateTable('webhook_endpoints')
    .set({
      due_at: sql<number | null>`case
        when status <> 'active' then null
        when (select count(*) ${claimed}) >= case when failing_since is null then ${sql.lit(answering)}
                                                  else ${sql.lit(failing)} end
          then (select min(d.due_at) ${claimed})
        when held_until > ${firstDue} then held_until
        else ${firstDue} end`,
    })
    .where('id', 'in', endpointIds)
    .execute();
}

/** How many deliveries to this endpoint are under way. */
export async function countClaimed(tx: Tx, endpointId: string, nowMs: number): Promise<number> {
  const { count } = await tx
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('endpoint_id', '=', endpointId)
    .where('claim', 'is not', null)
    .where('due_at', '>', nowMs)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A delivery to be sent, with its event. */
export type DueDelivery = Pick<DeliveryRow, 'id' | 'endpoint_id' | 'attempts' | 'attempt_count'> & {
  readonly event: EventRow;
};

/** The deliveries of an endpoint that are due and claimed by nobody, or by somebody who has let the time pass. */
export async function selectDueDeliveries(
  tx: Tx,
  { endpointId, nowMs, limit }: { endpointId: string; nowMs: number; limit: number },
): Promise<readonly DueDelivery[]> {
  const rows = await tx
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', 'event.id', 'delivery.event_id')
    .select(['delivery.id', 'delivery.endpoint_id', 'delivery.attempts', 'delivery.attempt_count'])
    .select(['event.id as event_id', 'event.account_id', 'event.type', 'event.generation_id', 'event.data'])
    .select('event.created_at')
    .where('delivery.endpoint_id', '=', endpointId)
    .where('delivery.due_at', '<=', nowMs)
    .orderBy('delivery.due_at')
    .limit(limit)
    .execute();
  return rows.map(({ id, endpoint_id, attempts, attempt_count, event_id, ...event }) => ({
    ...{ id, endpoint_id, attempts, attempt_count },
    event: { id: event_id, ...event },
  }));
}

export async function claim(
  tx: Tx,
  ids: readonly string[],
  { claim: name, untilMs }: { claim: string; untilMs: number },
): Promise<void> {
  await tx.updateTable('webhook_deliveries').set({ claim: name, due_at: untilMs }).where('id', 'in', ids).execute();
}

/** What a finished attempt changes. */
export type DeliveryChange = Pick<
  DeliveryRow,
  'status' | 'attempts' | 'attempt_count' | 'next_attempt_at' | 'due_at' | 'completed_at'
>;

/** Writes what became of a delivery, if the claim still holds it; tells whether it did. */
export async function finishClaimed(
  tx: Tx,
  { id, claim: name }: { id: string; claim: string },
  change: DeliveryChange,
): Promise<boolean> {
  const result = await tx
    .updateTable('webhook_deliveries')
    .set({ ...change, claim: null })
    .where('id', '=', id)
    .where('claim', '=', name)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Lets go of claims that nobody will come back to: these, or all at the start of the only process. */
export async function releaseClaims(tx: Tx, names: readonly string[] | 'all', nowMs: number): Promise<void> {
  const rows = await tx
    .updateTable('webhook_deliveries')
    .set((eb) => ({ claim: null, due_at: eb.ref('next_attempt_at') }))
    .where('claim', 'is not', null)
    .$if(names !== 'all', (query) => query.where('claim', 'in', names === 'all' ? [] : names))
    .returning('endpoint_id')
    .execute();
  await scheduleEndpoints(tx, [...new Set(rows.map(({ endpoint_id: id }) => id))], nowMs);
}

/** Ends what still waits for an endpoint that was deleted. */
export async function revokeDeliveries(tx: Tx, endpointId: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'revoked', claim: null, due_at: null, next_attempt_at: null, completed_at: nowMs })
    .where('endpoint_id', '=', endpointId)
    .where('due_at', 'is not', null)
    .execute();
}

export function findDelivery(
  reader: Reader,
  { accountId, endpointId, id }: { accountId: string; endpointId: string; id: string },
): Promise<DeliveryWithEvent | undefined> {
  return withEvent(reader)
    .where('delivery.id', '=', id)
    .where('delivery.account_id', '=', accountId)
    .where('delivery.endpoint_id', '=', endpointId)
    .executeTakeFirst();
}

/** A delivery and the type of its event. */
export type DeliveryWithEvent = DeliveryRow & { event_type: EventRow['type'] };

/** The deliveries of one endpoint or of one event, newest first. */
export function selectDeliveries(
  reader: Reader,
  filter: {
    of: { endpointId: string } | { eventId: string };
    status?: DeliveryStatus | undefined;
    beforeId?: string | undefined;
    fromId?: string | undefined;
    limit: number;
  },
): Promise<DeliveryWithEvent[]> {
  const { of, status, beforeId, fromId, limit } = filter;
  let query = withEvent(reader);
  query =
    'endpointId' in of
      ? query.where('delivery.endpoint_id', '=', of.endpointId)
      : query.where('delivery.event_id', '=', of.eventId);
  if (status !== undefined) query = query.where('delivery.status', '=', status);
  if (beforeId !== undefined) query = query.where('delivery.id', '<', beforeId);
  if (fromId !== undefined) query = query.where('delivery.id', '>=', fromId);
  return query.orderBy('delivery.id', 'desc').limit(limit).execute();
}

function withEvent(reader: Reader) {
  return reader
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', 'event.id', 'delivery.event_id')
    .selectAll('delivery')
    .select('event.type as event_type');
}

/** The id so many deliveries of the endpoint back from `beforeId`, if there are that many. */
export async function deliveryIdAtDepth(
  reader: Reader,
  endpointId: string,
  beforeId: string | undefined,
  depth: number,
): Promise<string | undefined> {
  let query = reader.selectFrom('webhook_deliveries').select('id').where('endpoint_id', '=', endpointId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const row = await query
    .orderBy('id', 'desc')
    .limit(1)
    .offset(depth - 1)
    .executeTakeFirst();
  return row?.id;
}

/** How many deliveries are not done, of all accounts. */
export async function countPending(reader: Reader): Promise<number> {
  const { count } = await reader
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('due_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
