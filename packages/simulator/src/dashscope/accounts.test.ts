import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { open, textRequest } from './testing.ts';

describe('limits', () => {
  test('submits: five in a second, then 429 without Retry-After; refused ones are seen and cost nothing', async (t) => {
    const client = await open(t, { submitsPerSecond: 5, limitWindowMs: 600_000 });
    for (let count = 0; count < 5; count += 1) assert.equal((await client.submit(textRequest())).status, 200);
    const sixth = await client.submit(textRequest());
    assert.deepEqual(
      [sixth.status, sixth.json.code, sixth.json.message],
      [429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'],
    );
    assert.equal(sixth.headers.get('retry-after'), null);
    const { submitsPerSecondMax, queriesPerSecondMax, refusedForLimits } = client.simulator.observed();
    assert.deepEqual([submitsPerSecondMax, queriesPerSecondMax, refusedForLimits], [6, 0, 1]);
    assert.equal(client.simulator.tasks().length, 5);
    assert.equal(
      (await client.submit(textRequest(), { key: client.simulator.addKey().key })).status,
      429,
      'keys share it',
    );
    assert.equal((await client.submit(textRequest(), { key: client.simulator.addAccount().key })).status, 200);
  });

  test('the limit is free again after its window', async (t) => {
    const client = await open(t, { submitsPerSecond: 1, limitWindowMs: 1 });
    await client.submit(textRequest());
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await client.submit(textRequest())).status, 200);
  });

  test('queries, lists and cancels share one limit', async (t) => {
    const client = await open(t, { queriesPerSecond: 3, limitWindowMs: 600_000 });
    const statuses = [await client.query('x'), await client.list(), await client.cancel('x'), await client.query('x')];
    assert.deepEqual(
      statuses.map((answer) => answer.status),
      [200, 200, 400, 429],
    );
    assert.equal((await client.submit(textRequest())).status, 200, 'submits have their own');
    assert.equal(client.simulator.observed().queriesPerSecondMax, 4);
  });

  test('policies have a limit of their own', async (t) => {
    const client = await open(t, { policiesPerSecond: 1, limitWindowMs: 600_000 });
    const path = '/uploads?action=getPolicy&model=wan2.7-image';
    assert.deepEqual([(await client.ask(path)).status, (await client.ask(path)).status], [200, 429]);
  });

  test('tasks in process: PENDING and RUNNING count, ended ones do not', async (t) => {
    let nowMs = Date.now();
    const client = await open(t, { now: () => nowMs, tasksInProcess: 2 });
    await client.start();
    client.simulator.submitElsewhere();
    const third = await client.submit(textRequest());
    assert.deepEqual(
      [third.status, third.json.code, third.json.message],
      [429, 'Throttling.Concurrency', 'Too many concurrent requests.'],
    );
    assert.deepEqual(
      [client.simulator.observed().tasksInProcessMax, client.simulator.observed().refusedForLimits],
      [3, 1],
    );
    nowMs += 70;
    assert.equal((await client.submit(textRequest())).status, 200);
  });

  test('500 tasks at once', async (t) => {
    const client = await open(t, { pendingMs: 0, runningMs: 0 });
    const ids = await Promise.all(Array.from({ length: 500 }, () => client.start()));
    const statuses = await Promise.all(ids.map(async (id) => (await client.query(id)).json.output?.task_status));
    assert.deepEqual([...new Set(statuses)], ['SUCCEEDED']);
    assert.equal(client.simulator.billed(), 500);
  });
});

describe('keys', () => {
  test('a disabled key answers with its code everywhere until it is enabled', async (t) => {
    const client = await open(t);
    const { simulator } = client;
    const codes = [
      ['InvalidApiKey', 401],
      ['Arrearage', 400],
      ['PrepaidBillOverdue', 429],
      ['CommodityNotPurchased', 429],
      ['AllocationQuota.FreeTierOnly', 403],
      ['AccessDenied.Unpurchased', 403],
    ] as const;
    for (const [code, status] of codes) {
      simulator.disableKey(simulator.key, code);
      for (const answer of [await client.submit(textRequest()), await client.query('x'), await client.list()]) {
        assert.deepEqual([answer.status, answer.json.code], [status, code]);
      }
    }
    simulator.enableKey(simulator.key);
    assert.equal((await client.submit(textRequest())).status, 200);
    assert.throws(() => simulator.addKey('sk-unknown'), RangeError);
  });

  test('another account sees UNKNOWN and cannot cancel; another key of the account can see it', async (t) => {
    const client = await open(t, { pendingMs: 60_000 });
    const id = await client.start();
    const foreign = { key: client.simulator.addAccount().key };
    assert.deepEqual((await client.query(id, foreign)).json.output, { task_id: id, task_status: 'UNKNOWN' });
    assert.equal((await client.ask(`/tasks/${id}/cancel`, { method: 'POST', ...foreign })).status, 400);
    assert.equal((await client.query(id, { key: client.simulator.addKey().key })).json.output?.task_status, 'PENDING');
  });
});

