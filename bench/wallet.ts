import { judged, median, percentile, printTable } from './figures.ts';
import { runLoad } from './load.ts';
import { openPlace, type Place } from './places.ts';
import { creates } from './requests.ts';
import { makeKeys, startRivya } from './rivya-server.ts';
import { INSTANT, runWorker } from './run-worker.ts';
import { seedTasks } from './seed-tasks.ts';
import type { Staged } from './stage.ts';

const CONNECTIONS = 64;
const TASKS = 10_000;
const ROUNDS = 3;
const KEYS = 128;
const WORK_ACCOUNTS = 1_000;
const AIM = { atLeast: 50, unit: ' %' };
/** A round that takes longer is counted as far as it came. */
const ROUND_MS_MAX = 30_000;
const WARM_UP_MS = 2_000;

type Round = { readonly tasks: number; readonly perSecond: number; readonly latenciesMs: Float64Array };
type Lane = { readonly name: string; readonly run: () => Promise<Round>; readonly rounds: Round[] };

/** One wallet that everybody spends from, and the same work spread over many. */
export async function benchWallet(staged: Staged): Promise<void> {
  const rows = [...(await createRows(staged)), ...(await workRows(staged))];
  printTable(
    `wallet on ${staged.places.kind}: rounds of ${TASKS.toLocaleString('en')} tasks, ${CONNECTIONS} at once, ${ROUNDS} rounds in turn, medians.`,
    ['', 'tasks', 'per second', 'p50 ms', 'p99 ms', 'of many', 'aim', 'reached'],
    rows,
  );
}

async function createRows(staged: Staged): Promise<readonly (readonly string[])[]> {
  const server = await startRivya(staged);
  const keys = await makeKeys(server, KEYS);
  const { url } = server;
  const lanes = [keys, keys.slice(0, 1)].map((own): Lane => {
    const plan = { url, connections: CONNECTIONS, next: creates(own), expectedStatus: 202 };
    const run = async () => {
      const result = await runLoad({ ...plan, durationMs: ROUND_MS_MAX, requestsMax: TASKS });
      return { ...result, tasks: result.latenciesMs.length };
    };
    return { name: own.length === 1 ? 'create, one wallet' : `create, ${KEYS} wallets`, run, rounds: [] };
  });
  await runLoad({ url, connections: CONNECTIONS, durationMs: WARM_UP_MS, next: creates(keys), expectedStatus: 202 });
  await runInTurn(lanes);
  await server.stop();
  return toRows(lanes);
}

async function workRows({ places }: Staged): Promise<readonly (readonly string[])[]> {
  const lanes: Lane[] = [];
  for (const accounts of [WORK_ACCOUNTS, 1]) {
    const place = await places.newPlace();
    await seed(place, accounts);
    const run = () => runWorker(place, { slots: CONNECTIONS, tasksMax: TASKS, forMs: ROUND_MS_MAX });
    const name = accounts === 1 ? 'claim + end, one wallet' : `claim + end, ${accounts.toLocaleString('en')} wallets`;
    lanes.push({ name, run, rounds: [] });
  }
  await runInTurn(lanes);
  return toRows(lanes);
}

async function seed(place: Place, accounts: number): Promise<void> {
  const { stores } = await openPlace(place);
  // One round more than is measured: what is in hand when a round ends is finished after it.
  const tasksEach = ((ROUNDS + 1) * TASKS) / accounts;
  await seedTasks(stores.db, { accounts, tasksEach, status: 'queued', queue: INSTANT });
  await stores.close();
}

async function runInTurn(lanes: readonly Lane[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { run, rounds } of lanes) rounds.push(await run());
  }
}

function toRows(lanes: readonly Lane[]): readonly (readonly string[])[] {
  const many = lanes[0]?.rounds ?? [];
  return lanes.map(({ name, rounds }, index) => {
    const at = (share: number) => median(rounds.map(({ latenciesMs }) => percentile(latenciesMs, share))).toFixed(2);
    const share = median(
      rounds.map(({ perSecond }, round) => (100 * perSecond) / (many[round]?.perSecond ?? Number.NaN)),
    );
    return [
      name,
      String(rounds.reduce((sum, { tasks }) => sum + tasks, 0)),
      median(rounds.map(({ perSecond }) => perSecond)).toFixed(0),
      ...[at(0.5), at(0.99)],
      `${share.toFixed(0)} %`,
      ...(index === 0 ? ['', ''] : judged(share, AIM)),
    ];
  });
}
