import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Clock } from './clock.ts';
import { type Db, openSqlite } from './db/database.ts';
import type { Migrations } from './db/migrate.ts';
import { openPostgres } from './db/postgres.ts';
import { createLog, type Log } from './log.ts';
import { DAY_MS } from './units.ts';

/** For tests only: what the platform's parts look like when nothing may sleep, print or outlive the test. */
export const silentLog: Log = createLog('silent');

let nextStartMs = Date.UTC(2026, 4, 11);
const APART_MS = 1_000 * DAY_MS;

/**
 * A clock that a test turns by hand. Each starts long after the one before: ids are ordered by time within a process,
 * and a test that went back in time would get ids of the test before it.
 */
export function testClock(startMs?: number): Clock & { advance(byMs: number): void } {
  let nowMs = startMs ?? nextStartMs;
  nextStartMs += APART_MS;
  return {
    now: () => nowMs,
    advance(byMs) {
      nowMs += byMs;
    },
  };
}

/** A new, empty folder, removed after the test. */
export function testFolder(test: { after(work: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'rivya-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Test = { after(work: () => void | Promise<void>): void };

/**
 * A real store of its own with the given schema, closed and removed after the test: a file, or with
 * `RIVYA_TEST_POSTGRES_URL` a schema of that PostgreSQL database.
 */
export async function openTestDb(test: Test, ...migrations: readonly Migrations[]): Promise<Db> {
  const postgresUrl = process.env['RIVYA_TEST_POSTGRES_URL'];
  const db = postgresUrl === undefined ? openTestFile(test) : await openTestSchema(test, postgresUrl);
  await migrateBesideOthers(db, Object.assign({}, ...migrations));
  return db;
}

/** Which tables there are is asked of the whole database, and fails when another test's schema goes at that moment. */
async function migrateBesideOthers(db: Db, migrations: Migrations): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return void (await db.migrate(migrations));
    } catch (error) {
      if (tries === MIGRATE_TRIES || db.kind === 'sqlite' || !/does not exist/.test(String(error))) throw error;
    }
  }
}

const MIGRATE_TRIES = 10;

function openTestFile(test: Test): Db {
  const folder = mkdtempSync(join(tmpdir(), 'rivya-test-'));
  const db = openSqlite(join(folder, 'test.sqlite'));
  test.after(async () => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return db;
}

async function openTestSchema(test: Test, url: string): Promise<Db> {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  const onLost = () => undefined;
  const whole = await openPostgres({ url, onLost, connectionsMax: 1 });
  await sql`create schema ${sql.id(schema)}`.execute(whole.read);
  const own = new URL(url);
  own.searchParams.set('options', `-c search_path=${schema}`);
  const db = await openPostgres({ url: own.href, onLost });
  test.after(async () => {
    await db.close();
    await sql`drop schema ${sql.id(schema)} cascade`.execute(whole.read);
    await whole.close();
  });
  return db;
}
