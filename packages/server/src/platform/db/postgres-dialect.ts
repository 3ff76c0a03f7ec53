import { PostgresDialect } from 'kysely';
import type { PoolClient } from 'pg';
import type { Connections } from './database.ts';

const INT8 = 20;
/** Statements kept prepared in each connection; lists of every length would fill a server's memory otherwise. */
const PREPARED_MAX = 400;

/** How long a statement, the wait for a lock and an idle transaction may take, in milliseconds. */
export type PostgresLimits = {
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
  readonly connectMs: number;
};

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database?options`. */
  readonly url: string;
  /** The most connections this process opens for reads and writes together. */
  readonly connectionsMax: number;
  readonly limits: PostgresLimits;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  /** Told of connections that broke while nobody was using them; they are opened anew when needed. */
  readonly onLost: (error: Error) => void;
};

/** A dialect, and how its connections stand. */
export type PostgresParts = { readonly dialect: PostgresDialect; readonly connections: () => Connections };

/** Kysely's PostgreSQL dialect over `pg`: big integers are numbers, statements are prepared once per connection. */
export async function postgresDialect(options: PostgresOptions): Promise<PostgresParts> {
  // Loaded only where it is used: the embedded server does without.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax,
    application_name: options.name,
    connectionTimeoutMillis: options.limits.connectMs,
    statement_timeout: options.limits.statementMs,
    lock_timeout: options.limits.lockMs,
    idle_in_transaction_session_timeout: options.limits.idleInTransactionMs,
    types: {
      // Milliseconds and credits: whole numbers far below 2^53.
      getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  pool.on('error', options.onLost);
  const nameOf = createNames();
  pool.on('connect', (client) => prepareStatements(client, nameOf));
  const connections = () => {
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = pool;
    return { open, idle, waiting, max: options.connectionsMax };
  };
  return { dialect: new PostgresDialect({ pool }), connections };
}

type NameOf = (text: string) => string | undefined;

/** Names for statements that come more than once, which is how PostgreSQL is asked to keep them parsed and planned. */
function createNames(): NameOf {
  const names = new Map<string, string>();
  const seen = new Set<string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= PREPARED_MAX) return known;
    if (!seen.delete(text)) {
      if (seen.size >= PREPARED_MAX) seen.clear();
      seen.add(text);
      return undefined;
    }
    const name = `rivya_${names.size}`;
    names.set(text, name);
    return name;
  };
}

function prepareStatements(client: PoolClient, nameOf: NameOf): void {
  const { query } = client;
  Object.assign(client, {
    query(...args: readonly unknown[]) {
      const [text, given] = args;
      if (typeof text !== 'string' || !Array.isArray(given) || given.length === 0) {
        return Reflect.apply(query, client, [...args]);
      }
      const name = nameOf(text);
      const values = given.map(storable);
      return Reflect.apply(query, client, [name === undefined ? { text, values } : { name, text, values }]);
    },
  });
}

/** PostgreSQL refuses the character U+0000 in any text; what is looked for with it is not there. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
}
