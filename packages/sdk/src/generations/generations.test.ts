import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GenerationFailedError } from '../errors/generation-failed-error.ts';
import { AbortError, BadAnswerError, CallbackError, TimeoutError } from '../errors/local-errors.ts';
import { RivyaError } from '../errors/rivya-error.ts';
import { hanging, json, passTime, type Reply, refusal, refusedConnection, scriptedClient, settle } from '../testing.ts';

const REQUEST = { model: 'wan-2-7-image', prompt: 'A kite' } as const;

function task(status: string, more: object = {}): Response {
  return json({ id: 'task_1', status, result: null, error: null, ...more }, { headers: { 'x-request-id': 'req_9' } });
}

/** A server that holds a look for so long, as `?wait=` asks it to. */
function held(seconds: number, answer: Response): Reply {
  return () => new Promise((resolve) => setTimeout(() => resolve(answer.clone()), seconds * 1_000));
}

function queryOf(url: string | undefined): string {
  return new URL(url ?? '').search;
}

describe('create', () => {
  test('sends the request as it is, as JSON, with a key of its own', async () => {
    const { client, asked } = scriptedClient([task('queued')]);
    const request = { ...REQUEST, params: { seed: 0, watermark: false }, client_request_id: 'order-17' } as const;
    const { id } = await client.generations.create(request);
    assert.equal(id, 'task_1');
    const [{ url, init } = assert.fail()] = asked;
    assert.equal(`${init.method} ${url}`, 'POST https://rivya.test/api/v1/generations');
    assert.equal(init.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(String(init.body)), request);
    assert.match(init.headers['idempotency-key'] ?? '', /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  test('sends the key that was given', async () => {
    const { client, asked } = scriptedClient([task('queued')]);
    await client.generations.create(REQUEST, { idempotencyKey: 'order-17' });
    assert.equal(asked[0]?.init.headers['idempotency-key'], 'order-17');
  });

  test('that fails tells its key, so that it can be repeated without a second task', async () => {
    const { client, asked } = scriptedClient([refusedConnection()], { maxRetries: 0 });
    const error = await client.generations.create(REQUEST).catch((reason: unknown) => reason);
    assert.ok(error instanceof RivyaError);
    assert.equal(error.idempotencyKey, asked[0]?.init.headers['idempotency-key']);
    assert.equal(error.generationId, undefined);
  });

  for (const idempotencyKey of ['', 'Schlüssel', 'two\nlines', 'x'.repeat(256)]) {
    test(`the key ${JSON.stringify(idempotencyKey.slice(0, 10))}…: InvalidArgumentError, and nothing is sent`, async () => {
      const { client, asked } = scriptedClient([task('queued')]);
      await assert.rejects(client.generations.create(REQUEST, { idempotencyKey }), { name: 'InvalidArgumentError' });
      assert.equal(asked.length, 0);
    });
  }

  test('has a key also where pages have no randomUUID', async (t) => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto') ?? assert.fail();
    t.after(() => Object.defineProperty(globalThis, 'crypto', own));
    const value = { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) };
    Object.defineProperty(globalThis, 'crypto', { configurable: true, value });
    const { client, asked } = scriptedClient([task('queued')]);
    await client.generations.create(REQUEST);
    assert.equal(asked[0]?.init.headers['idempotency-key'], '07'.repeat(16));
  });

  test('what cannot be written as JSON: InvalidArgumentError', async () => {
    const { client } = scriptedClient([task('queued')]);
    const params = { seed: 1n };
    await assert.rejects(client.generations.create({ model: 'other', params }), { name: 'InvalidArgumentError' });
  });
});

describe('retrieve, cancel, estimate', () => {
  test('ask what they say', async () => {
    const { client, asked } = scriptedClient([json({ id: 'task_1', status: 'queued', credits: 5 })]);
    await client.generations.retrieve('task_1');
    await client.generations.retrieve('task_1', { wait: 10 });
    await client.generations.cancel('task_1');
    await client.generations.estimate(REQUEST);
    assert.deepEqual(
      asked.map(({ url, init }) =>
        `${init.method} ${url.slice(url.indexOf('/generations'))} ${init.body ?? ''}`.trim(),
      ),
      [
        'GET /generations/task_1',
        'GET /generations/task_1?wait=10',
        'POST /generations/task_1/cancel',
        `POST /generations/estimate ${JSON.stringify(REQUEST)}`,
      ],
    );
  });

  test('the time a server may hold a look comes on top of the time for its answer', async (t) => {
    const { client } = scriptedClient([held(25, task('queued'))], { timeoutMs: 3_000, maxRetries: 0 });
    const { result, error } = await passTime(t, () => client.generations.retrieve('task_1', { wait: 25 }));
    assert.equal(error, undefined);
    assert.equal(result?.status, 'queued');
  });
});

describe('wait', () => {
  test('lets the server hold the looks and asks again at once when one is over', async (t) => {
    const looks = [held(25, task('queued')), held(25, task('processing')), held(4, task('succeeded'))];
    const { client, asked } = scriptedClient(looks);
    const seen: string[] = [];
    const { result, elapsedMs } = await passTime(t, () =>
      client.generations.wait('task_1', { onUpdate: ({ status }) => seen.push(status) }),
    );
    assert.equal(result?.status, 'succeeded');
    assert.deepEqual(seen, ['queued', 'processing', 'succeeded']);
    assert.deepEqual(
      asked.map(({ url }) => queryOf(url)),
      ['?wait=25', '?wait=25', '?wait=25'],
    );
    assert.ok(elapsedMs >= 54_000 && elapsedMs <= 54_200, `${elapsedMs}`);
  });

  test('keeps the documented pace where looks are not held: 2 to 3 s, then 5 to 10 s', async (t) => {
    const queued = task('queued');
    const { client, asked } = scriptedClient([queued, queued, queued, task('succeeded')]);
    const { elapsedMs } = await passTime(t, () => client.generations.wait('task_1'));
    assert.equal(asked.length, 4);
    assert.ok(elapsedMs >= 12_000 && elapsedMs <= 23_300, `${elapsedMs}`);
  });

  test('a failed task: GenerationFailedError with the task, its code and message', async () => {
    const error = { code: 'content_rejected', message: 'The prompt was refused.' };
    const { client } = scriptedClient([task('failed', { error })]);
    const thrown = await client.generations.wait('task_1').catch((reason: unknown) => reason);
    assert.ok(thrown instanceof GenerationFailedError && thrown instanceof RivyaError);
    assert.equal(thrown.name, 'GenerationFailedError');
    assert.equal(thrown.code, 'content_rejected');
    assert.equal(thrown.message, 'The prompt was refused.');
    assert.equal(thrown.generation.status, 'failed');
    assert.equal(thrown.generationId, 'task_1');
    assert.equal(thrown.requestId, 'req_9');
    assert.equal(thrown.status, undefined);
  });

  test('a status this version does not know: BadAnswerError instead of waiting for ever', async () => {
    const { client } = scriptedClient([task('paused')]);
    await assert.rejects(client.generations.wait('task_1'), BadAnswerError);
  });

  test('over its time: TimeoutError that names the task, whatever the clock on the wall does', async (t) => {
    t.mock.method(Date, 'now', () => Math.random() * 1e15);
    const { client, asked } = scriptedClient([hanging]);
    const { error, elapsedMs } = await passTime(t, () => client.generations.wait('task_1', { timeoutMs: 9_000 }));
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.generationId, 'task_1');
    assert.match(error.message, /task_1.*9 s.*goes on/);
    assert.ok(elapsedMs >= 9_000 && elapsedMs <= 9_100, `${elapsedMs}`);
    assert.equal(asked.length, 1);
  });

  test('has an end also when none is given: half an hour', async (t) => {
    const { client } = scriptedClient([held(25, task('queued'))]);
    const { error, elapsedMs } = await passTime(t, () => client.generations.wait('task_1'));
    assert.ok(error instanceof TimeoutError);
    assert.ok(elapsedMs >= 1_800_000 && elapsedMs <= 1_800_100, `${elapsedMs}`);
  });

  test('lives through a server that is away for half a minute', async (t) => {
    const away = Array.from({ length: 7 }, refusedConnection);
    const { client } = scriptedClient([...away, task('succeeded')]);
    const { result, elapsedMs } = await passTime(t, () => client.generations.wait('task_1'));
    assert.equal(result?.status, 'succeeded');
    assert.ok(elapsedMs >= 15_000, `${elapsedMs}`);
  });

  test('an async onUpdate is waited for, but not longer than there is time', async (t) => {
    const { client, asked } = scriptedClient([task('processing')]);
    const onUpdate = () => new Promise<void>(() => undefined);
    const { error, elapsedMs } = await passTime(t, () =>
      client.generations.wait('task_1', { timeoutMs: 60_000, onUpdate }),
    );
    assert.ok(error instanceof TimeoutError);
    assert.ok(elapsedMs >= 60_000 && elapsedMs <= 60_100, `${elapsedMs}`);
    assert.equal(asked.length, 1);
  });

  test('aborted during a look or between two: AbortError with the id of the task', async () => {
    for (const reply of [hanging, task('queued')]) {
      const { client, asked } = scriptedClient([reply]);
      const controller = new AbortController();
      const call = client.generations.wait('task_1', { signal: controller.signal });
      await settle();
      controller.abort('enough');
      const error = await call.catch((reason: unknown) => reason);
      assert.ok(error instanceof AbortError);
      assert.equal(error.cause, 'enough');
      assert.equal(error.generationId, 'task_1');
      assert.equal(asked.length, 1);
    }
  });
});

