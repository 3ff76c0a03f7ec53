import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { type Db, openSqlite } from './db/database.ts';
import type { Migrations } from './db/migrate.ts';
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

/** A real store in a folder of its own, with the given schema, closed and removed after the test. */
export async function openTestDb(
  test: { after(work: () => void | Promise<void>): void },
  ...migrations: readonly Migrations[]
): Promise<Db> {
  const folder = mkdtempSync(join(tmpdir(), 'rivya-test-'));
  const db = openSqlite(join(folder, 'test.sqlite'));
  test.after(async () => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await db.migrate(Object.assign({}, ...migrations));
  return db;
}
