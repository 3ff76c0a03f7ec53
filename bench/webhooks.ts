import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './child.ts';
import { openDiskFloor } from './disk-floor.ts';
import { judged, percentile, printTable } from './figures.ts';
import { callJson, type Key, makeKeys, type RivyaServer, startRivya, textIn } from './rivya-server.ts';
import type { Staged } from './stage.ts';
import { callTimed } from './timed-call.ts';
import { type Arrival, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const AIM = { atMost: 15, unit: ' ms' };
const WARM_UP_TASKS = 30;
const TASKS = 200;
/** Between two tasks; never in step with a timer. */
const PAUSE_MS = { min: 60, max: 90 };

const ACCOUNTS = 50;
const ENDPOINTS_EACH = 20;
/** Without a dead one and with one, in turn. */
const ROUNDS = 3;
/** Longer than an attempt at a receiver that does not answer. */
const ROUND_MS = 20_000;
/** Each task is told to twenty endpoints. */
const TASK_EVERY_MS = 200;
const LAST_ARRIVALS_MS = 2_000;
/** The painter refuses it at once: what is measured begins at the end of a task. */
const BODY = { model: 'wan-2-7-image', prompt: 'A teapot [[fail]]', params: { resolution: '1K' } };

type Row = readonly string[];
type Place = { readonly server: RivyaServer; readonly receiver: WebhookReceiver };

/** How soon a receiver hears that a task ended: alone, and as one of a thousand of which one does not answer. */
export async function benchWebhooks(staged: Staged): Promise<void> {
  const rows = [...(await aloneRows(staged)), ...(await crowdRows(staged))];
  printTable(
    'webhooks: from the end of a task, before that is on the disk, until a receiver on this machine has the event.\n' +
      `One endpoint: a task every ${PAUSE_MS.min} to ${PAUSE_MS.max} ms. A thousand: a task every ${TASK_EVERY_MS} ms, told to 20 endpoints.`,
    ['', 'deliveries', 'p50 ms', 'p95 ms', 'p99 ms', 'aim', 'reached'],
    rows,
  );
}

async function aloneRows(staged: Staged): Promise<readonly Row[]> {
  return await withServer(staged, async ({ server, receiver }) => {
    const floor = openDiskFloor();
    const [key = { secret: '' }] = await makeKeys(server, 1);
    await createEndpoint(server, key, `${receiver.url}/`);
    const [latencies, commits]: [number[], number[]] = [[], []];
    for (let count = 0; count < WARM_UP_TASKS + TASKS; count += 1) {
      await pause(PAUSE_MS.min + Math.random() * (PAUSE_MS.max - PAUSE_MS.min));
      const commitAlone = floor.commit();
      await runTask(server, key);
      const [arrival] = await arrivals(receiver, 1);
      if (count < WARM_UP_TASKS || arrival === undefined) continue;
      latencies.push(arrival.latencyMs);
      commits.push(commitAlone);
    }
    floor.close();
    return [row('one endpoint', latencies, AIM), row('  one commit alone', commits)];
  });
}

async function crowdRows(staged: Staged): Promise<readonly Row[]> {
  return await withServer(staged, async (place) => {
    const keys = await makeKeys(place.server, ACCOUNTS);
    const crowd: Endpoint[] = [];
    for (const [index, key] of keys.entries()) crowd.push(...(await createEndpoints(place, key, index)));
    await load(place, keys, ROUND_MS / 4);
    const [before, after]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      before.push(...latenciesOf(await load(place, keys, ROUND_MS)));
      const dead = crowd[round * ENDPOINTS_EACH];
      if (dead === undefined) continue;
      place.receiver.silence(dead.path);
      const others = (await load(place, keys, ROUND_MS)).filter(({ path }) => path !== dead.path);
      after.push(...latenciesOf(others));
      await disable(place.server, dead);
    }
    return [row('1,000 endpoints, all answering', before), row('1,000 endpoints, one silent: the others', after)];
  });
}

type Endpoint = { readonly id: string; readonly path: string; readonly key: Key };

/** A task of one account after the other, each told to all endpoints of its account. */
async function load({ server, receiver }: Place, keys: readonly Key[], forMs: number): Promise<readonly Arrival[]> {
  receiver.takeArrivals();
  const untilMs = performance.now() + forMs;
  for (let count = 0; performance.now() < untilMs; count += 1) {
    const key = keys[count % keys.length];
    if (key !== undefined) await runTask(server, key);
    await pause(TASK_EVERY_MS * (0.75 + Math.random() / 2));
  }
  await pause(LAST_ARRIVALS_MS);
  return receiver.takeArrivals();
}

async function runTask(server: Child, { secret }: Key): Promise<void> {
  await callTimed(`${server.url}/api/v1/generations`, secret, BODY);
}

/** Waits for what arrives; only what there is within ten seconds. */
async function arrivals(receiver: WebhookReceiver, count: number): Promise<readonly Arrival[]> {
  const found: Arrival[] = [];
  const untilMs = performance.now() + 10_000;
  while (found.length < count && performance.now() < untilMs) {
    found.push(...receiver.takeArrivals());
    await pause(1);
  }
  if (found.length < count) throw new Error('an event did not arrive within ten seconds.');
  return found;
}

async function createEndpoints({ server, receiver }: Place, key: Key, account: number): Promise<readonly Endpoint[]> {
  const paths = Array.from({ length: ENDPOINTS_EACH }, (_, index) => `/${account}/${index}`);
  return await Promise.all(
    paths.map(async (path) => ({ id: await createEndpoint(server, key, `${receiver.url}${path}`), path, key })),
  );
}

async function createEndpoint({ url }: Child, { secret }: Key, hookUrl: string): Promise<string> {
  return textIn(await callJson(`${url}/api/v1/webhooks`, secret, { name: 'bench', url: hookUrl }), 'id');
}

/** Its backlog would come as soon as it answers again. */
async function disable({ url }: Child, { id, key }: Endpoint): Promise<void> {
  const headers = { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ status: 'disabled' });
  const response = await fetch(`${url}/api/v1/webhooks/${id}`, { method: 'PATCH', headers, body });
  if (!response.ok) throw new Error(`an endpoint could not be disabled: ${await response.text()}`);
  await response.arrayBuffer();
}

async function withServer<Result>(staged: Staged, work: (place: Place) => Promise<Result>): Promise<Result> {
  const receiver = await startWebhookReceiver();
  const server = await startRivya(staged, { isPainting: true, reachesThisMachine: true });
  try {
    return await work({ server, receiver });
  } finally {
    await receiver.close();
    await server.stop();
  }
}

function latenciesOf(found: readonly Arrival[]): readonly number[] {
  return found.map(({ latencyMs }) => latencyMs);
}

function row(name: string, values: readonly number[], aim?: { atMost: number; unit: string }): Row {
  const sorted = Float64Array.from(values).sort();
  const [p50 = Number.NaN, ...rest] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
  const cells = [p50, ...rest].map((value) => value.toFixed(1));
  return [name, String(values.length), ...cells, ...(aim === undefined ? ['', ''] : judged(p50, aim))];
}
