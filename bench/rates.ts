import { judged, median, percentile, printTable } from './figures.ts';
import { type LoadResult, runLoad } from './load.ts';
import { openPlace, type StoreKind } from './places.ts';
import { cpuUs } from './process-figures.ts';
import { CREATE_BODY, creates, polls, type Task } from './requests.ts';
import { callJson, type Key, makeKeys, type RivyaServer, startRivya, textIn } from './rivya-server.ts';
import { INSTANT, runWorker } from './run-worker.ts';
import { seedTasks } from './seed-tasks.ts';
import type { Staged } from './stage.ts';

const CONNECTIONS = [1, 16, 64, 256];
const ROUNDS = 3;
const ROUND_MS = 3_000;
const WARM_UP_CONNECTIONS = 64;
const KEYS = 128;
const POLLED_TASKS = 2_000;
const CREATES_AIM: Readonly<Record<StoreKind, number>> = { sqlite: 6_000, postgres: 4_000 };
/** Enough for every round of claims, whatever the machine. */
const QUEUED = { accounts: 1_000, tasksEach: 200, status: 'queued', queue: INSTANT } as const;

type Round = Pick<LoadResult, 'perSecond' | 'latenciesMs'> & { readonly busyShare?: number; readonly cpuUs?: number };
type Lane = {
  readonly name: string;
  readonly connections: number;
  readonly run: () => Promise<Round>;
  readonly rounds: Round[];
};

/** Durable creates, polls, and claims with the end of their tasks, by how many come at once. */
export async function benchRates(staged: Staged): Promise<void> {
  const lanes = [...(await requestLanes(staged)), ...(await workLanes(staged))];
  const best = Math.max(...lanes.filter(({ name }) => name === 'create').map(rateOf));
  printTable(
    `rates on ${staged.places.kind}: ${ROUNDS} interleaved rounds of ${ROUND_MS / 1000} s, medians. Requests of ${KEYS} accounts to the built server\n` +
      'over so many connections; claim + end: so many tasks in hand at once, from the claim until the end is committed.',
    ['', 'connections', 'per second', 'min–max', 'p50 ms', 'p99 ms', 'CPU µs', 'load'],
    lanes.map(toRow),
  );
  const [aim, isReached] = judged(best, { atLeast: CREATES_AIM[staged.places.kind], unit: ' creates/s' });
  console.log(`The best rate of creates is ${best.toFixed(0)}; aim ${aim}, reached: ${isReached}.`);
  console.log(
    'CPU µs: processor time of the server for each request. load: how busy the process is that makes the load.',
  );
}

async function requestLanes(staged: Staged): Promise<readonly Lane[]> {
  const server = await startRivya(staged);
  const keys = await makeKeys(server, KEYS);
  const nextPoll = polls(await queueTasks(server, keys));
  const lanesOf = (name: string, next: () => Uint8Array, expectedStatus: number): readonly Lane[] =>
    CONNECTIONS.map((connections) => {
      const run = () => fire(server, { connections, durationMs: ROUND_MS, next, expectedStatus });
      return { name, connections, run, rounds: [] };
    });
  const lanes = [...lanesOf('create', creates(keys), 202), ...lanesOf('poll', nextPoll, 200)];
  for (const { connections, run } of lanes) if (connections === WARM_UP_CONNECTIONS) await run();
  await runInTurn(lanes);
  await server.stop();
  return lanes;
}

async function runInTurn(lanes: readonly Lane[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { run, rounds } of lanes) rounds.push(await run());
  }
}

type Fire = { connections: number; durationMs: number; next: () => Uint8Array; expectedStatus: number };

async function fire(server: RivyaServer, plan: Fire): Promise<Round> {
  const beforeUs = cpuUs(server.pid);
  const result = await runLoad({ url: server.url, ...plan });
  return { ...result, cpuUs: (cpuUs(server.pid) - beforeUs) / result.latenciesMs.length };
}

async function queueTasks(server: RivyaServer, keys: readonly Key[]): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  const take = async (key: Key): Promise<void> => {
    for (let count = 0; count < POLLED_TASKS / KEYS; count += 1) {
      tasks.push({
        key,
        id: textIn(await callJson(`${server.url}/api/v1/generations`, key.secret, CREATE_BODY), 'id'),
      });
    }
  };
  await Promise.all(keys.map(take));
  return tasks;
}

async function workLanes(staged: Staged): Promise<readonly Lane[]> {
  const place = await staged.places.newPlace();
  const { stores } = await openPlace(place);
  await seedTasks(stores.db, QUEUED);
  await stores.close();
  const lanes = CONNECTIONS.map((slots): Lane => {
    const run = () => runWorker(place, { slots, tasksMax: Number.POSITIVE_INFINITY, forMs: ROUND_MS });
    return { name: 'claim + end', connections: slots, run, rounds: [] };
  });
  for (const { connections, run } of lanes) if (connections === WARM_UP_CONNECTIONS) await run();
  await runInTurn(lanes);
  return lanes;
}

function rateOf({ rounds }: Lane): number {
  return median(rounds.map(({ perSecond }) => perSecond));
}

function toRow(lane: Lane): readonly string[] {
  const { name, connections, rounds } = lane;
  const rates = rounds.map(({ perSecond }) => perSecond);
  const at = (share: number) => median(rounds.map(({ latenciesMs }) => percentile(latenciesMs, share))).toFixed(2);
  const optional = (values: readonly (number | undefined)[], scale: number, unit: string): string => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? '' : `${(scale * median(known)).toFixed(0)}${unit}`;
  };
  return [
    name,
    String(connections),
    rateOf(lane).toFixed(0),
    `${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)}`,
    ...[at(0.5), at(0.99)],
    optional(
      rounds.map(({ cpuUs }) => cpuUs),
      1,
      '',
    ),
    optional(
      rounds.map(({ busyShare }) => busyShare),
      100,
      ' %',
    ),
  ];
}
