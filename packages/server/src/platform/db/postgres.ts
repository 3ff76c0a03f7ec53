import { Kysely, sql } from 'kysely';
import { SECOND_MS } from '../units.ts';
import { type Db, inTransaction, type Tables } from './database.ts';
import { holdNames } from './locks.ts';
import { migrateToLatest } from './migrate.ts';
import { type PostgresLimits, type PostgresOptions, postgresDialect } from './postgres-dialect.ts';
import { isUnwritable } from './unwritable.ts';

/** No statement of ours takes seconds: what does is stuck, and must not hold others up. */
export const POSTGRES_LIMITS: PostgresLimits = {
  statementMs: 30 * SECOND_MS,
  lockMs: 10 * SECOND_MS,
  idleInTransactionMs: 30 * SECOND_MS,
  connectMs: 5 * SECOND_MS,
};

/** How many connections a process opens; a group commit needs one, so this is for what runs beside it. */
export const POSTGRES_CONNECTIONS = 10;

/** How often a transaction that PostgreSQL gave up in favour of another is run again. */
const TRIES_MAX = 6;
const PAUSE_MS = 5;

/**
 * Opens a PostgreSQL database as the store. Reads and transactions share one pool, and isolation is READ COMMITTED: whoever
 * reads to decide locks what it read. A transaction that lost a deadlock or a serialisation is run again, so its work
 * must do nothing but write to it. Connects when first used.
 */
export async function openPostgres(
  options: Pick<PostgresOptions, 'url' | 'onLost'> & Partial<PostgresOptions>,
): Promise<Db> {
  const { dialect, connections } = await postgresDialect({
    ...{ connectionsMax: POSTGRES_CONNECTIONS, limits: POSTGRES_LIMITS, name: 'rivya' },
    ...options,
  });
  const kysely = new Kysely<Tables>({ dialect });
  return {
    kind: 'postgres',
    connections,
    read: kysely,
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await inTransaction(kysely, work, 'read committed');
        } catch (error) {
          if (tries >= TRIES_MAX || !lostToAnother(error)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS * 2 ** tries));
      }
    },
    snapshot: (work) => inTransaction(kysely, work, 'repeatable read'),
    exclusively: (name, work) =>
      inTransaction(kysely, async (tx) => {
        await holdNames(tx, [name]);
        return await work();
      }),
    async canWrite() {
      try {
        const { rows } = await sql<{ is_read_only: string }>`
          select current_setting('transaction_read_only') as is_read_only`.execute(kysely);
        return rows[0]?.is_read_only === 'off';
      } catch (error) {
        if (isUnwritable(error)) return false;
        throw error;
      }
    },
    migrate: (migrations) => migrateToLatest(kysely, migrations),
    close: () => kysely.destroy(),
  };
}

/** `serialization_failure` and `deadlock_detected`: nothing of it was kept, and it may well pass the next time. */
function lostToAnother(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');
}
