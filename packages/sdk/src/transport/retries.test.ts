import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RivyaClient } from '../client.ts';
import { ConnectionError, TimeoutError } from '../errors/local-errors.ts';
import { RivyaError } from '../errors/rivya-error.ts';
import { hanging, json, passTime, refusal, refusedConnection, scriptedClient } from '../testing.ts';

const REQUEST = { model: 'wan-2-7-image', prompt: 'A kite' } as const;
const RIGHT = json({ id: 'task_1', status: 'queued', credits: 5, current_credits: 7, data: [] });
const DONE = new Response(null, { status: 204 });

/** Every kind of call, and the table's row it follows. */
const CALLS: Readonly<
  Record<string, { readonly row: 'repeatable' | 'refused only'; call(client: RivyaClient): Promise<unknown> }>
> = {
  'models.list': { row: 'repeatable', call: (client) => client.models.list() },
  'generations.create': { row: 'repeatable', call: (client) => client.generations.create(REQUEST) },
  'generations.retrieve': { row: 'repeatable', call: (client) => client.generations.retrieve('task_1') },
  'generations.estimate': { row: 'repeatable', call: (client) => client.generations.estimate(REQUEST) },
  'credits.retrieve': { row: 'repeatable', call: (client) => client.credits.retrieve() },
  'files.upload': {
    row: 'repeatable',
    call: (client) => client.files.upload({ file: new Uint8Array(3), kind: 'image' }),
  },
  'files.delete': { row: 'refused only', call: (client) => client.files.delete('file_1') },
  'generations.cancel': { row: 'refused only', call: (client) => client.generations.cancel('task_1') },
};

for (const [name, { row, call }] of Object.entries(CALLS)) {
  const right = name === 'files.delete' ? DONE : RIGHT;
  describe(name, () => {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      const isRepeated = row === 'repeatable' || status === 429 || status === 503;
      test(`${status} is ${isRepeated ? '' : 'not '}tried again`, async (t) => {
        const { client, asked } = scriptedClient([refusal(status, 'some_code'), right]);
        const { error } = await passTime(t, () => call(client));
        assert.equal(asked.length, isRepeated ? 2 : 1);
        assert.equal(error instanceof RivyaError ? error.status : undefined, isRepeated ? undefined : status);
      });
    }

    test(`a lost connection is ${row === 'repeatable' ? '' : 'not '}tried again`, async (t) => {
      const { client, asked } = scriptedClient([refusedConnection(), right]);
      const { error } = await passTime(t, () => call(client));
      assert.equal(asked.length, row === 'repeatable' ? 2 : 1);
      assert.equal(error instanceof ConnectionError, row !== 'repeatable');
    });

    test('what is refused for good is not tried again', async () => {
      for (const status of [400, 401, 402, 403, 404, 409, 413, 415]) {
        const { client, asked } = scriptedClient([refusal(status, 'some_code')]);
        await assert.rejects(call(client), { status });
        assert.equal(asked.length, 1, String(status));
      }
    });
  });
}

test('a call ends with its last failure after two more tries, which are further apart each time', async (t) => {
  const { client, asked } = scriptedClient([refusal(500, 'internal_error')]);
  const { error, elapsedMs } = await passTime(t, () => client.credits.retrieve());
  assert.equal(error instanceof RivyaError && error.code, 'internal_error');
  assert.equal(asked.length, 3);
  // A random part of 0.5 s and of 1 s, each between half and whole.
  assert.ok(elapsedMs >= 750 && elapsedMs <= 1_600, `${elapsedMs}`);
});

test('the pauses grow to 8 s and no further', async (t) => {
  const { client, asked } = scriptedClient([refusal(500, 'internal_error')], { maxRetries: 10 });
  const { elapsedMs } = await passTime(t, () => client.credits.retrieve());
  assert.equal(asked.length, 11);
  const most = 500 + 1_000 + 2_000 + 4_000 + 6 * 8_000;
  assert.ok(elapsedMs >= most / 2 && elapsedMs <= most + 1_000, `${elapsedMs}`);
});

test('maxRetries of the call counts before that of the client', async (t) => {
  const { client, asked } = scriptedClient([refusal(500, 'internal_error')], { maxRetries: 5 });
  await assert.rejects(client.credits.retrieve({ maxRetries: 0 }), { code: 'internal_error' });
  assert.equal(asked.length, 1);
  await passTime(t, () => client.credits.retrieve());
  assert.equal(asked.length, 7);
});

test('a timed-out try is followed by another', async (t) => {
  const { client, asked } = scriptedClient([hanging, RIGHT], { timeoutMs: 1_000 });
  const { error } = await passTime(t, () => client.credits.retrieve());
  assert.equal(error, undefined);
  assert.equal(asked.length, 2);
});

test('a cancel that timed out is not repeated: the second could be told that it is too late', async (t) => {
  const { client, asked } = scriptedClient([hanging], { timeoutMs: 1_000 });
  const { error } = await passTime(t, () => client.generations.cancel('task_1'));
  assert.ok(error instanceof TimeoutError);
  assert.equal(asked.length, 1);
});

describe('Retry-After', () => {
  test('seconds are waited for, and a little more', async (t) => {
    const { client } = scriptedClient([refusal(429, 'rate_limited', { 'retry-after': '7' }), RIGHT]);
    const { elapsedMs, error } = await passTime(t, () => client.credits.retrieve());
    assert.equal(error, undefined);
    assert.ok(elapsedMs >= 7_000 && elapsedMs <= 7_600, `${elapsedMs}`);
  });

  test('a date is measured by the clock of the server, whatever ours says', async (t) => {
    const headers = { date: 'Mon, 11 May 2026 00:00:00 GMT', 'retry-after': 'Mon, 11 May 2026 00:00:04 GMT' };
    const { client } = scriptedClient([refusal(503, 'overloaded', headers), RIGHT]);
    const { elapsedMs } = await passTime(t, () => client.credits.retrieve());
    assert.ok(elapsedMs >= 4_000 && elapsedMs <= 4_600, `${elapsedMs}`);
  });

  test('what is no number and no date counts as not said', async (t) => {
    const { client } = scriptedClient([refusal(429, 'rate_limited', { 'retry-after': 'soon' }), RIGHT]);
    const { elapsedMs } = await passTime(t, () => client.credits.retrieve());
    assert.ok(elapsedMs <= 600, `${elapsedMs}`);
  });

  test('more than a minute is not waited for: the error tells how long', async (t) => {
    const { client, asked } = scriptedClient([refusal(429, 'rate_limited', { 'retry-after': '3600' })]);
    const { error } = await passTime(t, () => client.credits.retrieve());
    assert.equal(error instanceof RivyaError && error.retryAfterMs, 3_600_000);
    assert.equal(asked.length, 1);
  });
});

test('an API that was switched off is not asked again', async () => {
  const { client, asked } = scriptedClient([refusal(503, 'public_api_disabled')]);
  await assert.rejects(client.models.list(), { name: 'PublicApiDisabledError' });
  assert.equal(asked.length, 1);
});

test('all tries of a create share one idempotency key, and two creates do not', async (t) => {
  const { client, asked } = scriptedClient([refusedConnection(), refusal(502, 'x'), RIGHT]);
  await passTime(t, () => client.generations.create(REQUEST));
  await client.generations.create(REQUEST);
  const keys = asked.map(({ init }) => init.headers['idempotency-key']);
  assert.equal(keys.length, 4);
  assert.match(keys[0] ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.equal(new Set(keys).size, 2);
});
