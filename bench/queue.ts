import { claimQueuedTasks } from '../packages/server/src/generations/claim-tasks.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import type { Db } from '../packages/server/src/platform/db/database.ts';
import { MINUTE_MS } from '../packages/server/src/platform/units.ts';
import { judged, median, percentile, printTable } from './figures.ts';
import { type OpenPlace, openPlace } from './places.ts';
import { INSTANT } from './run-worker.ts';
import { seedTasks } from './seed-tasks.ts';
import type { Staged } from './stage.ts';

const ACCOUNTS = 1_000;
const LENGTHS = [2_000, 100_000];
const ROUNDS = 7;
const CLAIMS = 100;
const WARM_UP_CLAIMS = 100;
const AIM = { atMost: 110, unit: ' %' };

type Queue = OpenPlace & { readonly length: number; readonly rounds: Float64Array[] };

/** Whether the next task is found as fast in a long queue: claims of one task, each a durable transaction of its own. */
export async function benchQueue({ places }: Staged): Promise<void> {
  const queues: Queue[] = [];
  for (const length of LENGTHS) {
    const opened = await openPlace(await places.newPlace());
    const tasksEach = length / ACCOUNTS;
    await seedTasks(opened.stores.db, { accounts: ACCOUNTS, tasksEach, status: 'queued', queue: INSTANT });
    await timeClaims(opened.stores.db, WARM_UP_CLAIMS);
    queues.push({ ...opened, length, rounds: [] });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { stores, rounds } of queues) rounds.push(await timeClaims(stores.db, CLAIMS));
  }
  for (const { stores } of queues) await stores.close();
  const base = queues[0]?.rounds ?? [];
  printTable(
    `queue on ${places.kind}: tasks of ${ACCOUNTS} accounts wait; claims of one task, ${ROUNDS} rounds of ${CLAIMS} in turn, medians.`,
    ['', 'claims', 'p50 ms', 'p99 ms', 'p50, of the short queue', 'aim', 'reached'],
    queues.map((queue) => toRow(queue, base)),
  );
}

async function timeClaims(db: Db, count: number): Promise<Float64Array> {
  const request = { queue: INSTANT, credentials: [''], taskTimeoutMs: MINUTE_MS };
  const times = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const startedAtMs = performance.now();
    const turn = Math.round(performance.now() * 1_000);
    const claimed = await db.transaction((tx) => claimQueuedTasks(tx, systemClock, { ...request, turn }));
    times[index] = performance.now() - startedAtMs;
    if (claimed.length !== 1) throw new Error('a queue with tasks gave none.');
  }
  return times.sort();
}

function toRow({ length, rounds }: Queue, base: readonly Float64Array[]): readonly string[] {
  const at = (share: number) => median(rounds.map((times) => percentile(times, share))).toFixed(2);
  const share = median(
    rounds.map((times, index) => (100 * percentile(times, 0.5)) / percentile(base[index] ?? new Float64Array(), 0.5)),
  );
  const isBase = length === LENGTHS[0];
  return [
    `${length.toLocaleString('en')} tasks queued`,
    String(ROUNDS * CLAIMS),
    ...[at(0.5), at(0.99)],
    `${share.toFixed(0)} %`,
    ...(isBase ? ['', ''] : judged(share, AIM)),
  ];
}
