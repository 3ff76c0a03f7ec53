import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { type Loop, startLoop } from '../jobs/loop.ts';
import type { Log } from '../log.ts';
import { SECOND_MS } from '../units.ts';
import type { Db } from './database.ts';

/** Less is left as it is: it harms nothing, and a clock that is moved at every look would go to and fro. */
const TOLERATED_MS = SECOND_MS / 4;
/** More is told: it is the machine's clock that is to be set. */
export const SKEW_MS_MAX = SECOND_MS;
/** A lease's length: what a clock that jumps can do wrong in between costs time and nothing else. */
const LOOK_MS = 15 * SECOND_MS;
const TRIES = 3;

/** A process's own clock, corrected so that it agrees with that of the database. */
export interface StoreClock extends Clock {
  stop(): Promise<void>;
}

/** How far this process's clock is ahead of the database's, and by how much that may be wrong. In milliseconds. */
export type Skew = { readonly aheadMs: number; readonly errorMs: number };

type StoreClockDeps = {
  readonly db: Pick<Db, 'read'>;
  readonly log: Log;
  /** The clock that is corrected. */
  readonly own: Clock;
};

/**
 * A clock that all processes of one PostgreSQL store have in common: leases and limits that one of them writes, the others
 * read. It is the process's own, set right by the database's when this is called and every 15 s; in between, and while
 * the database does not answer, the last correction holds. Throws what the database throws at the first question.
 */
export async function openStoreClock({ db, log, own }: StoreClockDeps): Promise<StoreClock> {
  let aheadMs = 0;
  let isTold = false;
  const look = async () => {
    const skew = await measureSkew(db, own);
    if (Math.abs(skew.aheadMs - aheadMs) > Math.max(TOLERATED_MS, skew.errorMs)) aheadMs = skew.aheadMs;
    const isOff = isTooFar(skew);
    if (isOff && !isTold) {
      log.warn(
        { aheadMs: skew.aheadMs },
        "this machine's clock is off that of the database, which is followed; set it by NTP",
      );
    }
    if (!isOff && isTold)
      log.info({ aheadMs: skew.aheadMs }, "this machine's clock agrees with that of the database again");
    isTold = isOff;
  };
  await look();
  const round = async () => void (await look());
  const loop: Loop = startLoop({ name: 'clock of the store', everyMs: LOOK_MS, log, round });
  return { now: () => own.now() - aheadMs, stop: () => loop.stop() };
}

/** Whether an operator has to set a clock: it is off by more than a second for certain. */
export function isTooFar({ aheadMs, errorMs }: Skew): boolean {
  return Math.abs(aheadMs) - errorMs > SKEW_MS_MAX;
}

/** Asks the database for its time, which was read in the middle of the way there and back; the shortest way of a few counts. */
export async function measureSkew({ read }: Pick<Db, 'read'>, own: Clock): Promise<Skew> {
  let best: Skew | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const sentMs = performance.now();
    const { rows } = await sql<{ now: number }>`
      select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`.execute(read);
    const errorMs = (performance.now() - sentMs) / 2;
    const [row] = rows;
    if (row === undefined) throw new Error('The database did not tell its time.');
    const skew = { aheadMs: Math.round(own.now() - errorMs - row.now), errorMs: Math.ceil(errorMs) };
    if (best === undefined || skew.errorMs < best.errorMs) best = skew;
  }
  if (best === undefined) throw new Error('There was no try.');
  return best;
}
