import { PostgresDialect } from 'kysely';
import type { PoolClient } from 'pg';
import { SECOND_MS } from '../units.ts';
import type { Connections } from './database.ts';

const INT8 = 20;
/** Statements kept prepared in each connection; lists of every length would fill a server's memory otherwise. */
const PREPARED_MAX = 400;
/** A connection without traffic is asked after this time whether its other end is still there. */
const KEEP_ALIVE_MS = 10 * SECOND_MS;

/** How long a statement, the wait for a lock and an idle transaction may take, in milliseconds; 0 is without end. */
export type PostgresLimits = {
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
  /** Until the server's answer counts as lost, and the connection with it; more than a statement may take. */
  readonly answerMs: number;
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
    query_timeout: options.limits.answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
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
  pool.on('connect', (client) => {
    // The pool listens only while nobody uses the connection. When it breaks in use its statement fails, and that is told
    // there; without a listener the event would end the process.
    client.on('error', () => undefined);
    prepareStatements(client, nameOf);
  });
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
      const answer: unknown = Reflect.apply(query, client, prepared(args, nameOf));
      return answer instanceof Promise ? answer.catch((error: unknown) => giveUpLate(client, error)) : answer;
    },
  });
}

function prepared(args: readonly unknown[], nameOf: NameOf): unknown[] {
  const [text, given] = args;
  if (typeof text !== 'string' || !Array.isArray(given) || given.length === 0) return [...args];
  const name = nameOf(text);
  const values = given.map(storable);
  return [name === undefined ? { text, values } : { name, text, values }];
}

/** After `answerMs` the driver stops waiting and keeps the connection, where all that follows would wait as well. */
function giveUpLate(client: PoolClient, error: unknown): never {
  if (error instanceof Error && error.message === 'Query read timeout') client.end().catch(() => undefined);
  throw error;
}

/** PostgreSQL refuses the character U+0000 in any text; what is looked for with it is not there. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
}
