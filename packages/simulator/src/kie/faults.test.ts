import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { abandon } from '../faults/testing.ts';
import { AT_ONCE, linksOf, open, textTask } from './testing.ts';

describe('codes', () => {
  test('every documented code comes with HTTP 200 and makes no task', async (t) => {
    const client = await open(t);
    for (const code of [401, 402, 404, 422, 429, 433, 455, 500, 501, 505]) {
      client.simulator.inject('create', { kind: 'code', code });
      const answer = await client.create(textTask());
      assert.deepEqual([answer.status, answer.code], [200, code]);
      assert.ok(answer.msg);
    }
    client.simulator.inject('query', { kind: 'code', code: 500, status: 500, message: 'odd' });
    const real = await client.query('x');
    assert.deepEqual([real.status, real.code, real.msg], [500, 500, 'odd']);
    assert.deepEqual(client.simulator.tasks(), []);
    assert.throws(() => client.simulator.inject('create', { kind: 'code', code: 418 }), RangeError);
  });

  test('keys: missing, wrong and disabled ones', async (t) => {
    const client = await open(t);
    const { simulator } = client;
    const code = async (ask = {}) => {
      const answer = await client.create(textTask(), ask);
      return [answer.status, answer.code];
    };
    assert.deepEqual(await code({ headers: { authorization: null } }), [200, 401]);
    assert.deepEqual(await code({ key: 'wrong' }), [200, 401]);
    simulator.disableKey(simulator.key, 433);
    assert.deepEqual(await code(), [200, 433]);
    assert.deepEqual(await code({ key: simulator.addKey().key }), [200, 200]);
    simulator.enableKey(simulator.key);
    assert.deepEqual(await code(), [200, 200]);
    assert.throws(() => simulator.disableKey('wrong', 401), RangeError);
  });

  test('credits: set aside for what runs, 402 without, given back for what failed', async (t) => {
    let nowMs = Date.now();
    const client = await open(t, { now: () => nowMs });
    const credit = async () => JSON.parse((await client.ask(`${client.simulator.baseUrl}/chat/credit`)).text).data;
    client.simulator.setCredits(24);
    client.simulator.inject('outcome', { kind: 'failed' });
    await client.start();
    await client.start();
    assert.equal(await credit(), 0);
    const refused = await client.create(textTask());
    assert.deepEqual([refused.code, refused.msg], [402, 'Credits insufficient']);
    nowMs += 100;
    assert.equal(await credit(), 12);
    assert.equal((await client.query(client.simulator.tasks()[1]?.id)).data['creditsConsumed'], 12);
    assert.equal(client.simulator.billedOf(client.simulator.key), 1);
  });
});

describe('limits', () => {
  test('20 creates in 10 s, 100 tasks in process, counted by account', async (t) => {
    const client = await open(t, { createsPerWindow: 20 });
    for (let count = 0; count < 20; count += 1) assert.equal((await client.create(textTask())).code, 200);
    const refused = await client.create(textTask());
    assert.deepEqual([refused.status, refused.code, refused.msg], [200, 429, 'Rate limit exceeded']);
    assert.equal((await client.create(textTask(), { key: client.simulator.addAccount().key })).code, 200);
    assert.equal(client.simulator.observed().createsPerWindowMax, 21);

    const busy = await open(t, { tasksInProcess: 2, generatingMs: 60_000 });
    assert.deepEqual(
      [
        (await busy.create(textTask())).code,
        (await busy.create(textTask())).code,
        (await busy.create(textTask())).code,
      ],
      [200, 200, 429],
    );
    assert.deepEqual([busy.simulator.observed().tasksInProcessMax, busy.simulator.observed().refusedForLimits], [3, 1]);
  });

  test('queries have a limit when one is set', async (t) => {
    const client = await open(t, { queriesPerSecond: 0 });
    assert.equal((await client.query('x')).code, 429);
  });
});

describe('connections', () => {
  test('faults before the work leave no task', async (t) => {
    const client = await open(t);
    const { simulator } = client;
    simulator.inject('create', { kind: 'html', status: 502 });
    assert.equal((await client.create(textTask())).status, 502);
    simulator.inject('create', { kind: 'reset_before' });
    await assert.rejects(client.create(textTask()));
    simulator.inject('create', { kind: 'redirect' });
    assert.equal((await client.create(textTask())).status, 302);
    simulator.inject('create', { kind: 'hang', isAccepted: false });
    await abandon(
      (signal) => client.create(textTask(), { signal }),
      () => simulator.creates().length === 4,
    );
    assert.deepEqual(simulator.tasks(), []);
    assert.deepEqual(
      simulator.creates().map(({ code, fault }) => [code, fault]),
      [
        [null, 'html'],
        [null, 'reset_before'],
        [null, 'redirect'],
        [null, 'hang'],
      ],
    );
  });

  test('faults after the work leave one each', async (t) => {
    const client = await open(t);
    const { simulator } = client;
    for (const fault of [{ kind: 'reset_after' }, { kind: 'cut' }] as const) {
      simulator.inject('create', fault);
      await assert.rejects(client.create(textTask()));
    }
    simulator.inject('create', { kind: 'hang' });
    await abandon(
      (signal) => client.create(textTask(), { signal }),
      () => simulator.tasks().length === 3,
    );
    simulator.inject('create', { kind: 'accepted_but' });
    assert.equal((await client.create(textTask())).status, 502);
    simulator.inject('create', { kind: 'accepted_but', code: 500 });
    const error = await client.create(textTask());
    assert.deepEqual([error.status, error.code], [200, 500]);
    simulator.inject('create', { kind: 'slow_headers', ms: 10 });
    simulator.inject('create', { kind: 'slow_body', ms: 10 });
    assert.deepEqual([(await client.create(textTask())).code, (await client.create(textTask())).code], [200, 200]);
    assert.equal(simulator.tasks().length, 7);
  });

  test('a fault that needs an accepted create waits for one', async (t) => {
    const client = await open(t);
    client.simulator.inject('create', { kind: 'reset_after' });
    assert.equal((await client.create(textTask({ n: 9 }))).code, 422);
    await assert.rejects(client.create(textTask()));
    assert.deepEqual(client.simulator.struck(), { 'create:reset_after': 1 });
  });

  test('by chance, and not any more', async (t) => {
    const client = await open(t);
    client.simulator.injectRandomly({
      seed: 1,
      rate: 1,
      faults: [{ operation: 'create', fault: { kind: 'code', code: 455 } }],
    });
    assert.equal((await client.create(textTask())).code, 455);
    client.simulator.clearFaults();
    assert.equal((await client.create(textTask())).code, 200);
  });

  test('results: faults, and a key that arrives is noted', async (t) => {
    const client = await open(t, AT_ONCE);
    const [link = ''] = linksOf(await client.query(await client.start()));
    client.simulator.inject('result', { kind: 'expired' });
    assert.equal((await fetch(link)).status, 403);
    client.simulator.inject('result', { kind: 'dead' });
    await assert.rejects(fetch(link));
    assert.equal((await fetch(link, { headers: { authorization: 'Bearer x' } })).status, 200);
    assert.equal(client.simulator.leaks().length, 1);
    assert.equal(client.simulator.requests().result, 3);
  });
});
