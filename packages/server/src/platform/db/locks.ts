import { PostgresAdapter, type SelectQueryBuilder, sql } from 'kysely';
import type { Tables, Tx } from './database.ts';

/**
 * SQLite has one writer at a time: what a transaction reads stays as it is until it ends. PostgreSQL has many, so a
 * transaction that reads to decide has to lock what it read. These do that there, and nothing on SQLite.
 */
export function hasManyWriters(tx: Pick<Tx, 'getExecutor'>): boolean {
  return tx.getExecutor().adapter instanceof PostgresAdapter;
}

/** The query, holding its rows against other writers until the transaction ends. Order the rows, or two of them deadlock. */
export function holding<From extends keyof Tables, Row>(
  tx: Tx,
  query: SelectQueryBuilder<Tables, From, Row>,
): SelectQueryBuilder<Tables, From, Row> {
  return hasManyWriters(tx) ? query.forUpdate() : query;
}

/** The same, without the rows that another transaction holds. */
export function holdingFree<From extends keyof Tables, Row>(
  tx: Tx,
  query: SelectQueryBuilder<Tables, From, Row>,
): SelectQueryBuilder<Tables, From, Row> {
  return hasManyWriters(tx) ? query.forUpdate().skipLocked() : query;
}

/** Holds these names, which need no row, against all who ask for one of them, until the transaction ends. */
export async function holdNames(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0 || !hasManyWriters(tx)) return;
  // In one order for everybody; two names with one hash wait for each other needlessly, and that is all.
  const list = sql.join([...new Set(names)].sort());
  await sql`select pg_advisory_xact_lock(hash) from (
    select distinct hashtextextended(name, 0) as hash from unnest(array[${list}]::text[]) as name order by hash
  ) as hashes`.execute(tx);
}