describe('cancel', () => {
  test('a PENDING task is cancelled once, with no more than a request id, and is free', async (t) => {
    const client = await open(t, { pendingMs: 60_000 });
    const id = await client.start();
    const answer = await client.cancel(id);
    assert.deepEqual([answer.status, Object.keys(answer.json)], [200, ['request_id']]);
    assert.equal((await client.query(id)).json.output?.task_status, 'CANCELED');
    assert.equal((await client.cancel(id)).status, 400);
    assert.equal(client.simulator.billed(), 0);
  });

  test('a RUNNING, ended or unknown task is not', async (t) => {
    const client = await open(t, { pendingMs: 0, runningMs: 60_000 });
    const id = await client.start();
    const { status, json } = await client.cancel(id);
    const message = 'Failed to cancel the task, please confirm if the task is in PENDING status.';
    assert.deepEqual([status, json.code, json.message], [400, 'UnsupportedOperation', message]);
    client.simulator.finish(id);
    assert.equal((await client.cancel(id)).status, 400);
    assert.equal((await client.cancel('x')).status, 400);
    assert.equal((await client.ask(`/tasks/${id}/cancel`, { method: 'POST', body: {} })).json.code, 'InvalidParameter');
    assert.equal(client.simulator.tasks()[0]?.status, 'SUCCEEDED');
  });
});

describe('billing', () => {
  test('delivered pictures of SUCCEEDED tasks, whoever fetched them, by key', async (t) => {
    let nowMs = Date.now();
    const client = await open(t, { now: () => nowMs });
    const other = client.simulator.addKey();
    await client.start();
    await client.submit(textRequest({ n: 3 }), { key: other.key });
    client.simulator.submitElsewhere({ key: other.key, n: 2, requestId: 'known' });
    assert.equal(client.simulator.billed(), 0);
    nowMs += 70;
    assert.equal(client.simulator.billed(), 6);
    assert.equal(client.simulator.billedOf(client.simulator.key), 1);
    assert.equal(client.simulator.billedOf(other.key), 5);
    const elsewhere = client.simulator.tasks().at(-1);
    assert.deepEqual([elsewhere?.isElsewhere, elsewhere?.requestId, elsewhere?.imageCount], [true, 'known', 2]);
  });

  test('a task from elsewhere meets no planned outcome', async (t) => {
    const client = await open(t, { pendingMs: 0, runningMs: 0 });
    client.simulator.inject('outcome', { kind: 'moderated' });
    assert.equal(client.simulator.submitElsewhere().status, 'SUCCEEDED');
    await client.start();
    assert.equal(client.simulator.tasks()[1]?.status, 'FAILED');
  });
});

describe('the synchronous endpoint', () => {
  test('holds the request until the picture is there, and has no task to ask for', async (t) => {
    const client = await open(t);
    const answer = await client.submitSync(textRequest({ size: '1K', n: 2 }));
    assert.equal(answer.status, 200);
    assert.deepEqual(
      [answer.json.output?.finished, answer.json.output?.choices?.length, answer.json.output?.task_id],
      [true, 2, undefined],
    );
    assert.equal(answer.json.usage?.['image_count'], 2);
    assert.equal(client.simulator.billed(), 2);
    const [task] = client.simulator.tasks();
    assert.equal(task?.isSync, true);
    assert.equal((await client.query(task?.id)).json.output?.task_status, 'UNKNOWN');
  });

  test('a failure is an error answer, and a wait that is too long is billed all the same', async (t) => {
    const client = await open(t);
    client.simulator.inject('outcome', { kind: 'moderated' });
    const moderated = await client.submitSync(textRequest());
    assert.deepEqual([moderated.status, moderated.json.code], [400, 'DataInspectionFailed']);
    client.simulator.set({ syncTimeoutMs: 10 });
    const late = await client.submitSync(textRequest());
    assert.deepEqual([late.status, late.json.code], [500, 'RequestTimeOut']);
    const [, task] = client.simulator.tasks();
    client.simulator.finish(task?.id ?? '');
    assert.equal(client.simulator.billed(), 1);
  });
});

test('answers look as recorded: chunked, gzipped when taken, with the gateway’s headers and the upstream’s clock', async (t) => {
  const nowMs = Date.UTC(2030, 0, 1);
  const client = await open(t, { now: () => nowMs, latencyMs: 1 });
  const gzipped = await client.query('x', { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(gzipped.headers.get('content-encoding'), 'gzip');
  const plain = await client.query('x', { headers: { 'accept-encoding': 'identity' } });
  assert.deepEqual(
    ['content-encoding', 'content-length', 'transfer-encoding', 'server', 'date'].map((name) =>
      plain.headers.get(name),
    ),
    [null, null, 'chunked', 'istio-envoy', 'Tue, 01 Jan 2030 00:00:00 GMT'],
  );
  assert.equal(plain.headers.get('x-request-id'), plain.json.request_id);
});
