import { type Kysely, sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
import { holding, holdingFree } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import type { DisabledReason, EndpointStatus } from './states.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    webhook_endpoints: EndpointRow;
  }
}

/** Where an account wants to hear of its generations. Times are milliseconds since 1970. */
export type EndpointRow = {
  id: string;
  account_id: string;
  name: string;
  url: string;
  /** JSON: the event types it asked for. */
  event_types: string;
  status: EndpointStatus;
  /** Null unless it is disabled. */
  disabled_reason: DisabledReason | null;
  /** JSON: its signing secrets, sealed, the newest first (`signing-secrets.ts`). */
  secrets: string;
  /** The beginning and the end of the newest secret. */
  secret_preview: string;
  last_success_at: number | null;
  last_failure_at: number | null;
  /** Failed attempts since the last success. */
  failure_count: number;
  /** Since when it has only failed; null while it answers. */
  failing_since: number | null;
  /** Until then it asked to be left alone. */
  held_until: number | null;
  /** When its next delivery is to be looked at; null when none waits or nothing may be sent. The sender's index. */
  due_at: number | null;
  created_at: number;
  updated_at: number;
  disabled_at: number | null;
  revoked_at: number | null;
};

export const endpointTable: Migrations = {
  '2026-11-22-11-webhook-endpoints': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('webhook_endpoints')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('url', 'text', (column) => column.notNull())
        .addColumn('event_types', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('disabled_reason', 'text')
        .addColumn('secrets', 'text', (column) => column.notNull())
        .addColumn('secret_preview', 'text', (column) => column.notNull())
        .addColumn('last_success_at', 'bigint')
        .addColumn('last_failure_at', 'bigint')
        .addColumn('failure_count', 'bigint', (column) => column.notNull())
        .addColumn('failing_since', 'bigint')
        .addColumn('held_until', 'bigint')
        .addColumn('due_at', 'bigint')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .addColumn('disabled_at', 'bigint')
        .addColumn('revoked_at', 'bigint')
        .execute();
      for (const index of INDEXES) await index.execute(db);
    },
  },
};

/** For the sweep: a deleted endpoint is looked at again and again until no delivery refers to it. */
export const revokedIndex: Migrations = {
  '2026-11-22-19-revoked-endpoints': {
    async up(db: Kysely<unknown>) {
      await sql`create index webhook_endpoints_revoked on webhook_endpoints (id) where status = 'revoked'`.execute(db);
    },
  },
};

const INDEXES = [
  sql`create index webhook_endpoints_of_account on webhook_endpoints (account_id, id) where status <> 'revoked'`,
  // Two, so that a crowd of failing endpoints is never walked past on the way to one that answers.
  sql`create index webhook_endpoints_due on webhook_endpoints (due_at) where due_at is not null and failing_since is null`,
  sql`create index webhook_endpoints_due_failing on webhook_endpoints (due_at)
      where due_at is not null and failing_since is not null`,
];

export async function insertEndpoint(tx: Tx, row: EndpointRow): Promise<void> {
  await tx.insertInto('webhook_endpoints').values(row).execute();
}

