import { type Kysely, sql } from 'kysely';
import type { Db, Tx } from './db/database.ts';
import { hasManyWriters, holdNames } from './db/locks.ts';
import type { Migrations } from './db/migrate.ts';
import { newId } from './ids.ts';
import { type Loop, startLoop } from './jobs/loop.ts';
import type { Log } from './log.ts';
import { SECOND_MS } from './units.ts';

declare module './db/database.ts' {
  interface Tables {
    tenures: TenureRow;
  }
}

type TenureRow = {
  /** What only one process does at a time. */
  name: string;
  holder: string;
  /** Until then it is nobody else's, by the clock of the database. */
  held_until: number;
};

export const tenureMigrations: Migrations = {
  '2026-11-22-16-tenures': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('tenures')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('holder', 'text', (column) => column.notNull())
        .addColumn('held_until', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
};

/** How long a process keeps a task to itself after it was last heard of. */
const TENURE_MS = 6 * SECOND_MS;
const RENEW_MS = 2 * SECOND_MS;
/** A holder stops this much before others may begin, for what was under way. */
const MARGIN_MS = SECOND_MS;

/** Something that one process does for all of them. */
export interface Tenure {
  /**
   * Whether this process may go on: it was granted, and renewed lately by this process's own clock, which also runs while
   * the process stands still. Asked right before each step that nobody else may take.
   */
  isHeld(): boolean;
  /** Gives it back at once, so that another process need not wait. */
  end(): Promise<void>;
}

/** What a holder does when it begins and when it ends. */
export type TenureHooks = {
  /** Each time it is granted anew, before `isHeld` says so. */
  readonly onGained?: () => Promise<void>;
  /** At the moment from which `isHeld` says no: not renewed in time, or granted to another. */
  readonly onLost?: () => void;
};

/** What a server of one process holds. */
export const ALWAYS: Tenure = { isHeld: () => true, end: () => Promise.resolve() };

/** Asks for it now and every two seconds, and keeps it once it is granted. */
export function startTenure(
  deps: { readonly db: Db; readonly log: Log },
  { name, onGained, onLost }: TenureHooks & { readonly name: string },
): Tenure {
  const holder = newId('lease');
  let freshUntilMs = 0;
  let isGained = false;
  let timer: NodeJS.Timeout | undefined;
  const isHeld = () => isGained && performance.now() < freshUntilMs;
  const lose = () => {
    clearTimeout(timer);
    if (!isGained) return;
    isGained = false;
    onLost?.();
  };
  // Not left to the next round: while the store does not answer there is none.
  const watch = () => {
    clearTimeout(timer);
    if (!isHeld()) return lose();
    timer = setTimeout(watch, freshUntilMs - performance.now()).unref();
  };
  const loop: Loop = startLoop({
    name: `tenure of ${name}`,
    everyMs: RENEW_MS,
    log: deps.log,
    async round() {
      // Counted from before the question: the database grants from when it answers, which is later.
      const askedMs = performance.now();
      const isGranted = await deps.db.transaction((tx) => hold(tx, name, holder));
      if (!isGranted || !isHeld()) lose();
      if (!isGranted) return RENEW_MS;
      freshUntilMs = askedMs + TENURE_MS - MARGIN_MS;
      if (!isGained) {
        await onGained?.();
        isGained = true;
        deps.log.info({ tenure: name }, 'this process took it over');
      }
      watch();
      return RENEW_MS;
    },
  });
  return {
    isHeld,
    async end() {
      await loop.stop();
      clearTimeout(timer);
      isGained = false;
      await deps.db.transaction((tx) => release(tx, name, holder)).catch(() => undefined);
    },
  };
}

/** Grants or renews it; `false` while another holder's time runs. */
async function hold(tx: Tx, name: string, holder: string): Promise<boolean> {
  await holdNames(tx, [`tenure ${name}`]);
  const nowMs = await databaseNow(tx);
  const row = await tx.selectFrom('tenures').selectAll().where('name', '=', name).executeTakeFirst();
  if (row !== undefined && row.holder !== holder && row.held_until > nowMs) return false;
  await tx
    .insertInto('tenures')
    .values({ name, holder, held_until: nowMs + TENURE_MS })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ holder, held_until: nowMs + TENURE_MS }))
    .execute();
  return true;
}

async function release(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.deleteFrom('tenures').where('name', '=', name).where('holder', '=', holder).execute();
}

/** Whether any process has this to itself now. */
export async function isHeldByAny(tx: Tx, name: string): Promise<boolean> {
  const row = await tx.selectFrom('tenures').select('held_until').where('name', '=', name).executeTakeFirst();
  return row !== undefined && row.held_until > (await databaseNow(tx));
}

/** The work of an engine, with the limits of its credentials, as a tenure's name. */
export function engineTenure(engineId: string): string {
  return `engine ${engineId}`;
}

/** One clock for all processes, whatever theirs say. */
async function databaseNow(tx: Tx): Promise<number> {
  if (!hasManyWriters(tx)) return Date.now();
  const { rows } = await sql<{ now: number }>`
    select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`.execute(tx);
  return rows[0]?.now ?? Number.MAX_SAFE_INTEGER;
}
