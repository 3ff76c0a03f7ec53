import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { judged, median, percentile, printTable } from './figures.ts';
import { type LoadResult, runLoad } from './load.ts';
import type { Place } from './places.ts';
import { cpuUs } from './process-figures.ts';
import { CREATE_BODY, creates, polls, type Task } from './requests.ts';
import { callJson, type Key, makeKeys, startRivya, textIn } from './rivya-server.ts';
import type { Staged } from './stage.ts';

/** One kind of request to one server. */
type Lane = {
  readonly name: string;
  readonly server: Child;
  readonly status: number;
  readonly next: () => Uint8Array;
  readonly target?: { readonly atLeast?: number; readonly atMost?: number; readonly unit: string };
};
/** `cpuUs`: processor time of the server for one request; unlike the rate, little moved by what else the machine does. */
type Round = LoadResult & { readonly cpuUs: number };
type Measured = { readonly lane: Lane; readonly rounds: readonly Round[] };

const ROUNDS = 3;
const ROUND_MS = 3_000;
const ROUND_AT_ONE_MS = 1_500;
const WARM_UP_MS = 1_000;
const CONNECTIONS = 64;
const KEYS = 128;
const QUEUED_TASKS = 2_000;
const PAINTED_TASKS = 8;
const BARE_POST = 'bare Fastify POST';
const BARE_GET = 'bare Fastify GET';

/** Durable creates and polls beside a bare route in the same run, round by round. */
export async function benchHttp(staged: Staged): Promise<void> {
  const place = await staged.places.newPlace();
  const painted = await paintTasks(staged, place);
  const rivya = await startRivya(staged, { place });
  const bare = await startChild([join(import.meta.dirname, 'bare-server.ts')], {});
  const keys = await makeKeys(rivya, KEYS);
  const queued = await queueTasks(rivya.url, keys);

  const lanes = lanesOf(rivya, bare, { keys, queued, painted });
  printThroughput(await measure(lanes, CONNECTIONS, ROUND_MS));
  printLatency(
    await measure(
      lanes.filter(({ name }) => !name.includes('create, one key')),
      1,
      ROUND_AT_ONE_MS,
    ),
  );
  await Promise.all([rivya.stop(), bare.stop()]);
}

type Material = { readonly keys: readonly Key[]; readonly queued: readonly Task[]; readonly painted: readonly Task[] };

function lanesOf(rivya: Child, bare: Child, { keys, queued, painted }: Material): readonly Lane[] {
  const create = { server: rivya, status: 202, target: { atLeast: 45, unit: ' %' } };
  const poll = { server: rivya, status: 200, target: { atLeast: 70, unit: ' %' } };
  return [
    { name: BARE_POST, server: bare, status: 202, next: creates(keys) },
    { name: `create, ${KEYS} accounts`, ...create, next: creates(keys) },
    { name: 'create, with Idempotency-Key', ...create, next: creates(keys, { isIdempotent: true }) },
    { name: 'create, one key', ...create, next: creates(keys.slice(0, 1)) },
    { name: BARE_GET, server: bare, status: 200, next: polls(queued) },
    { name: 'poll, queued task', ...poll, next: polls(queued) },
    { name: 'poll, succeeded task', ...poll, next: polls(painted) },
  ];
}

/** Tasks that are done, with pictures: made by a server that paints and stops afterwards. */
async function paintTasks(staged: Staged, place: Place): Promise<readonly Task[]> {
  const server = await startRivya(staged, { place, isPainting: true });
  const keys = await makeKeys(server, PAINTED_TASKS);
  const body = { ...CREATE_BODY, params: { resolution: '1K' } };
  const path = `${server.url}/api/v1/generations`;
  const tasks = await Promise.all(
    keys.map(async (key) => ({ key, id: textIn(await callJson(path, key.secret, body), 'id') })),
  );
  for (const { key, id } of tasks) {
    const task = await callJson(`${path}/${id}?wait=60`, key.secret);
    if (textIn(task, 'status') !== 'succeeded') throw new Error(`a picture was not painted: ${JSON.stringify(task)}`);
  }
  await server.stop();
  return tasks;
}

