import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { png } from '../../../acceptance/sample-files.ts';
import { readConfig } from '../../server/src/config.ts';
import { runServer } from '../../server/src/main.ts';
import { RivyaClient } from './client.ts';
import { NotCancellableError } from './errors/api-errors.ts';
import { GenerationFailedError } from './errors/generation-failed-error.ts';
import type { Generation } from './generated/api.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'rivya-sdk-'));
const config = readConfig({ RIVYA_LOG_LEVEL: 'silent', RIVYA_DATA_DIR: join(FOLDER, 'data') }, { port: '0' });
const server = await runServer(config);
after(async () => {
  await server.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

const apiKey = server.firstKey?.secret;
const client = new RivyaClient({ baseURL: server.url, apiKey });
const REQUEST = { model: 'wan-2-7-image', prompt: 'A kite', params: { resolution: '1K', seed: 7 } } as const;

test('models need no key', async () => {
  const open = new RivyaClient({ baseURL: server.url });
  const ids: string[] = [];
  for await (const { id } of open.models.list()) ids.push(id);
  assert.ok(ids.includes(REQUEST.model));
  assert.equal((await open.models.retrieve(REQUEST.model)).base_credits, 5);
  await assert.rejects(open.credits.retrieve(), { name: 'ApiKeyMissingError', status: 401, message: /RIVYA_API_KEY/ });
});

test('a picture from a prompt, and from an uploaded file', async () => {
  const before = await client.credits.retrieve();
  const estimate = await client.generations.estimate(REQUEST);
  const { data: first, requestId } = await client.generations.run(REQUEST).withResponse();
  assert.equal(first.status, 'succeeded');
  assert.equal(first.final_credits, estimate.credits);
  assert.match(requestId ?? '', /^req_/);
  const picture = await fetch(first.result?.primary_url ?? '');
  assert.equal(picture.headers.get('content-type'), 'image/png');
  await picture.arrayBuffer();

  const file = await client.files.upload({
    file: png(64, 32),
    kind: 'image',
    model: REQUEST.model,
    name: 'Kite é.png',
  });
  assert.equal(file.name, 'Kite é.png');
  const referenceMediaItems = [{ url: file.url, kind: file.kind }];
  const created = await client.generations.create({ ...REQUEST, params: { resolution: '1K', referenceMediaItems } });
  const second = await client.generations.wait(created.id);
  const [item = assert.fail()] = second.result?.items ?? [];
  assert.ok(Math.abs((item.width ?? 0) / (item.height ?? 1) - 2) < 0.05);

  const { current_credits } = await client.credits.retrieve();
  assert.equal(before.current_credits - current_credits, 10);
  const entries: number[] = [];
  for await (const { amount } of client.credits.entries({ generation_id: first.id })) entries.push(amount);
  assert.equal(
    entries.reduce((sum, amount) => sum + amount),
    -5,
  );
});

test('the same idempotency key gives the same task, another request with it is refused', async () => {
  const idempotencyKey = 'order-17';
  const [one, two] = await Promise.all([
    client.generations.create(REQUEST, { idempotencyKey }),
    client.generations.create(REQUEST, { idempotencyKey }),
  ]);
  assert.equal(one.id, two.id);
  const other = client.generations.create({ ...REQUEST, prompt: 'A castle' }, { idempotencyKey });
  await assert.rejects(other, { name: 'IdempotencyConflictError', status: 409 });
  await client.generations.wait(one.id);
  await assert.rejects(client.generations.cancel(one.id), { name: 'NotCancellableError' });
});

test('a task that fails', async () => {
  const failing = client.generations.run({ ...REQUEST, prompt: 'A kite [[reject]]' });
  const error = await failing.catch((reason: unknown) => reason);
  assert.ok(error instanceof GenerationFailedError);
  assert.equal(error.code, 'content_rejected');
  assert.equal(error.generation.final_credits, 0);
});

test('a wait that is too short and one that is aborted leave the task to be taken up again', async () => {
  const { id } = await client.generations.create({ ...REQUEST, prompt: 'A kite [[slow:600]]' });
  await assert.rejects(client.generations.wait(id, { timeoutMs: 1 }), { name: 'TimeoutError', generationId: id });
  const controller = new AbortController();
  const aborted = client.generations.wait(id, { signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { name: 'AbortError', generationId: id });
  assert.equal((await client.generations.retrieve(id)).id, id);
  const cancelled = await cancel(id);
  assert.equal(cancelled.error?.code, 'cancelled');
  await assert.rejects(client.generations.wait(id), { name: 'GenerationFailedError', code: 'cancelled' });
});

/** An engine may be taking the work in just now, and can say only then that nothing was bought. */
async function cancel(id: string): Promise<Generation> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.generations.cancel(id);
    } catch (error) {
      if (!(error instanceof NotCancellableError) || attempt === 50) throw error;
      await sleep(100);
    }
  }
}