/** The endpoints of an account that were not deleted, newest first. */
export function selectEndpoints(
  reader: Reader,
  { accountId, beforeId, limit }: { accountId: string; beforeId?: string | undefined; limit: number },
): Promise<EndpointRow[]> {
  let query = reader
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('status', '<>', sql.lit('revoked'));
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** How many endpoints the account has that were not deleted. */
export async function countEndpoints(reader: Reader, accountId: string): Promise<number> {
  const { count } = await reader
    .selectFrom('webhook_endpoints')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('status', '<>', sql.lit('revoked'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** An endpoint of the account that was not deleted. */
export function findEndpoint(reader: Reader, accountId: string, id: string): Promise<EndpointRow | undefined> {
  return reader
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('status', '<>', sql.lit('revoked'))
    .executeTakeFirst();
}

/** What a caller or the sender may change of an endpoint. */
export type EndpointChange = Partial<
  Pick<
    EndpointRow,
    | 'name'
    | 'url'
    | 'event_types'
    | 'status'
    | 'disabled_reason'
    | 'disabled_at'
    | 'revoked_at'
    | 'secrets'
    | 'secret_preview'
    | 'failing_since'
    | 'failure_count'
    | 'held_until'
    | 'last_success_at'
    | 'last_failure_at'
    | 'updated_at'
  >
>;

/** Changes an endpoint that was not deleted meanwhile; whoever sends for it asks for `scheduleEndpoints` too. */
export function updateEndpoint(tx: Tx, id: string, change: EndpointChange): Promise<EndpointRow | undefined> {
  return tx
    .updateTable('webhook_endpoints')
    .set(change)
    .where('id', '=', id)
    .where('status', '<>', sql.lit('revoked'))
    .returningAll()
    .executeTakeFirst();
}

/** Endpoints by id, deleted ones too, for a writer that goes on to change them. */
export function selectEndpointsForChange(tx: Tx, ids: readonly string[]): Promise<EndpointRow[]> {
  return holding(tx, tx.selectFrom('webhook_endpoints').selectAll().where('id', 'in', ids).orderBy('id')).execute();
}

/** The active endpoints of these accounts, held so that none is deleted or disabled until the transaction ends. */
export function selectActive(
  tx: Tx,
  accountIds: readonly string[],
): Promise<Pick<EndpointRow, 'id' | 'account_id' | 'event_types'>[]> {
  const query = tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'account_id', 'event_types'])
    .where('account_id', 'in', accountIds)
    .where('status', '<>', sql.lit('revoked'))
    .where('status', '=', 'active')
    .orderBy('id');
  return holding(tx, query).execute();
}

/** Endpoints with something to be looked at by now, the longest waiting first, but for those of some accounts. */
export function selectDue(
  tx: Tx,
  of: { nowMs: number; isFailing: boolean; limit: number; exceptAccounts: readonly string[] },
): Promise<EndpointRow[]> {
  const { nowMs, isFailing, limit, exceptAccounts } = of;
  const query = tx
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('due_at', '<=', nowMs)
    .$if(exceptAccounts.length > 0, (due) => due.where('account_id', 'not in', exceptAccounts))
    .where('failing_since', isFailing ? 'is not' : 'is', null)
    .orderBy('due_at')
    .limit(limit);
  return holdingFree(tx, query).execute();
}

/** When the next endpoint is to be looked at, in milliseconds since 1970; those of some accounts left out. */
export async function nextDueAt(reader: Reader, exceptAccounts: readonly string[] = []): Promise<number | undefined> {
  const first = (isFailing: boolean) =>
    reader
      .selectFrom('webhook_endpoints')
      .select('due_at')
      .where('due_at', 'is not', null)
      .where('failing_since', isFailing ? 'is not' : 'is', null)
      .$if(exceptAccounts.length > 0, (query) => query.where('account_id', 'not in', exceptAccounts))
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
  const dues = [await first(false), await first(true)].flatMap((row) => row?.due_at ?? []);
  return dues.length === 0 ? undefined : Math.min(...dues);
}

/** How many endpoints with something to deliver have been failing, of all accounts. */
export async function countFailing(reader: Reader): Promise<number> {
  const { count } = await reader
    .selectFrom('webhook_endpoints')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('due_at', 'is not', null)
    .where('failing_since', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The sealed secrets of endpoints that were not deleted, of all accounts, by id. */
export function selectSealed(
  reader: Reader,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<Pick<EndpointRow, 'id' | 'secrets'>[]> {
  return reader
    .selectFrom('webhook_endpoints')
    .select(['id', 'secrets'])
    .where('id', '>', afterId)
    .where('status', '<>', sql.lit('revoked'))
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Deleted endpoints of all accounts, by id: since when, and whether a delivery refers to them. */
export async function selectRevoked(
  reader: Reader,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<readonly { readonly id: string; readonly revokedAtMs: number; readonly hasDeliveries: boolean }[]> {
  const rows = await reader
    .selectFrom('webhook_endpoints as endpoint')
    .select(['endpoint.id', 'endpoint.revoked_at'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('webhook_deliveries as delivery')
            .select(sql.lit(1).as('one'))
            .whereRef('delivery.endpoint_id', '=', 'endpoint.id'),
        )
        .as('has_deliveries'),
    )
    .where('endpoint.status', '=', sql.lit('revoked'))
    .where('endpoint.id', '>', afterId)
    .orderBy('endpoint.id')
    .limit(limit)
    .execute();
  return rows.map(({ id, revoked_at, has_deliveries }) => ({
    ...{ id, revokedAtMs: revoked_at ?? 0, hasDeliveries: Boolean(has_deliveries) },
  }));
}

/** Removes deleted endpoints for good; others are left, whatever ids are given. */
export async function removeRevoked(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.deleteFrom('webhook_endpoints').where('id', 'in', ids).where('status', '=', sql.lit('revoked')).execute();
}
