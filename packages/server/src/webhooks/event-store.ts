import { type Kysely, sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
import { hasManyWriters, holdingFree } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import type { AnyEventType } from './states.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    webhook_events: EventRow;
  }
}

/** Something an account may want to hear of; written once and never changed. */
export type EventRow = {
  id: string;
  account_id: string;
  type: AnyEventType;
  /** The task that ended; null for a test. What is told of it is read when it is told. */
  generation_id: string | null;
  /** JSON: what is told by an event that is about no task. */
  data: string | null;
  created_at: number;
};

export const eventTable: Migrations = {
  '2026-11-22-12-webhook-events': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('webhook_events')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('generation_id', 'text')
        .addColumn('data', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addCheckConstraint('webhook_events_about_something', sql`(generation_id is null) <> (data is null)`)
        .execute();
      await sql`create index webhook_events_of_account on webhook_events (account_id, id)`.execute(db);
      // A task ends once, and so it is told once: a second event is impossible rather than unlikely.
      await sql`create unique index webhook_events_one_per_task on webhook_events (generation_id)
        where generation_id is not null`.execute(db);
    },
  },
};

export async function insertEvents(tx: Tx, rows: readonly EventRow[]): Promise<void> {
  await tx.insertInto('webhook_events').values(rows).execute();
}

/** The id of the newest event of each of these accounts that has one; for a store that many write to. */
export async function selectNewestIds(
  tx: Tx,
  accountIds: readonly string[],
): Promise<readonly (readonly [accountId: string, id: string])[]> {
  const { rows } = await sql<{ account_id: string; id: string }>`
    select account.id as account_id, newest.id
    from unnest(array[${sql.join(accountIds)}]::text[]) as account (id)
    cross join lateral (
      select id from webhook_events where account_id = account.id order by id desc limit 1
    ) as newest`.execute(tx);
  return rows.map((row) => [row.account_id, row.id]);
}

export function findEvent(reader: Reader, accountId: string, id: string): Promise<EventRow | undefined> {
  return reader
    .selectFrom('webhook_events')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

export type EventFilter = {
  readonly accountId: string;
  readonly limit: number;
  readonly beforeId?: string | undefined;
  /** Only events with higher ids; then the oldest of them come first. */
  readonly afterId?: string | undefined;
  readonly type?: AnyEventType | undefined;
  readonly generationId?: string | undefined;
  /** The last id to walk to, in the direction of the list. */
  readonly endId?: string | undefined;
};

/** Events of an account, the newest first; the oldest first when `afterId` is given. */
export function selectEvents(reader: Reader, filter: EventFilter): Promise<EventRow[]> {
  const { accountId, limit, beforeId, afterId, type, generationId, endId } = filter;
  const isForward = afterId !== undefined;
  let query = reader.selectFrom('webhook_events').selectAll().where('account_id', '=', accountId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  if (endId !== undefined) query = query.where('id', isForward ? '<=' : '>=', endId);
  if (type !== undefined) query = query.where('type', '=', type);
  if (generationId !== undefined) query = query.where('generation_id', '=', generationId);
  return query
    .orderBy('id', isForward ? 'asc' : 'desc')
    .limit(limit)
    .execute();
}

/** The id so many events of the account away from where a list begins, in its direction, if there are that many. */
export async function eventIdAtDepth(
  reader: Reader,
  accountId: string,
  { beforeId, afterId }: Pick<EventFilter, 'beforeId' | 'afterId'>,
  depth: number,
): Promise<string | undefined> {
  let query = reader.selectFrom('webhook_events').select('id').where('account_id', '=', accountId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  const row = await query
    .orderBy('id', afterId === undefined ? 'desc' : 'asc')
    .limit(1)
    .offset(depth - 1)
    .executeTakeFirst();
  return row?.id;
}

/** Events of all accounts between two ids, the oldest first, and whether a delivery of each has yet to be made. */
export async function selectOldEvents(
  reader: Reader,
  { afterId, belowId, limit }: { readonly afterId: string; readonly belowId: string; readonly limit: number },
): Promise<readonly { readonly id: string; readonly isPending: boolean }[]> {
  const rows = await reader
    .selectFrom('webhook_events as event')
    .select('event.id')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('webhook_deliveries as delivery')
            .select(sql.lit(1).as('one'))
            .whereRef('delivery.event_id', '=', 'event.id')
            .where('delivery.due_at', 'is not', null),
        )
        .as('is_pending'),
    )
    .where('event.id', '>', afterId)
    .where('event.id', '<', belowId)
    .orderBy('event.id')
    .limit(limit)
    .execute();
  return rows.map(({ id, is_pending: isPending }) => ({ id, isPending: Boolean(isPending) }));
}

/** Keeps the sweep, and nobody else, from an event until the transaction ends. */
export async function holdEvent(tx: Tx, id: string): Promise<void> {
  if (!hasManyWriters(tx)) return;
  await tx.selectFrom('webhook_events').select('id').where('id', '=', id).forShare().execute();
}

/** Holds those of these events of which no delivery has yet to be made, except what another transaction holds. */
export async function holdFinished(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0 || !hasManyWriters(tx)) return ids;
  const events = tx.selectFrom('webhook_events').select('id').where('id', 'in', ids).orderBy('id');
  const held = (await holdingFree(tx, events).execute()).map(({ id }) => id);
  if (held.length === 0) return [];
  const pending = await tx
    .selectFrom('webhook_deliveries')
    .select('event_id')
    .where('event_id', 'in', held)
    .where('due_at', 'is not', null)
    .execute();
  const awaited = new Set(pending.map((row) => row.event_id));
  return held.filter((id) => !awaited.has(id));
}

/** Removes events and their deliveries. */
export async function deleteEvents(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.deleteFrom('webhook_deliveries').where('event_id', 'in', ids).execute();
  await tx.deleteFrom('webhook_events').where('id', 'in', ids).execute();
}
