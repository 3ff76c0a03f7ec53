import { type Kysely, sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
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
  /** The lowest id to walk down to. */
  readonly fromId?: string | undefined;
};

/** Events of an account, the newest first; the oldest first when `afterId` is given. */
export function selectEvents(reader: Reader, filter: EventFilter): Promise<EventRow[]> {
  const { accountId, limit, beforeId, afterId, type, generationId, fromId } = filter;
  let query = reader.selectFrom('webhook_events').selectAll().where('account_id', '=', accountId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  if (fromId !== undefined) query = query.where('id', '>=', fromId);
  if (type !== undefined) query = query.where('type', '=', type);
  if (generationId !== undefined) query = query.where('generation_id', '=', generationId);
  return query
    .orderBy('id', afterId === undefined ? 'desc' : 'asc')
    .limit(limit)
    .execute();
}

/** The id so many events of the account back from `beforeId`, if there are that many. */
export async function eventIdAtDepth(
  reader: Reader,
  accountId: string,
  beforeId: string | undefined,
  depth: number,
): Promise<string | undefined> {
  let query = reader.selectFrom('webhook_events').select('id').where('account_id', '=', accountId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const row = await query
    .orderBy('id', 'desc')
    .limit(1)
    .offset(depth - 1)
    .executeTakeFirst();
  return row?.id;
}

/** The oldest events, of all accounts, that are older than this id and wait for no delivery. */
export async function selectOldEvents(reader: Reader, belowId: string, limit: number): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('webhook_events as event')
    .select('event.id')
    .where('event.id', '<', belowId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('webhook_deliveries as delivery')
            .select(sql.lit(1).as('one'))
            .whereRef('delivery.event_id', '=', 'event.id')
            .where('delivery.status', '=', 'pending'),
        ),
      ),
    )
    .orderBy('event.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function deleteEvents(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom('webhook_deliveries').where('event_id', 'in', ids).execute();
  await tx.deleteFrom('webhook_events').where('id', 'in', ids).execute();
}
