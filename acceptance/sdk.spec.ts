import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Fetch, GenerationFailedError, RivyaClient } from '../packages/sdk/src/index.ts';
import { createAccount, openTarget, startServer, temporaryFolder, verifyLedger } from './harness.ts';
import { png } from './sample-files.ts';

const REQUEST = { model: 'wan-2-7-image-pro', prompt: 'A kite', params: { resolution: '1K', seed: 7 } } as const;

const target = await openTarget();
after(() => target.close());
const account = await createAccount(target, 200);
const client = new RivyaClient({ baseURL: target.url, apiKey: account.secret });

/** The runtime's `fetch`, except that some answers never arrive although the server gave them. */
function losing(isLost: (call: number, method: string) => boolean) {
  const methods: string[] = [];
  const lossy: Fetch = async (url, init) => {
    methods.push(init.method);
    const response = await fetch(url, init);
    if (!isLost(methods.length, init.method)) return response;
    await response.arrayBuffer();
    throw new TypeError('terminated');
  };
  return { lossy, methods };
}

describe('the story of an integrator', () => {
  test('a reference from disk, a price, a picture, its bytes and its line in the ledger', async () => {
    const path = join(temporaryFolder(), 'reference-image.png');
    writeFileSync(path, png(320, 200));
    const sent: number[] = [];
    const { url, kind, name, size_bytes } = await client.files.upload(
      { file: path, kind: 'image', model: REQUEST.model },
      { onProgress: ({ sentBytes }) => sent.push(sentBytes) },
    );
    assert.equal(name, 'reference-image.png');
    assert.equal(sent.at(-1), size_bytes);

    const request = { ...REQUEST, params: { ...REQUEST.params, referenceMediaItems: [{ url, kind }] } };
    const { credits } = await client.generations.estimate(request);
    const { data: task, requestId } = await client.generations.run(request).withResponse();
    assert.match(requestId ?? '', /^req_/);
    assert.equal(task.final_credits, credits);
    const [item = assert.fail()] = task.result?.items ?? [];
    const bytes = new Uint8Array(await (await fetch(item.url)).arrayBuffer());
    assert.equal(createHash('sha256').update(bytes).digest('hex'), item.sha256);

    let spent = 0;
    for await (const { amount } of client.credits.entries({ generation_id: task.id })) spent -= amount;
    assert.equal(spent, credits);
  });

  test('every task is found again, page by page', async () => {
    const made = new Set<string>();
    for (let count = 0; count < 5; count += 1) {
      made.add((await client.generations.create({ ...REQUEST, prompt: 'A kite [[fail]]' })).id);
    }
    const ids = [...made];
    for await (const { id } of client.generations.list({ limit: 2 })) made.delete(id);
    assert.equal(made.size, 0);
    const ends = await Promise.allSettled(ids.map((id) => client.generations.wait(id)));
    assert.ok(ends.every(({ status }) => status === 'rejected'));
  });

  test('a failed task throws what failed, and costs nothing', async () => {
    const before = await client.credits.retrieve();
    const failing = client.generations.run({ ...REQUEST, prompt: 'A kite [[reject]]' });
    const error = await failing.catch((reason: unknown) => reason);
    assert.ok(error instanceof GenerationFailedError);
    assert.equal(error.code, 'content_rejected');
    assert.equal(error.generation.id, error.generationId);
    assert.equal((await client.credits.retrieve()).current_credits, before.current_credits);
  });

  test('an account that cannot pay is told so', async () => {
    const poor = await createAccount(target);
    const poorClient = new RivyaClient({ baseURL: target.url, apiKey: poor.secret });
    await assert.rejects(poorClient.generations.run(REQUEST), { name: 'InsufficientCreditsError', status: 402 });
    assert.deepEqual((await poorClient.generations.list()).data, []);
  });
});

describe('answers that get lost', () => {
  test('a create whose first answer is lost makes one task and is paid once', async () => {
    const { lossy, methods } = losing((call) => call === 1);
    const before = await client.credits.retrieve();
    const unlucky = new RivyaClient({ baseURL: target.url, apiKey: account.secret, fetch: lossy });
    const traced = { ...REQUEST, client_request_id: 'lost-answer' };
    const { data, response } = await unlucky.generations.create(traced).withResponse();
    assert.deepEqual(methods, ['POST', 'POST']);
    assert.equal(response.headers.get('idempotent-replayed'), 'true');
    await client.generations.wait(data.id);
    const tasks = await client.generations.list({ client_request_id: 'lost-answer' });
    assert.deepEqual(
      tasks.data.map(({ id }) => id),
      [data.id],
    );
    const { current_credits } = await client.credits.retrieve();
    assert.equal(before.current_credits - current_credits, 12);
  });

  test('a create that is given up can be repeated by the key its error carries', async () => {
    const { lossy } = losing(() => true);
    const options = { baseURL: target.url, apiKey: account.secret, fetch: lossy, maxRetries: 0 };
    const error = await new RivyaClient(options).generations.create(REQUEST).catch((reason: unknown) => reason);
    assert.ok(error instanceof Error && 'idempotencyKey' in error && typeof error.idempotencyKey === 'string');
    const { idempotencyKey } = error;
    const { data, response } = await client.generations.create(REQUEST, { idempotencyKey }).withResponse();
    assert.equal(response.headers.get('idempotent-replayed'), 'true');
    assert.equal((await client.generations.wait(data.id)).status, 'succeeded');
  });
});

test('a server that is killed and started again while a task is waited for', async () => {
  const first = await startServer();
  const owner = await createAccount(first, 100);
  const waiting = new RivyaClient({ baseURL: first.url, apiKey: owner.secret });
  const { id } = await waiting.generations.create({ ...REQUEST, prompt: 'A kite [[slow:3]]' });
  // However long this machine takes to start it again.
  const task = waiting.generations.wait(id, { maxRetries: 60 });
  await first.kill();
  const second = await startServer({ dataFolder: first.dataFolder, port: Number(new URL(first.url).port) });
  assert.equal((await task).status, 'succeeded');
  await verifyLedger(second);
  await second.stop();
});

test('in the end the ledger verifies', () => verifyLedger(target));
