import { Kysely, sql } from 'kysely';
import { SECOND_MS } from '../units.ts';
import { type Db, inTransaction, type Tables, type Tx } from './database.ts';
import { holdNames } from './locks.ts';
import { migrateToLatest } from './migrate.ts';
import { type PostgresLimits, type PostgresOptions, postgresDialect } from './postgres-dialect.ts';
import { isUnwritable } from './unwritable.ts';

/** No statement of ours takes seconds: what does is stuck, and must not hold others up. */
export const POSTGRES_LIMITS: PostgresLimits = {
  statementMs: 30 * SECOND_MS,
  lockMs: 10 * SECOND_MS,
  idleInTransactionMs: 30 * SECOND_MS,
  answerMs: 35 * SECOND_MS,
  connectMs: 5 * SECOND_MS,
};

/** How many connections a process opens; a group commit needs one, so this is for what runs beside it. */
export const POSTGRES_CONNECTIONS = 10;

/** For what one process does at a time: a hold with its work, and the steps of the schema. */
const PATIENT_CONNECTIONS = 4;

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
  const all = {
    ...{ connectionsMax: POSTGRES_CONNECTIONS, limits: POSTGRES_LIMITS, name: 'rivya' },
    ...options,
  };
  const { dialect, connections } = await postgresDialect(all);
  const kysely = new Kysely<Tables>({ dialect });
  const patient = new Kysely<Tables>({ dialect: (await postgresDialect(patientOptions(all))).dialect });
  const exclusively: Db['exclusively'] = (name, work) =>
    inTransaction(patient, async (tx) => {
      await waitWithoutEnd(tx);
      await holdNames(tx, [name]);
      return await work();
    });
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
    exclusively,
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
    // Others may be at it for minutes; the steps themselves wait for a lock no longer than others can wait behind them.
    migrate: (migrations) => exclusively('migrate', () => migrateToLatest(patient, migrations)),
    async close() {
      await kysely.destroy();
      await patient.destroy();
    },
  };
}

/** A schema step over large tables takes minutes, and what is done exclusively leaves its own connection idle. */
function patientOptions(options: PostgresOptions): PostgresOptions {
  const limits = { ...options.limits, statementMs: 0, idleInTransactionMs: 0, answerMs: 0 };
  return { ...options, connectionsMax: PATIENT_CONNECTIONS, limits };
}

/** Also where the database or the role has limits of its own. */
async function waitWithoutEnd(tx: Tx): Promise<void> {
  await sql`select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`.execute(tx);
}

/** `serialization_failure` and `deadlock_detected`: nothing of it was kept, and it may well pass the next time. */
function lostToAnother(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');
}