/** Tasks that wait in the queue, spread over all keys; making them warms the server up. */
async function queueTasks(url: string, keys: readonly Key[]): Promise<readonly Task[]> {
  const path = `${url}/api/v1/generations`;
  const tasks: Task[] = [];
  const take = async (key: Key): Promise<void> => {
    for (let count = 0; count < QUEUED_TASKS / KEYS; count += 1) {
      tasks.push({ key, id: textIn(await callJson(path, key.secret, CREATE_BODY), 'id') });
    }
  };
  await Promise.all(keys.map(take));
  return tasks;
}

/** All lanes in turn, several times: what disturbs one round disturbs neighbours, which the ratios compare, alike. */
async function measure(lanes: readonly Lane[], connections: number, durationMs: number): Promise<readonly Measured[]> {
  const fire = (lane: Lane, forMs: number) => fireAt(lane, connections, forMs);
  if (connections > 1) for (const lane of lanes) await fire(lane, WARM_UP_MS);
  const rounds: Round[][] = lanes.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, lane] of lanes.entries()) rounds[index]?.push(await fire(lane, durationMs));
  }
  return lanes.map((lane, index) => ({ lane, rounds: rounds[index] ?? [] }));
}

async function fireAt({ server, next, status }: Lane, connections: number, durationMs: number): Promise<Round> {
  const beforeUs = cpuUs(server.pid);
  const result = await runLoad({ url: server.url, connections, durationMs, next, expectedStatus: status });
  return { ...result, cpuUs: (cpuUs(server.pid) - beforeUs) / result.latenciesMs.length };
}

function printThroughput(all: readonly Measured[]): void {
  const post = all.find(({ lane }) => lane.name === BARE_POST)?.rounds ?? [];
  const get = all.find(({ lane }) => lane.name === BARE_GET)?.rounds ?? [];
  printTable(
    `http: ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${ROUND_MS / 1000} s, medians. Durable creates ` +
      '(on the disk before the answer):\nkey checked, credits reserved, task queued. Rate limits off; the engine is paused ' +
      '(concurrency 0), so that nothing is painted beside.',
    ['', 'req/s', 'min–max', 'of bare POST', 'of bare GET', 'p50 ms', 'p99 ms', 'CPU µs', 'target', 'reached', 'load'],
    all.map(({ lane, rounds }) => {
      const rates = rounds.map(({ perSecond }) => perSecond);
      const ofPost = ratio(rounds, post);
      return [
        lane.name,
        whole(median(rates)),
        `${whole(Math.min(...rates))}–${whole(Math.max(...rates))}`,
        `${whole(ofPost)} %`,
        `${whole(ratio(rounds, get))} %`,
        ...latencies(rounds),
        whole(median(rounds.map((round) => round.cpuUs))),
        ...(lane.target === undefined ? ['', ''] : judged(ofPost, lane.target)),
        `${whole(100 * median(rounds.map(({ busyShare }) => busyShare)))} %`,
      ];
    }),
  );
  console.log(
    'Targets are shares of the bare POST. CPU µs: processor time of the server for each request. load: how busy the\n' +
      'process is that makes the load; near 100 % it would be what is measured.',
  );
}

/** The median of what each round reached of the round beside it, in per cent. */
function ratio(rounds: readonly Round[], base: readonly Round[]): number {
  return median(rounds.map(({ perSecond }, index) => (100 * perSecond) / (base[index]?.perSecond ?? Number.NaN)));
}

function printLatency(all: readonly Measured[]): void {
  printTable(
    `http: one connection, ${ROUNDS} interleaved rounds of ${ROUND_AT_ONE_MS / 1000} s, medians.`,
    ['', 'req/s', 'p50 ms', 'p99 ms', 'target', 'reached'],
    all.map(({ lane, rounds }) => {
      const [p50, p99] = latencies(rounds);
      const isCreate = lane.name.startsWith('create');
      const verdict = isCreate ? judged(Number(p50), { atMost: 1.5, unit: ' ms' }) : ['', ''];
      return [lane.name, whole(median(rounds.map(({ perSecond }) => perSecond))), p50, p99, ...verdict];
    }),
  );
}

function latencies(rounds: readonly Round[]): [p50: string, p99: string] {
  const at = (share: number): string => median(rounds.map((round) => percentile(round.latenciesMs, share))).toFixed(2);
  return [at(0.5), at(0.99)];
}

function whole(value: number): string {
  return value.toFixed(0);
}