describe('run', () => {
  test('creates and waits; onUpdate sees the task from its first moment', async () => {
    const { client, asked } = scriptedClient([task('queued'), task('succeeded')]);
    const seen: string[] = [];
    const done = await client.generations.run(REQUEST, {
      idempotencyKey: 'order-17',
      onUpdate: ({ status }) => seen.push(status),
    });
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(seen, ['queued', 'succeeded']);
    assert.deepEqual(
      asked.map(({ url, init }) => `${init.method} ${new URL(url).pathname}`),
      ['POST /api/v1/generations', 'GET /api/v1/generations/task_1'],
    );
    assert.equal(asked[0]?.init.headers['idempotency-key'], 'order-17');
    assert.equal(asked[1]?.init.headers['idempotency-key'], undefined);
  });

  for (const [how, onUpdate] of [
    ['throws', () => assert.fail('the table is gone')],
    ['rejects with', async () => assert.fail('the table is gone')],
    [
      'throws and is no error',
      () => {
        throw 'the table is gone';
      },
    ],
  ] as const) {
    for (const method of ['wait', 'run'] as const) {
      test(`what onUpdate ${how} ends ${method} with CallbackError, which carries the id of the task`, async () => {
        const { client, asked } = scriptedClient([task('queued')]);
        const call =
          method === 'wait'
            ? client.generations.wait('task_1', { onUpdate })
            : client.generations.run(REQUEST, { onUpdate });
        const error = await call.catch((reason: unknown) => reason);
        assert.ok(error instanceof CallbackError && error instanceof RivyaError);
        assert.equal(error.code, 'callback_failed');
        assert.equal(error.generationId, 'task_1');
        assert.equal(error.message, 'onUpdate threw: the table is gone');
        assert.ok(error.cause !== undefined);
        assert.equal(asked.length, 1);
      });
    }
  }

  test('a refused request ends it', async () => {
    const { client, asked } = scriptedClient([refusal(402, 'insufficient_credits')]);
    await assert.rejects(client.generations.run(REQUEST), {
      name: 'InsufficientCreditsError',
      generationId: undefined,
    });
    assert.equal(asked.length, 1);
  });

  test('whatever ends it later carries the id of the task that was paid for', async () => {
    const { client } = scriptedClient([task('queued'), refusal(401, 'api_key_revoked')]);
    await assert.rejects(client.generations.run(REQUEST), { name: 'ApiKeyRevokedError', generationId: 'task_1' });
  });
});
