import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { Api, textOf } from './client.ts';
import { createAccount, type OwnServer, startServer, temporaryFolder, verifyLedger } from './harness.ts';

const ROUNDS = Number(process.env['RIVYA_CRASH_ROUNDS'] ?? '3');
const TASKS_PER_ROUND = 6;
/** How long the server lives on after a task has ended. */
const LIFE_MS_MAX = 60;
/** Generous: a machine that runs other specs too. */
const RESUMED_MS_MAX = 5_000;
const ARRIVED_MS_MAX = 60_000;
const PATHS = ['/one', '/two'] as const;
const env = { RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0', RIVYA_PRIVATE_NETWORK_ALLOWLIST: '127.0.0.0/8' };

/** How the receiver behaves until the server is killed; then it answers at once. */
const MOODS = ['silent', 'late', 'prompt'] as const;
type Mood = (typeof MOODS)[number];

/** A message that came in, when, and whether it was answered with success. */
type Message = {
  readonly path: string;
  readonly webhookId: string;
  readonly taskId: string;
  readonly status: string;
  readonly atMs: number;
  readonly isAnswered: boolean;
};

const messages: Message[] = [];
const secrets = new Map<string, string>();
let mood: Mood = 'prompt';
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => undefined);
  request.on('end', () => void take(request.url ?? '', request.headers, Buffer.concat(chunks).toString(), response));
});
const port = await new Promise<number>((resolve) => {
  receiver.listen(0, '127.0.0.1', () => {
    const address = receiver.address();
    resolve(address !== null && typeof address === 'object' ? address.port : 0);
  });
});
const dataFolder = temporaryFolder();
let server: OwnServer = await startServer({ dataFolder, env });
const { secret: key } = await createAccount(server, 1_000_000);
const refused: unknown[] = [];
const resumedMs: number[] = [];
after(async () => {
  await server.kill();
  receiver.closeAllConnections();
  receiver.close();
});

describe(`kill -9 between the end of a task and its deliveries, ${ROUNDS} rounds`, () => {
  test('every event arrives at every endpoint, and what was under way goes on within 5 s', {
    timeout: 120_000 + ROUNDS * 90_000,
  }, async (context) => {
    for (const path of PATHS) await createEndpoint(new Api(server.url, key), path);
    const tasks: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      mood = MOODS[round % MOODS.length] ?? 'prompt';
      const ids = await createTasks();
      tasks.push(...ids);
      await new Api(server.url, key).ended(textOf(ids[0]));
      await sleep(Math.random() * LIFE_MS_MAX);
      await restart();
      await arrived(tasks);
    }
    await eachIsToldAsItEnded(tasks);
    assert.deepEqual(refused, []);
    await verifyLedger(server);
    tell(context, tasks);
    assert.equal(await server.stop(), 0);
  });
});

async function createEndpoint(api: Api, path: string): Promise<void> {
  const json = { url: `http://127.0.0.1:${port}${path}`, name: path };
  const { status, text } = await api.request('POST', '/api/v1/webhooks', { json });
  assert.equal(status, 201, text);
  const made: { readonly signing_secret: string } = JSON.parse(text);
  secrets.set(path, made.signing_secret);
}

function createTasks(): Promise<string[]> {
  const api = new Api(server.url, key);
  const prompts = Array.from({ length: TASKS_PER_ROUND }, (_, index) => `A kite [[slow:${index / 50}]] [[fail]]`);
  return Promise.all(
    prompts.map((prompt) => api.accepted({ model: 'wan-2-7-image', prompt, params: { resolution: '1K' } })),
  );
}

/** Kills the server, starts it again and measures when it goes on with what nobody had answered. */
async function restart(): Promise<void> {
  await server.kill();
  mood = 'prompt';
  const known = messages.length;
  const begun = new Set(
    messages.filter(({ isAnswered }) => !isAnswered).map(({ webhookId, path }) => webhookId + path),
  );
  for (const { webhookId, path, isAnswered } of messages) if (isAnswered) begun.delete(webhookId + path);
  server = await startServer({ dataFolder, env });
  const readyAtMs = performance.now();
  if (begun.size === 0) return;
  const isResumed = ({ webhookId, path }: Message) => begun.has(webhookId + path);
  await until('what was under way goes on', RESUMED_MS_MAX, () => messages.slice(known).some(isResumed));
  const first = messages.slice(known).find(isResumed);
  resumedMs.push(Math.max(0, (first?.atMs ?? Number.NaN) - readyAtMs));
}

/** Waits until each task has been told to each endpoint. */
async function arrived(tasks: readonly string[]): Promise<void> {
  const isTold = (taskId: string, path: string) =>
    messages.some((message) => message.isAnswered && message.taskId === taskId && message.path === path);
  await until('everything arrives', ARRIVED_MS_MAX, () =>
    tasks.every((taskId) => PATHS.every((path) => isTold(taskId, path))),
  );
}

/** One event for each task, with the status the API tells; what came twice came under the same id. */
async function eachIsToldAsItEnded(tasks: readonly string[]): Promise<void> {
  const api = new Api(server.url, key);
  const idOf = new Map<string, string>();
  for (const { taskId, webhookId, status } of messages) {
    assert.equal(idOf.get(taskId) ?? webhookId, webhookId, `${taskId} was told under two ids`);
    idOf.set(taskId, webhookId);
    assert.equal(status, 'failed');
  }
  assert.deepEqual([...idOf.keys()].sort(), [...tasks].sort());
  for (const taskId of tasks) {
    const { status, text } = await api.get(`/api/v1/webhook-events/${idOf.get(taskId)}`);
    assert.equal(status, 200, text);
    const event: { readonly type: string; readonly data: { readonly id: string } } = JSON.parse(text);
    assert.deepEqual([event.type, event.data.id], ['generation.failed', taskId]);
  }
}

async function take(
  path: string,
  headers: NodeJS.Dict<string | readonly string[]>,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const atMs = performance.now();
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    new Webhook(secrets.get(path) ?? '').verify(body, sent);
  } catch (error) {
    refused.push(error);
  }
  const event: { readonly data: { readonly id: string; readonly status: string } } = JSON.parse(body);
  const isAnswered = mood !== 'silent';
  if (mood === 'late') await sleep(Math.random() * LIFE_MS_MAX);
  const webhookId = sent['webhook-id'] ?? '';
  messages.push({ path, webhookId, taskId: event.data.id, status: event.data.status, atMs, isAnswered });
  if (isAnswered) response.writeHead(204).end();
}

async function until(what: string, withinMs: number, isSo: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (!isSo()) {
    assert.ok(performance.now() < deadlineMs, `${what} within ${withinMs} ms; the server said: ${server.output()}`);
    await sleep(5);
  }
}

function tell(context: TestContext, tasks: readonly string[]): void {
  const again = messages.length - tasks.length * PATHS.length;
  const worstMs = Math.round(Math.max(0, ...resumedMs));
  context.diagnostic(
    `${tasks.length} tasks told to ${PATHS.length} endpoints, ${again} messages came again; ` +
      `${resumedMs.length} restarts had deliveries under way, which went on ${worstMs} ms after readiness at the latest`,
  );
}
