import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { type ListRequest, listGenerations } from './list-generations.ts';
import { retrieveGeneration, waitForGeneration } from './retrieve-generation.ts';
import { findGenerations, insertGenerations } from './store.ts';
import { setUpGenerations } from './testing.ts';
import { verifyGenerations } from './verify-generations.ts';
import { Waiters } from './waiters.ts';

const patiently = { waitMs: 60_000, signal: new AbortController().signal };

describe('waiting for a generation', () => {
  test('answers as soon as the task has ended', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a');
    const { id } = await story.create(caller);
    const waiting = waitForGeneration(story.deps, caller.accountId, id, patiently);
    for (const task of await story.claim()) await story.run(task);
    assert.equal((await waiting).status, 'succeeded');
    assert.equal(story.deps.waiters.count, 0);
  });

  test('answers at once for what has ended, for a caller who leaves, and when everybody is sent home', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a');
    const { id } = await story.create(caller);
    const leaving = new AbortController();
    const left = waitForGeneration(story.deps, caller.accountId, id, { waitMs: 60_000, signal: leaving.signal });
    leaving.abort();
    assert.equal((await left).status, 'queued');
    const home = waitForGeneration(story.deps, caller.accountId, id, patiently);
    story.deps.waiters.wakeAll();
    assert.equal((await home).status, 'queued');
    await cancelGeneration(story.deps, caller.accountId, id);
    assert.equal((await waitForGeneration(story.deps, caller.accountId, id, patiently)).status, 'failed');
    assert.equal(story.deps.waiters.count, 0);
  });

  test('a foreign task is not found, and nobody is left waiting', async (t) => {
    const story = await setUpGenerations(t);
    const { id } = await story.create(await story.caller('a'));
    const stranger = await story.caller('stranger');
    await assert.rejects(waitForGeneration(story.deps, stranger.accountId, id, patiently), isNotFound);
    assert.equal(story.deps.waiters.count, 0);
  });

  test('the time is up: the wait ends by itself', async () => {
    const waiters = new Waiters();
    await waiters.wait('task', 1, new AbortController().signal);
    assert.equal(waiters.count, 0);
  });
});

describe('listing generations', () => {
  test('pages go from new to old and meet without gap or overlap', async (t) => {
    const { list, ids } = await fiveTasks(t);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(seen, [...ids].reverse());
  });

  test('filters by state, model, own id and time, alone and together', async (t) => {
    const { list, ids, story, caller, startMs } = await fiveTasks(t);
    await cancelGeneration(story.deps, caller.accountId, ids[1] ?? '');
    const at = (minutes: number) => new Date(startMs + minutes * MINUTE_MS).toISOString();
    const listed = async (request: Partial<ListRequest>) =>
      (await list({ limit: 100, ...request })).items.map(({ id }) => ids.indexOf(id)).sort();
    assert.deepEqual(await listed({ status: 'failed' }), [1]);
    assert.deepEqual(await listed({ model: 'wan-2-7-image-pro' }), [0, 2, 4]);
    assert.deepEqual(await listed({ client_request_id: 'mine-3' }), [3]);
    assert.deepEqual(await listed({ created_after: at(1), created_before: at(3) }), [1, 2]);
    assert.deepEqual(await listed({ created_after: at(1), model: 'wan-2-7-image', status: 'queued' }), [3]);
    assert.deepEqual(await listed({ client_request_id: '%' }), []);
  });

  test('a rare filter over a long history gives short pages that lead on, not one long walk', async (t) => {
    const { list, ids, story, caller } = await fiveTasks(t);
    const [row] = await findGenerations(story.db.read, [ids[0] ?? '']);
    assert.ok(row);
    const later = Array.from({ length: 10_000 }, (_, index) => ({
      ...row,
      id: newId('task', story.clock.now()),
      model: index === 5 ? 'rare' : 'wan-2-7-image',
      client_request_id: null,
    }));
    for (let at = 0; at < later.length; at += 500) {
      await story.db.transaction((tx) => insertGenerations(tx, later.slice(at, at + 500)));
    }
    const seen: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, model: 'wan-2-7-image-pro', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      pages += 1;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(seen, [ids[4], ids[2], ids[0]]);
    assert.equal(pages, 3, 'one that is empty, and two with what there is');
    assert.equal(caller.accountId, row.account_id);
  });

  test('a strange cursor or time is refused by name; other accounts see nothing', async (t) => {
    const { list, story } = await fiveTasks(t);
    await assert.rejects(list({ limit: 1, cursor: 'x' }), /cursor/);
    await assert.rejects(list({ limit: 1, created_after: 'yesterday' }), /created_after/);
    for (const noDay of ['2026-13-40', '2026-02-30', '2026-02-30T00:00:00Z']) {
      await assert.rejects(list({ limit: 1, created_before: noDay }), /created_before/);
    }
    const stranger = await story.caller('stranger');
    assert.deepEqual((await listGenerations(story.deps, stranger.accountId, { limit: 100 })).items, []);
  });
});

describe('the proof that tasks and ledger tell the same', () => {
  test('names a task whose state the ledger does not back', async (t) => {
    const story = await setUpGenerations(t);
    const { id } = await story.create(await story.caller('a'));
    assert.deepEqual(await verifyGenerations(story.db), { checked: 1, problems: [] });
    await story.db.transaction((tx) => tx.updateTable('generations').set({ status: 'succeeded' }).execute());
    const { problems } = await verifyGenerations(story.db);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', new RegExp(`${id}.*settle`));
  });
});

async function fiveTasks(t: Parameters<typeof setUpGenerations>[0]) {
  const story = await setUpGenerations(t);
  const caller = await story.caller('a');
  const startMs = story.clock.now();
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const model = index % 2 === 0 ? 'wan-2-7-image-pro' : 'wan-2-7-image';
    ids.push((await story.create(caller, { model, client_request_id: `mine-${index}` })).id);
    story.clock.advance(MINUTE_MS);
  }
  const list = (request: ListRequest) => listGenerations(story.deps, caller.accountId, request);
  assert.equal((await retrieveGeneration(story.deps, caller.accountId, ids[0] ?? '')).client_request_id, 'mine-0');
  return { story, caller, ids, list, startMs };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Failure && error.code === 'not_found';
}
