import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, assertRefused, textOf } from './client.ts';
import { createAccount, openTarget, verifyLedger } from './harness.ts';

const SMALL = { model: 'wan-2-7-image-pro', params: { resolution: '1K', seed: 7 } };

const target = await openTarget();
after(() => target.close());
const { api } = await createAccount(target, 1_000);

describe('POST /api/v1/generations/{id}/cancel', () => {
  test('200: queued and running tasks end as cancelled and give their credits back', async () => {
    const before = await api.balance();
    const slow = { ...SMALL, prompt: 'A kite [[slow:120]]' };
    const ids = await Promise.all(Array.from({ length: 8 }, () => api.accepted(slow)));
    assert.equal(await api.balance(), before - 8 * 12);
    await untilOneRuns(ids);
    for (const id of ids) {
      const task = await api.cancelled(id);
      assert.equal(task.id, id);
      assert.equal(task.status, 'failed');
      assert.equal(task.error?.code, 'cancelled');
      assert.equal(task.final_credits, 0);
      assert.deepEqual((await api.get(`/api/v1/generations/${id}`)).body, task);
    }
    assert.equal(await api.balance(), before);
  });

  test('16 parallel cancels: one of them ends the task, and its credits come back once', async () => {
    const before = await api.balance();
    const id = await api.accepted({ ...SMALL, prompt: 'A kite [[slow:120]]' });
    let answers: readonly Answer[] = [];
    for (let attempt = 0; attempt < 20 && !answers.some(({ status }) => status === 200); attempt += 1) {
      answers = await Promise.all(Array.from({ length: 16 }, () => api.cancel(id)));
    }
    const refused = answers.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 15);
    for (const answer of refused) assertRefused(answer, 409, 'not_cancellable');
    assert.equal(await api.balance(), before);
  });

  test('409 not_cancellable: a task that has ended stays as it is', async () => {
    const id = await api.accepted({ ...SMALL, prompt: '[[fail]]' });
    const task = await api.ended(id);
    assertRefused(await api.cancel(id), 409, 'not_cancellable');
    assert.deepEqual((await api.get(`/api/v1/generations/${id}`)).body, task);
  });

  async function untilOneRuns(ids: readonly string[]): Promise<void> {
    for (let poll = 0; poll < 100; poll += 1) {
      const answers = await Promise.all(ids.map((id) => api.get(`/api/v1/generations/${id}`)));
      if (answers.some(({ body }) => body.status === 'processing')) return;
      await sleep(100);
    }
    assert.fail('no task was taken up');
  }
});

describe('GET /api/v1/generations/{id}?wait', () => {
  test('200: answers when the time is up, or as soon as the task ends', async () => {
    const id = await api.accepted({ ...SMALL, prompt: 'A kite [[slow:4]] [[fail]]' });
    const started = Date.now();
    const early = await api.get(`/api/v1/generations/${id}?wait=1`);
    assert.ok(Date.now() - started >= 950, 'it should have waited');
    assert.ok(['queued', 'processing'].includes(textOf(early.body.status)), early.text);
    const late = await api.get(`/api/v1/generations/${id}?wait=60`);
    assert.equal(late.body.status, 'failed');
    assert.ok(Date.now() - started < 30_000, 'it should have answered when the task ended');
  });

  test('400: a wait that is not a whole number from 0 to 60', async () => {
    const id = await api.accepted({ ...SMALL, prompt: '[[fail]]' });
    for (const wait of ['61', '-1', '1.5', 'x', '']) {
      assertRefused(await api.get(`/api/v1/generations/${id}?wait=${wait}`), 400, 'validation_failed', 'wait');
    }
  });
});

describe('GET /api/v1/generations', () => {
  test('200: the newest first, in pages that miss and repeat nothing', async () => {
    const ids = [];
    for (let index = 0; index < 3; index += 1) {
      const model = index === 0 ? 'wan-2-7-image' : SMALL.model;
      ids.push(await api.accepted({ ...SMALL, model, prompt: '[[fail]]', client_request_id: `list-${index}` }));
    }
    await Promise.all(ids.map((id) => api.ended(id)));
    const seen: string[] = [];
    let cursor: string | null | undefined = '';
    while (typeof cursor === 'string') {
      const { body, status } = await api.get(`/api/v1/generations?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body).toSorted(), ['data', 'has_more', 'next_cursor', 'object']);
      assert.equal(body.object, 'list');
      assert.ok((body.data ?? []).length <= 2);
      assert.equal(body.has_more, body.next_cursor !== null);
      seen.push(...(body.data ?? []).map(({ id }) => textOf(id)));
      cursor = body.next_cursor;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(seen, seen.toSorted().toReversed());
    assert.deepEqual(seen.slice(0, 3), ids.toReversed());
  });

  test('200: filtered by status, model and client_request_id', async () => {
    const filtered = async (query: string) => (await api.get(`/api/v1/generations?limit=100&${query}`)).body.data ?? [];
    const [mine, ...others] = await filtered('client_request_id=list-1');
    assert.equal(mine?.client_request_id, 'list-1');
    assert.equal(others.length, 0);
    assert.deepEqual(await filtered('status=succeeded'), []);
    const failed = await filtered('status=failed');
    assert.ok(failed.length >= 3 && failed.every(({ status }) => status === 'failed'));
    const small = await filtered('model=wan-2-7-image');
    assert.ok(small.length > 0 && small.every(({ model }) => model === 'wan-2-7-image'));
    assert.deepEqual(await filtered('client_request_id=never-sent'), []);
  });

  test('200: filtered by time; a range starts at its moment and ends before it', async () => {
    const all = (await api.get('/api/v1/generations?limit=100')).body.data ?? [];
    const moment = textOf(all[1]?.created_at);
    const idsOf = async (query: string) =>
      ((await api.get(`/api/v1/generations?limit=100&${query}=${encodeURIComponent(moment)}`)).body.data ?? []).map(
        ({ id }) => id,
      );
    const [from, below] = [await idsOf('created_after'), await idsOf('created_before')];
    assert.ok(from.includes(all[1]?.id) && !below.includes(all[1]?.id));
    assert.deepEqual(
      [...from, ...below],
      all.map(({ id }) => id),
    );
  });
});

test('in the end the ledger verifies', () => verifyLedger(target));
