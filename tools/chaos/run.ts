import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DashscopeFaultAt, startDashscopeSimulator, startS3Simulator } from '@rivya/simulator';
import { runCommand } from '../../acceptance/harness.ts';
import { startPostgres } from '../postgres-server.ts';
import { type Counts, Process, randomFrom, strike } from './processes.ts';

/**
 * `npm run chaos [-- TASKS SEED]`: two processes for the API and three workers on PostgreSQL and S3, an upstream with
 * faults, and every 200 ms one process is killed, paused or started; a worker is paused past its tenure and PostgreSQL is
 * restarted once. Ends with a table, and with exit code 1 when a task was lost, a picture bought twice, a limit exceeded
 * or the ledger is wrong.
 */
const TASKS = Number(process.argv[2] ?? '2000');
const SEED = Number(process.argv[3] ?? '7');
const PRICE = 5;
const EVERY_MS = 200;
/** Two minutes of it, however quickly the creates are answered. */
const STRIKES_MIN = 600;
const CREATES_AT_ONCE = 16;
const CALM_MS_MAX = 15 * 60_000;
const LONG_PAUSE_MS = 20_000;
const TOKEN = 'chaos-admin-token-chaos';
const LIMITS = { submitsPerSecond: 40, tasksInProcess: 120, queriesPerSecond: 40 };

const FAULTS: readonly DashscopeFaultAt[] = [
  { operation: 'submit', fault: { kind: 'error', code: 'InternalError' } },
  { operation: 'submit', fault: { kind: 'html', status: 502 } },
  { operation: 'submit', fault: { kind: 'reset_before' } },
  { operation: 'submit', fault: { kind: 'reset_after' } },
  { operation: 'submit', fault: { kind: 'accepted_but', status: 503 } },
  { operation: 'query', fault: { kind: 'html', status: 502 } },
  { operation: 'list', fault: { kind: 'html', status: 504 } },
  { operation: 'outcome', fault: { kind: 'failed', code: 'InternalError.Algo' } },
  { operation: 'outcome', fault: { kind: 'moderated' } },
  { operation: 'result', fault: { kind: 'truncated' } },
];

const random = randomFrom(SEED);
const folder = mkdtempSync(join(tmpdir(), 'rivya-chaos-'));
const upstream = await startDashscopeSimulator({ ...LIMITS, submitsPerSecond: 60 });
const bucket = await startS3Simulator();
const postgres = await startPostgres({ isDurable: true });
const ports = [await freePort(), await freePort()];
const base = `http://127.0.0.1:${ports[0]}`;
const configPath = join(folder, 'rivya.json');
writeFileSync(configPath, JSON.stringify({ engines: { dashscope: { limits: LIMITS } } }));
const env = {
  PATH: process.env['PATH'] ?? '',
  RIVYA_LOG_LEVEL: 'warn',
  RIVYA_DATABASE_URL: postgres.url,
  RIVYA_SECRET: 'chaos-secret-chaos-secret-chaos-secret',
  RIVYA_ADMIN_TOKEN: TOKEN,
  RIVYA_PUBLIC_URL: base,
  RIVYA_CONFIG: configPath,
  RIVYA_PRIVATE_NETWORK_ALLOWLIST: '127.0.0.0/8',
  RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0',
  RIVYA_RATE_LIMIT_READS_PER_MINUTE: '0',
  RIVYA_S3_ENDPOINT: bucket.endpoint,
  RIVYA_S3_BUCKET: bucket.bucket,
  RIVYA_S3_ACCESS_KEY_ID: bucket.accessKeyId,
  RIVYA_S3_SECRET_ACCESS_KEY: bucket.secretAccessKey,
  DASHSCOPE_API_KEY: upstream.key,
  DASHSCOPE_BASE_URL: upstream.baseUrl,
};
const operator = { RIVYA_URL: base, RIVYA_ADMIN_TOKEN: TOKEN };
const [firstApi, ...others] = [
  ...ports.map((port, index) => newProcess(`api-${index + 1}`, 'api', port)),
  ...[1, 2, 3].map((number) => newProcess(`worker-${number}`, 'worker', 0)),
];
if (firstApi === undefined) throw new Error('There is no process.');
const processes = [firstApi, ...others];

