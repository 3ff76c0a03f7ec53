import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type Body, textOf } from './client.ts';
import { createAccount, type OwnServer, startServer, temporaryFolder, verifyLedger } from './harness.ts';
import { png } from './sample-files.ts';

const ROUNDS = Number(process.env['RIVYA_CRASH_ROUNDS'] ?? '3');
const CALLERS = 4;
const LIFE_MS_MIN = 150;
const LIFE_MS_MAX = 1_500;
const PRICE = 5;
const GRANT = 1_000_000;
/** Mostly quick endings, so that settling, painting and waiting are all hit; the mix is fixed, the moments are not. */
const PROMPTS = [
  'A kite [[fail]]',
  'A kite [[reject]]',
  'A castle',
  'A kite [[slow:0.2]] [[fail]]',
  'A kite [[fail]]',
  'A kite [[slow:1]]',
  'A kite [[fail]]',
  'A kite [[slow:0.5]] [[reject]]',
];

type Sent = { readonly key: string; readonly request: object };
type Acknowledged = Sent & { readonly id: string; readonly text: string };

const dataFolder = temporaryFolder();
let server: OwnServer = await startServer({ dataFolder, env: { RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0' } });
const { secret } = await createAccount(server, GRANT);
const acknowledged: Acknowledged[] = [];
/** Creates whose answer never came: only asking again tells what became of them. */
let unanswered: Sent[] = [];
const files: string[] = [];
const cancelled = new Set<string>();
let requests = 0;
after(() => server.kill());

describe(`kill -9 at random moments, ${ROUNDS} rounds`, () => {
  test('every acknowledged write is there after every restart', {
    timeout: 60_000 + ROUNDS * 60_000,
  }, async (context) => {
    let retried = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const known = acknowledged.length;
      await runAndKill(LIFE_MS_MIN + Math.random() * (LIFE_MS_MAX - LIFE_MS_MIN));
      server = await startServer({ dataFolder, env: { RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0' } });
      const api = new Api(server.url, secret);
      await verifyLedger(server);
      for (const { id, key, request, text } of acknowledged.slice(known)) {
        assert.equal((await api.get(`/api/v1/generations/${id}`)).status, 200, `${id} is lost`);
        const replay = await api.create(request, { 'idempotency-key': key });
        assert.equal(replay.status, 202, replay.text);
        assert.equal(replay.text, text);
        assert.equal(replay.headers.get('idempotent-replayed'), 'true');
      }
      for (const sent of unanswered) await retry(api, sent);
      retried += unanswered.length;
      unanswered = [];
      for (const id of files) await readBack(api, id);
    }
    assert.ok(acknowledged.length >= ROUNDS, `only ${acknowledged.length} tasks were acknowledged`);
    context.diagnostic(`${acknowledged.length} tasks acknowledged, ${retried} creates cut off and sent again`);
  });

  test('in the end every task has ended, rightly, and has been paid or released once', {
    timeout: 600_000,
  }, async () => {
    const api = new Api(server.url, secret);
    const tasks = await drained(api);
    const ids = new Set(tasks.map(({ id }) => id));
    for (const { id } of acknowledged) assert.ok(ids.has(id), `${id} is lost`);
    for (const id of cancelled) assert.equal(tasks.find((task) => task.id === id)?.error?.code, 'cancelled');
    const succeeded = tasks.filter(({ status }) => status === 'succeeded');
    for (const task of succeeded) {
      const media = await api.get(textOf(task.result?.primary_url));
      assert.equal(media.status, 200);
      assert.equal(media.bytes.length, task.result?.items[0]?.size_bytes);
    }
    assert.equal(await api.balance(), GRANT - PRICE * succeeded.length);
    for (const { status, final_credits } of tasks) assert.equal(final_credits, status === 'succeeded' ? PRICE : 0);
    await verifyLedger(server);
    assert.equal(await server.stop(), 0);
  });
});

/** Lets callers work for a while, then ends the server under their hands. */
async function runAndKill(lifeMs: number): Promise<void> {
  const life = new AbortController();
  const callers = Array.from({ length: CALLERS }, () => call(server.url, life.signal));
  await sleep(lifeMs);
  await server.kill();
  life.abort();
  await Promise.all(callers);
}

async function call(url: string, signal: AbortSignal): Promise<void> {
  const api = new Api(url, secret);
  while (!signal.aborted) {
    try {
      await step(api);
    } catch (error) {
      // The connection broke under the request, which is what this is about; a failed assertion is not.
      if (error instanceof assert.AssertionError) throw error;
      return;
    }
  }
}

async function step(api: Api): Promise<void> {
  requests += 1;
  const number = requests;
  const key = `crash-${number}`;
  const prompt = PROMPTS[number % PROMPTS.length];
  const request = { model: 'wan-2-7-image', prompt, params: { resolution: '1K' }, client_request_id: key };
  const sent = { key, request };
  unanswered.push(sent);
  const answer = await api.create(request, { 'idempotency-key': key });
  unanswered = unanswered.filter((one) => one !== sent);
  assert.equal(answer.status, 202, answer.text);
  const id = textOf(answer.body.id);
  acknowledged.push({ id, key, request, text: answer.text });
  if (number % 7 === 0) {
    const upload = await api.upload(png(16, 16), { kind: 'image' });
    assert.equal(upload.status, 201, upload.text);
    files.push(textOf(upload.body.id));
  }
  // Most pictures are cancelled again, so that draining takes seconds and cancelling is hit as well.
  if (number % 3 !== 0 && (await api.cancel(id)).status === 200) cancelled.add(id);
  await sleep(20);
}

/** Sends a create again whose answer was cut off: whether or not the first one was taken, there is one task. */
async function retry(api: Api, { key, request }: Sent): Promise<void> {
  const answer = await api.create(request, { 'idempotency-key': key });
  assert.equal(answer.status, 202, answer.text);
  acknowledged.push({ id: textOf(answer.body.id), key, request, text: answer.text });
  const made = (await api.get(`/api/v1/generations?client_request_id=${key}`)).body.data ?? [];
  assert.deepEqual(
    made.map(({ id }) => id),
    [answer.body.id],
  );
}

async function readBack(api: Api, fileId: string): Promise<void> {
  const { status, body } = await api.get(`/api/v1/files/${fileId}`);
  assert.equal(status, 200, `${fileId} is lost`);
  const media = await api.get(textOf(body.url));
  assert.equal(media.status, 200);
  assert.equal(media.bytes.length, body.size_bytes);
}

/** Cancels what still waits behind the first few, then reads every task once all have ended. */
async function drained(api: Api): Promise<readonly Body[]> {
  const deadline = Date.now() + 540_000;
  for (let waiting = await withStatus(api, 'queued'); waiting.length > 20; waiting = await withStatus(api, 'queued')) {
    for (const { id } of waiting.slice(0, -20)) {
      const answer = await api.cancel(textOf(id));
      if (answer.status === 200) cancelled.add(textOf(id));
    }
  }
  for (;;) {
    const [queued, processing] = await Promise.all([withStatus(api, 'queued'), withStatus(api, 'processing')]);
    if (queued.length + processing.length === 0) return await withStatus(api);
    assert.ok(Date.now() < deadline, `${queued.length} queued and ${processing.length} running tasks never end`);
    await sleep(200);
  }
}

async function withStatus(api: Api, status?: string): Promise<readonly Body[]> {
  const filter = status === undefined ? '' : `&status=${status}`;
  const tasks: Body[] = [];
  let cursor: string | null | undefined = '';
  while (typeof cursor === 'string') {
    const page: Body = (
      await api.get(`/api/v1/generations?limit=100${filter}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).body;
    tasks.push(...(page.data ?? []));
    cursor = page.next_cursor;
  }
  return tasks;
}
