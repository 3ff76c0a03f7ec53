import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AbortError, TimeoutError } from '../errors/local-errors.ts';
import { hanging, json, passTime, refusal, scriptedClient, settle } from '../testing.ts';

const BALANCE = { current_credits: 7 };
/** Answers never and cares for no signal. */
const deaf = () => new Promise<Response>(() => undefined);

/** Answers with a body that never ends. */
const endless = () => Promise.resolve(new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })));

describe('timeoutMs', () => {
  for (const [name, reply] of [
    ['no answer', hanging],
    ['no answer, from a fetch that cares for no signal', deaf],
    ['a body that does not end', endless],
  ] as const) {
    test(`${name}: TimeoutError, which says what to do`, async (t) => {
      const { client, asked } = scriptedClient([reply], { timeoutMs: 2_000, maxRetries: 0 });
      const { error, elapsedMs } = await passTime(t, () => client.credits.retrieve());
      assert.ok(error instanceof TimeoutError);
      assert.equal(error.code, 'timeout');
      assert.match(error.message, /rivya\.test did not answer within 2 s.*timeoutMs/);
      assert.ok(elapsedMs >= 2_000 && elapsedMs <= 2_100, `${elapsedMs}`);
      assert.equal(asked[0]?.init.signal.aborted, true);
    });
  }

  test('is a minute unless it is set, and that of a call counts before that of the client', async (t) => {
    const byDefault = await passTime(t, () => scriptedClient([hanging], { maxRetries: 0 }).client.models.list());
    assert.ok(byDefault.elapsedMs >= 60_000 && byDefault.elapsedMs < 60_200, `${byDefault.elapsedMs}`);
    const { client } = scriptedClient([hanging], { maxRetries: 0, timeoutMs: 5_000 });
    const { elapsedMs } = await passTime(t, () => client.models.list({ timeoutMs: 300 }));
    assert.ok(elapsedMs >= 300 && elapsedMs < 500, `${elapsedMs}`);
  });

  test('longer than a timer can be is not at once', async (t) => {
    const { client } = scriptedClient([() => settle().then(() => json(BALANCE))], {
      timeoutMs: Number.POSITIVE_INFINITY,
    });
    const { result } = await passTime(t, () => client.credits.retrieve());
    assert.deepEqual(result, BALANCE);
  });

  test('is that of every try for itself, by a clock that nobody sets', async (t) => {
    // A clock set back or forth by years while the call runs.
    t.mock.method(Date, 'now', () => Math.random() * 1e15);
    const { client, asked } = scriptedClient([hanging, hanging, json(BALANCE)], { timeoutMs: 1_000 });
    const { result, elapsedMs } = await passTime(t, () => client.credits.retrieve());
    assert.deepEqual(result, BALANCE);
    assert.equal(asked.length, 3);
    assert.ok(elapsedMs >= 2_750 && elapsedMs <= 3_700, `${elapsedMs}`);
  });
});

describe('signal', () => {
  test('aborted before: AbortError, and nothing is sent', async () => {
    const { client, asked } = scriptedClient([json(BALANCE)]);
    const call = client.credits.retrieve({ signal: AbortSignal.abort('changed my mind') });
    await assert.rejects(call, { name: 'AbortError', code: 'aborted', cause: 'changed my mind' });
    assert.equal(asked.length, 0);
  });

  for (const [name, reply] of [
    ['the call', hanging],
    ['a call whose fetch cares for no signal', deaf],
    ['the reading of the answer', endless],
  ] as const) {
    test(`aborted during ${name}: AbortError, and no other try`, async () => {
      const { client, asked } = scriptedClient([reply]);
      const controller = new AbortController();
      const call = client.credits.retrieve({ signal: controller.signal });
      await settle();
      controller.abort(new Error('enough'));
      await assert.rejects(
        call,
        (error: unknown) => error instanceof AbortError && `${error.cause}` === 'Error: enough',
      );
      assert.equal(asked.length, 1);
      assert.equal(asked[0]?.init.signal.aborted, true);
    });
  }

  test('aborted while waiting for another try: AbortError at once', async () => {
    const { client, asked } = scriptedClient([refusal(429, 'rate_limited', { 'retry-after': '50' })]);
    const controller = new AbortController();
    const call = client.credits.retrieve({ signal: controller.signal });
    await settle();
    controller.abort();
    await assert.rejects(call, AbortError);
    assert.equal(asked.length, 1);
  });

  test('lets go of a signal that outlives the call', async () => {
    const { client } = scriptedClient([json(BALANCE)]);
    const controller = new AbortController();
    const added: unknown[] = [];
    const removed: unknown[] = [];
    const { addEventListener, removeEventListener } = controller.signal;
    Object.assign(controller.signal, {
      addEventListener: (...args: Parameters<typeof addEventListener>) => {
        added.push(args[1]);
        addEventListener.apply(controller.signal, args);
      },
      removeEventListener: (...args: Parameters<typeof removeEventListener>) => {
        removed.push(args[1]);
        removeEventListener.apply(controller.signal, args);
      },
    });
    await client.credits.retrieve({ signal: controller.signal });
    assert.ok(added.length > 0);
    assert.deepEqual(removed, added);
  });
});
