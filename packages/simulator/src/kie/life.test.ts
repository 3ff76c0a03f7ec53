import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { AT_ONCE, linksOf, open, textTask } from './testing.ts';

describe('the life of a task', () => {
  test('waiting, queuing, generating, success; resultJson is a string, null until then', async (t) => {
    const startMs = Date.UTC(2026, 10, 22);
    let nowMs = startMs;
    const client = await open(t, { now: () => nowMs, waitingMs: 100, queuingMs: 200, generatingMs: 300 });
    const body = textTask({ n: 1, resolution: '1K', aspect_ratio: '16:9' });
    const created = await client.create(body);
    assert.deepEqual([created.status, created.code, created.msg], [200, 200, 'success']);
    const id = String(created.data['taskId']);

    const states: unknown[] = [];
    for (const atMs of [0, 100, 300]) {
      nowMs = startMs + atMs;
      const { data } = await client.query(id);
      states.push(data['state']);
      assert.deepEqual(
        [data['resultJson'], data['failCode'], data['failMsg'], data['completeTime']],
        [null, null, null, null],
      );
    }
    assert.deepEqual(states, ['waiting', 'queuing', 'generating']);
    nowMs = startMs + 600;
    const done = await client.query(id);
    assert.equal(done.data['state'], 'success');
    assert.equal(typeof done.data['resultJson'], 'string');
    assert.equal(done.data['param'], JSON.stringify(body));
    assert.deepEqual(
      [done.data['createTime'], done.data['completeTime'], done.data['costTime']],
      [startMs, startMs + 600, 600],
    );
    assert.deepEqual(linksOf(await client.query(id)), linksOf(done));
    const { width, height } = await sharp(await (await fetch(linksOf(done)[0] ?? '')).bytes()).metadata();
    assert.deepEqual([width, height], [1360, 768]);
    assert.equal(client.simulator.tasks()[0]?.polls, 5);

    nowMs += 24 * 3_600_000;
    assert.equal((await fetch(linksOf(done)[0] ?? '')).status, 404);
  });

  test('unknown, forgotten and foreign tasks: 422 recordInfo is null, or 404 when set so', async (t) => {
    let nowMs = Date.now();
    const client = await open(t, { now: () => nowMs, forgetAfterMs: 1_000 });
    const id = await client.start();
    const foreign = { key: client.simulator.addAccount().key };
    const nothing = { code: 422, msg: 'recordInfo is null', data: null };
    assert.deepEqual(JSON.parse((await client.query('x')).text), nothing);
    assert.deepEqual(JSON.parse((await client.query(id, foreign)).text), nothing);
    assert.equal((await client.query(id)).code, 200);
    nowMs += 1_000;
    assert.deepEqual(JSON.parse((await client.query(id)).text), nothing);
    client.simulator.set({ unknownTask: 404 });
    const missing = await client.query(id);
    assert.deepEqual([missing.status, missing.code, missing.msg], [200, 404, 'Task not found']);
    assert.deepEqual(
      [(await client.query('')).code, (await client.query('')).msg],
      [400, 'taskId parameter is required'],
    );
  });

  test('nothing can be an empty string as well', async (t) => {
    const client = await open(t, { nothing: 'empty' });
    const { data } = await client.query(await client.start());
    assert.deepEqual([data['resultJson'], data['failCode']], ['', '']);
  });
});

describe('what a task that would succeed does instead', () => {
  test('failures: failCode and failMsg, free', async (t) => {
    const client = await open(t, AT_ONCE);
    client.simulator.inject('outcome', { kind: 'failed' });
    client.simulator.inject('outcome', { kind: 'failed', code: '422', message: 'no' });
    client.simulator.inject('outcome', { kind: 'moderated' });
    const seen: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { data } = await client.query(await client.start());
      seen.push([data['state'], data['failCode'], data['failMsg'], data['resultJson']]);
    }
    assert.deepEqual(seen, [
      ['fail', '500', 'Internal Error, Please try again later.', null],
      ['fail', '422', 'no', null],
      ['fail', '400', 'Output data may contain inappropriate content.', null],
    ]);
    assert.equal(client.simulator.billed(), 0);
  });

  test('results: none, no list, broken, fewer', async (t) => {
    const client = await open(t, AT_ONCE);
    const result = async () => (await client.query(await client.start(textTask({ n: 2 })))).data['resultJson'];
    client.simulator.inject('outcome', { kind: 'zero_images' });
    assert.equal(await result(), '{"resultUrls":[]}');
    client.simulator.inject('outcome', { kind: 'zero_images', shape: 'no_list' });
    assert.equal(await result(), '{}');
    assert.equal(client.simulator.billed(), 0);
    client.simulator.inject('outcome', { kind: 'broken_result' });
    assert.equal(await result(), '{"resultUrls":["https://');
    assert.equal(client.simulator.billed(), 2);
    client.simulator.inject('outcome', { kind: 'fewer_images', count: 1 });
    await result();
    assert.equal(client.simulator.billed(), 3);
  });

  test('passing: unknown at first, forgotten, never ending, an odd state', async (t) => {
    let nowMs = Date.now();
    const client = await open(t, { now: () => nowMs });
    client.simulator.inject('outcome', { kind: 'unknown_once', times: 2 });
    const late = await client.start();
    assert.deepEqual(
      [(await client.query(late)).code, (await client.query(late)).code, (await client.query(late)).code],
      [422, 422, 200],
    );
    client.simulator.inject('outcome', { kind: 'forgotten' });
    const forgotten = await client.start();
    client.simulator.inject('outcome', { kind: 'never_ends' });
    const endless = await client.start();
    client.simulator.inject('outcome', { kind: 'odd_state', state: 'reviewing' });
    const odd = await client.start();
    nowMs += 60;
    assert.equal((await client.query(odd)).data['state'], 'reviewing');
    nowMs += 3_600_000;
    assert.equal((await client.query(odd)).data['state'], 'success');
    assert.equal((await client.query(forgotten)).code, 422);
    assert.equal((await client.query(endless)).data['state'], 'generating');
    assert.equal(client.simulator.billed(), 3);
    client.simulator.finish(endless);
    assert.equal(client.simulator.billed(), 4);
  });
});
