import { Kysely, sql, type Transaction } from 'kysely';
import { type Migrations, migrateToLatest } from './migrate.ts';
import { sqliteDialect } from './sqlite.ts';
import { isUnwritable } from './unwritable.ts';

/** All tables; each feature adds its own by `declare module` in its `store.ts` and is the only one to touch them. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

declare const txBrand: unique symbol;

/** What must commit together takes a `Tx`; a `Db` is not one. */
export type Tx = Transaction<Tables> & { readonly [txBrand]: true };

/** Where a read may run: on its own, or inside a transaction. */
export type Reader = Kysely<Tables>;

/** The connections of this process to a server that keeps the store, and how many calls wait for one. */
export type Connections = {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
  readonly max: number;
};

export interface Db {
  /** For the few statements that cannot be the same on both. */
  readonly kind: 'sqlite' | 'postgres';
  /** Reads outside of any transaction; they see what was committed and never wait for a writer. */
  readonly read: Reader;
  /** Runs the work in one transaction: all of it, or none. Never call the network in here. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Runs reads that all see the store as it was at one moment. */
  snapshot<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Runs the work while no other process does work of this name; it may use transactions of its own. */
  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Whether the store takes writes: yes, until one fails for want of room or rights, and again once one passes. */
  canWrite(): Promise<boolean>;
  /** Absent for a store without a server. */
  connections?(): Connections;
  /** Brings the schema up to date and tells which steps ran. */
  migrate(migrations: Migrations): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Opens the embedded store: one connection that writes and one that reads, so a read never queues behind a commit.
 * Times are integer milliseconds, JSON is text, booleans are 0 and 1.
 */
export function openSqlite(path: string): Db {
  const writer = new Kysely<Tables>({ dialect: sqliteDialect(path) });
  const reader = new Kysely<Tables>({ dialect: sqliteDialect(path) });
  let isWritable = true;
  return {
    kind: 'sqlite',
    read: reader,
    async transaction(work) {
      try {
        const result = await inTransaction(writer, work);
        isWritable = true;
        return result;
      } catch (error) {
        if (isUnwritable(error)) isWritable = false;
        throw error;
      }
    },
    // One writer at a time: nobody changes anything in between.
    snapshot: (work) => inTransaction(writer, work),
    // The data folder is one process's alone.
    exclusively: (_name, work) => work(),
    async canWrite() {
      if (!isWritable) isWritable = await tryToWrite(writer);
      return isWritable;
    },
    migrate: (migrations) => migrateToLatest(writer, migrations),
    async close() {
      await reader.destroy();
      await writer.destroy();
    },
  };
}

/** Runs the work in a transaction of the connection; for the stores themselves. */
export function inTransaction<Result>(
  connection: Kysely<Tables>,
  work: (tx: Tx) => Promise<Result>,
  isolation?: 'read committed' | 'repeatable read',
): Promise<Result> {
  const transaction = connection.transaction();
  const isolated = isolation === undefined ? transaction : transaction.setIsolationLevel(isolation);
  // biome-ignore lint/plugin: this file owns the brand
  return isolated.execute((tx) => work(tx as Tx));
}

/** The smallest commit there is: a number in the header of the file that nothing reads. */
async function tryToWrite(writer: Kysely<Tables>): Promise<boolean> {
  try {
    await sql`pragma user_version = 1`.execute(writer);
    return true;
  } catch (error) {
    if (isUnwritable(error)) return false;
    throw error;
  }
}