describe('files', () => {
  const path = join(FOLDER, 'kite.png');
  writeFileSync(path, png(300, 200));

  test('a path, a Blob, a Buffer and streams become the same file', async () => {
    const hashes = new Set<string>();
    const sources = [path, new Blob([png(300, 200)]), Buffer.from(png(300, 200)), createReadStream(path)];
    for (const file of [...sources, new Blob([png(300, 200)]).stream()]) {
      const kept = await client.files.upload({ file, kind: 'image' });
      assert.equal(kept.width, 300);
      hashes.add(kept.sha256);
    }
    assert.equal(hashes.size, 1);
  });

  test('are listed page by page, retrieved and deleted', async () => {
    const { id } = await client.files.upload({ file: path, kind: 'image', client_request_id: 'kite-1' });
    const page = await client.files.list({ limit: 1 });
    assert.equal(page.data[0]?.id, id);
    assert.equal(page.has_more, true);
    const ids: string[] = [];
    for await (const file of client.files.list({ limit: 2, source: 'upload' })) ids.push(file.id);
    assert.ok(ids.length >= 3 && new Set(ids).size === ids.length);
    assert.equal((await client.files.retrieve(id)).client_request_id, 'kite-1');
    assert.equal(await client.files.delete(id), undefined);
    await assert.rejects(client.files.retrieve(id), { name: 'NotFoundError', status: 404 });
  });

  test('too large: the refusal arrives while the rest is still being sent, with and without a known length', async () => {
    const large = new Uint8Array(64 * 2 ** 20);
    for (const file of [large, new Blob([large]).stream(), large.subarray(0, 12 * 2 ** 20)]) {
      let sentBytes = 0;
      const onProgress = (progress: { readonly sentBytes: number }) => {
        sentBytes = progress.sentBytes;
      };
      const call = client.files.upload({ file, kind: 'image' }, { onProgress, maxRetries: 0 });
      await assert.rejects(call, { name: 'FileTooLargeError', status: 413 });
      assert.ok(sentBytes <= large.length);
    }
  });

  test('not of their kind: the refusal says what they are', async () => {
    const call = client.files.upload({ file: path, kind: 'audio' });
    await assert.rejects(call, { name: 'FileTypeNotSupportedError', status: 415 });
    const broken = client.files.upload({ file: png(300, 200).subarray(0, 60), kind: 'image' });
    await assert.rejects(broken, { name: 'FileUnreadableError' });
  });
});

describe('refusals', () => {
  test('of the input name the fields', async () => {
    const model: string = REQUEST.model;
    const call = client.generations.create({ model, prompt: 'A kite', params: { seed: -1, colour: 'red' } });
    const error = await call.catch((reason: unknown) => reason);
    assert.ok(error instanceof Error && 'details' in error && Array.isArray(error.details));
    assert.deepEqual(error.details.map(({ path }) => path).toSorted(), ['params.colour', 'params.seed']);
  });

  test('of the key, the id and the balance have their classes', async () => {
    const mistyped = new RivyaClient({ baseURL: server.url, apiKey: 'rvya_sk_no' });
    await assert.rejects(mistyped.credits.retrieve(), { name: 'ApiKeyInvalidError', status: 401 });
    await assert.rejects(client.generations.retrieve('task_none'), { name: 'NotFoundError', code: 'not_found' });
    await assert.rejects(client.models.retrieve('no-such-model'), { name: 'NotFoundError' });
  });
});

test('a server that is not there', async () => {
  const nobody = new RivyaClient({ baseURL: 'http://127.0.0.1:1', maxRetries: 0 });
  await assert.rejects(nobody.models.list(), { name: 'ConnectionError', message: /127\.0\.0\.1:1/ });
});