const counts: Counts = { killed: 0, paused: 0, continued: 0, started: 0 };
const problems: string[] = [];
try {
  firstApi.start();
  await ready(base);
  for (const one of others) one.start();
  const key = await openAccount();
  upstream.injectRandomly({ seed: SEED, rate: 0.05, faults: FAULTS });
  const startedMs = Date.now();
  const ids = await underChaos(key);
  const chaosMs = Date.now() - startedMs;
  // Every submit in doubt holds up the next for half a minute: the rest of the way is as rough as a bad ordinary day.
  upstream.injectRandomly({ seed: SEED + 1, rate: 0.01, faults: FAULTS });
  await calm();
  const ends = await endsOf(key, ids);
  await judge(ends, { chaosMs, calmMs: Date.now() - startedMs - chaosMs });
} finally {
  await Promise.all(processes.map((one) => one.end()));
  await Promise.all([upstream.close(), bucket.close(), postgres.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`PROBLEM: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);

function newProcess(name: string, role: string, port: number): Process {
  return new Process(name, ['--role', role, '--port', String(port), '--data', join(folder, name)], env);
}

/** All creates, sent again with their keys until they are answered, while processes come and go. */
async function underChaos(key: string): Promise<readonly string[]> {
  const timer = setInterval(() => strike(processes, random, counts), EVERY_MS);
  const longPause = setTimeout(() => void pauseForLong(), 10_000);
  const restart = setTimeout(() => void postgres.restart(), 20_000);
  const ids: string[] = [];
  let next = 0;
  const send = async () => {
    for (let index = next++; index < TASKS; index = next++) ids[index] = await create(key, index);
  };
  await Promise.all(Array.from({ length: CREATES_AT_ONCE }, send));
  // At least long enough for everything that is to happen.
  while (counts.killed + counts.paused + counts.continued + counts.started < STRIKES_MIN) await sleep(EVERY_MS);
  clearInterval(timer);
  clearTimeout(longPause);
  clearTimeout(restart);
  return ids;
}

/** Longer than a tenure and a lease: others take its work over, and then it goes on as if nothing had happened. */
async function pauseForLong(): Promise<void> {
  const worker = processes.find(({ name, state }) => name.startsWith('worker') && state === 'running');
  if (worker === undefined) return void setTimeout(() => void pauseForLong(), 500);
  worker.sparedUntilMs = Date.now() + LONG_PAUSE_MS;
  worker.pause();
  counts.paused += 1;
  await sleep(LONG_PAUSE_MS);
  worker.goOn();
  counts.continued += 1;
}

async function calm(): Promise<void> {
  for (const one of processes) {
    one.sparedUntilMs = Number.POSITIVE_INFINITY;
    if (one.state === 'dead') one.start();
    else one.goOn();
  }
  await ready(base);
}

async function create(key: string, index: number): Promise<string> {
  for (;;) {
    const port = ports[Math.floor(Math.random() * ports.length)];
    const body = { model: 'wan-2-7-image', prompt: `chaos ${index}`, params: { resolution: '1K' } };
    const answer = await call(`http://127.0.0.1:${port}/api/v1/generations`, key, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `chaos-${SEED}-${index}` },
      body: JSON.stringify(body),
    });
    if (answer?.status === 202) return String(answer.body['id']);
    if (answer !== undefined && answer.status < 500) problems.push(`a create was refused: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

type End = { readonly id: string; readonly status: string; readonly index: number };

async function endsOf(key: string, ids: readonly string[]): Promise<readonly End[]> {
  const deadline = Date.now() + CALM_MS_MAX;
  const ends: End[] = [];
  for (const [index, id] of ids.entries()) {
    let status = 'unknown';
    while (status !== 'succeeded' && status !== 'failed' && Date.now() < deadline) {
      const answer = await call(`${base}/api/v1/generations/${id}?wait=20`, key);
      status = String(answer?.body['status']);
      if (answer?.status === 404) problems.push(`${id} was acknowledged and is not there`);
      if (answer === undefined) await sleep(200);
    }
    ends.push({ id, status, index });
  }
  return ends;
}

async function judge(ends: readonly End[], { chaosMs, calmMs }: { chaosMs: number; calmMs: number }): Promise<void> {
  const succeeded = ends.filter(({ status }) => status === 'succeeded');
  const open = ends.filter(({ status }) => status !== 'succeeded' && status !== 'failed');
  const billedOf = Map.groupBy(
    upstream.tasks().filter(({ imageCount }) => imageCount > 0),
    ({ prompt }) => prompt,
  );
  const twice = [...billedOf].filter(([, tasks]) => tasks.length > 1).map(([prompt]) => prompt);
  const { refusedForLimits, tasksInProcessMax } = upstream.observed();
  const ledger = await runCommand(['ledger', 'verify', '--json'], operator);
  const incidents = await runCommand(['incidents', '--limit', '1000', '--json'], operator);
  if (new Set(ends.map(({ id }) => id)).size !== TASKS) problems.push('two creates have one task');
  if (open.length > 0) problems.push(`${open.length} tasks did not end, such as ${open[0]?.id}`);
  if (twice.length > 0) problems.push(`bought twice: ${twice.join(', ')}`);
  if (refusedForLimits > 0) problems.push(`${refusedForLimits} calls were beyond the limits`);
  if (tasksInProcessMax > LIMITS.tasksInProcess) problems.push(`${tasksInProcessMax} tasks in process`);
  if (ledger.exitCode !== 0) problems.push(`the ledger is wrong: ${ledger.stdout}${ledger.stderr}`);
  const unbilled = succeeded.filter(({ index }) => !billedOf.has(`chaos ${index}`));
  if (unbilled.length > 0) problems.push(`${unbilled.length} succeeded without a picture of their own`);
  console.table({
    tasks: TASKS,
    succeeded: succeeded.length,
    'failed, released': ends.length - succeeded.length - open.length,
    billed: upstream.billed(),
    incidents: JSON.parse(incidents.stdout).data?.length ?? incidents.stdout,
    ...counts,
    'faults met': Object.values(upstream.struck()).reduce((sum, count) => sum + count, 0),
    'tasks in process, most': tasksInProcessMax,
    'chaos, s': Math.round(chaosMs / 1_000),
    'calm until all ended, s': Math.round(calmMs / 1_000),
    seed: SEED,
    price: PRICE,
  });
}

async function openAccount(): Promise<string> {
  const account = await command('accounts', 'create', 'chaos');
  await command('credits', 'grant', String(account['id']), String(TASKS * PRICE));
  return String((await command('keys', 'create', '--account', String(account['id'])))['secret']);
}

async function command(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await runCommand([...args, '--json'], operator);
  if (exitCode !== 0) throw new Error(`rivya ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout);
}

async function call(url: string, key: string, init: RequestInit = {}) {
  try {
    const headers = { ...init.headers, authorization: `Bearer ${key}` };
    const answer = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(25_000) });
    const body: Record<string, unknown> = JSON.parse(await answer.text());
    return { status: answer.status, body };
  } catch {
    return undefined;
  }
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const isReady = await fetch(`${url}/readyz`).then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(`${url} did not become ready: ${processes.map(({ output }) => output.join('')).join('')}`);
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === 'string' ? 0 : address.port));
    });
  });
}
