import type { Db } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { openPostgres } from '../platform/db/postgres.ts';
import { isUnwritable } from '../platform/db/unwritable.ts';
import { MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import { MoveRefused } from './refusal.ts';
import type { SourceTable } from './source-tables.ts';
import {
  createMarks,
  hasRows,
  keepSourceMark,
  readServerVersion,
  readSourceMark,
  readTargetSteps,
  readTargetTables,
} from './target-store.ts';

/** What the server needs too. */
const VERSION_MIN = 150_000;
/** Nobody waits for what a move does; counting a large table takes its time. */
const LIMITS = {
  statementMs: 10 * MINUTE_MS,
  lockMs: 10 * SECOND_MS,
  idleInTransactionMs: 10 * MINUTE_MS,
  answerMs: 11 * MINUTE_MS,
  connectMs: 10 * SECOND_MS,
};
const CONNECTIONS_MAX = 4;

export type TargetNeeds = {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly migrations: Migrations;
  readonly tables: readonly SourceTable[];
  /** Of the source. */
  readonly fingerprint: string;
};

/**
 * Opens the database to move to, gives it the schema and notes which source comes here. Throws `MoveRefused` when it cannot
 * be used, is of a newer version, or holds anything that did not come from this source.
 */
export async function openTarget(needs: TargetNeeds): Promise<Db> {
  const db = await openPostgres({
    ...{ url: needs.url, connectionsMax: CONNECTIONS_MAX, limits: LIMITS, name: 'rivya move' },
    onLost: () => undefined,
  });
  try {
    await checkServer(db, needs.url);
    await checkSchema(db, needs);
    await db.migrate(needs.migrations);
    await checkColumns(db, needs.tables);
    await claim(db, needs);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** A database as it may be told: without its user and password. */
export function databaseName(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}

async function checkServer(db: Db, url: string): Promise<void> {
  const version = await readServerVersion(db.read).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${databaseName(url)} cannot be used (${reason}). Check the address, the user and the password.`;
    throw new MoveRefused('target_unreachable', message, error);
  });
  if (version >= VERSION_MIN) return;
  const found = Math.floor(version / 10_000);
  throw new MoveRefused('target_too_old', `${databaseName(url)} is PostgreSQL ${found}; 15 or newer is needed.`);
}

/** Before the schema is touched: tables of these names may be somebody else's. */
async function checkSchema(db: Db, { url, migrations, tables }: TargetNeeds): Promise<void> {
  const found = await readTargetTables(db.read);
  if (!found.has('kysely_migration')) {
    const taken = tables.filter(({ name }) => found.has(name)).map(({ name }) => name);
    if (taken.length > 0) throw notEmpty(url, taken);
    return;
  }
  const foreign = (await readTargetSteps(db.read)).filter((step) => migrations[step] === undefined);
  if (foreign.length === 0) return;
  const message = `${databaseName(url)} has the schema of a newer version of rivya, or of something else (${foreign[0]}).`;
  throw new MoveRefused('target_newer', `${message} Use that version, or an empty database.`);
}

async function checkColumns(db: Db, tables: readonly SourceTable[]): Promise<void> {
  const found = await readTargetTables(db.read);
  for (const { name, columns } of tables) {
    const there = found.get(name) ?? new Set();
    const missing = columns.filter((column) => !there.has(column));
    const isSame = missing.length === 0 && there.size === columns.length;
    if (!isSame) throw new MoveRefused('target_differs', `The table ${name} has other columns in PostgreSQL.`);
  }
}

/** Only an empty database, or one that this very source has begun to move to, is written to. */
async function claim(db: Db, { url, tables, fingerprint }: TargetNeeds): Promise<void> {
  await createMarks(db.read);
  const earlier = await readSourceMark(db.read);
  if (earlier === fingerprint) return;
  if (earlier !== undefined) throw otherSource(url);
  const taken: string[] = [];
  for (const { name } of tables) if (await hasRows(db.read, name)) taken.push(name);
  if (taken.length > 0) throw notEmpty(url, taken);
  await db.transaction((tx) => keepSourceMark(tx, fingerprint));
  if ((await readSourceMark(db.read)) !== fingerprint) throw otherSource(url);
}

function notEmpty(url: string, taken: readonly string[]): MoveRefused {
  const message = `${databaseName(url)} is not empty (${taken.slice(0, 3).join(', ')}). Move to an empty database`;
  return new MoveRefused('target_not_empty', `${message}, before any server has used it.`);
}

function otherSource(url: string): MoveRefused {
  const message = `${databaseName(url)} holds what was copied from another installation, or from this one before it changed.`;
  return new MoveRefused('source_changed', `${message} Empty the database and begin again.`);
}

/** What the database says of a failed statement, for a person; the rest goes through. */
export function explainTarget(error: unknown): unknown {
  if (error instanceof MoveRefused || !isUnwritable(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The database stopped taking rows (${reason}). Once it does again, run the same command: it goes on from there.`;
  return new MoveRefused('target_unreachable', message, error);
}
