import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { toIso } from '../platform/clock.ts';
import { WALK_MAX } from '../platform/http/cursor.ts';
import { firstIdAt, newId } from '../platform/ids.ts';
import { type EventRow, insertEvents } from './event-store.ts';
import { publishEvents } from './publish-events.ts';
import { type Answer, openApi, type Shown, textOf } from './testing-api.ts';

const idsOf = (list: readonly Shown[]) => list.map(({ id }) => id);

/** Events of two kinds in turn: the even ones succeeded, the odd ones failed. The oldest first. */
async function setUp(t: TestContext, count: number) {
  const api = await openApi(t);
  const { scene, owner } = api;
  const generationIds: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const generationId = newId('task', scene.clock.now());
    const type = number % 2 === 0 ? 'generation.succeeded' : 'generation.failed';
    await scene.db.transaction((tx) =>
      publishEvents(tx, scene.clock, [{ accountId: owner.accountId, type, generationId }]),
    );
    scene.clock.advance(1);
    generationIds.push(generationId);
  }
  const rows = await scene.db.read.selectFrom('webhook_events').select('id').orderBy('id').execute();
  /** The ids of a list and whether there is more, all pages of it together. */
  const walk = async (query: string): Promise<{ ids: readonly (string | undefined)[]; pages: number }> => {
    const pages: Answer[] = [];
    let cursor = '';
    do {
      const page = await api.call('GET', `/webhook-events?${query}${cursor}`);
      assert.equal(page.status, 200, page.text);
      assert.equal(page.body.has_more, page.body.next_cursor !== null);
      pages.push(page);
      cursor = page.body.next_cursor === null ? '' : `&cursor=${page.body.next_cursor}`;
    } while (cursor !== '');
    return { ids: pages.flatMap(({ list }) => idsOf(list)), pages: pages.length };
  };
  return { ...api, generationIds, ids: rows.map(({ id }) => id), walk };
}

describe('GET /api/v1/webhook-events', () => {
  test('200: what happened, with or without an endpoint, the newest first, page by page', async (t) => {
    const { call, ids, generationIds, walk, scene, callAs, openAccount } = await setUp(t, 5);
    assert.deepEqual(await walk('limit=2'), { ids: ids.toReversed(), pages: 3 });
    const [newest] = (await call('GET', '/webhook-events?limit=1')).list;
    assert.deepEqual(newest, {
      ...{ id: ids[4], object: 'webhook_event', type: 'generation.succeeded', api_version: '2026-05-11' },
      created_at: toIso(scene.clock.now() - 1),
      data: { id: generationIds[4], object: 'generation', status: 'succeeded' },
    });
    assert.deepEqual((await call('GET', `/webhook-events/${ids[4]}`)).body, newest);
    const stranger = callAs(await openAccount('stranger'));
    assert.deepEqual((await stranger('GET', '/webhook-events')).list, []);
    const unknown = await call('GET', `/webhook-events/${newId('evt')}`);
    assert.deepEqual([(await stranger('GET', `/webhook-events/${ids[4]}`)).text, unknown.status], [unknown.text, 404]);
  });

  test('200: by type and by task', async (t) => {
    const { ids, generationIds, walk } = await setUp(t, 6);
    const failed = ids.filter((_id, index) => index % 2 === 1);
    assert.deepEqual(await walk('type=generation.failed&limit=2'), { ids: failed.toReversed(), pages: 2 });
    assert.deepEqual(await walk('type=webhook.test'), { ids: [], pages: 1 });
    assert.deepEqual((await walk(`generation_id=${generationIds[3]}`)).ids, [ids[3]]);
    assert.deepEqual((await walk(`generation_id=${generationIds[3]}&type=generation.succeeded`)).ids, []);
    assert.deepEqual((await walk('generation_id=task_unknown')).ids, []);
  });

  test('200: after an event come the ones after it, the oldest first, and a cursor goes on from there', async (t) => {
    const { ids, walk, call, scene, owner } = await setUp(t, 7);
    assert.deepEqual(await walk(`after=${ids[1]}&limit=2`), { ids: ids.slice(2), pages: 3 });
    assert.deepEqual(await walk(`after=${ids[6]}`), { ids: [], pages: 1 });
    const failed = ids.filter((_id, index) => index % 2 === 1);
    assert.deepEqual((await walk(`after=${ids[0]}&type=generation.failed&limit=1`)).ids, failed);
    // An event that was never, or is no more, is a place in time too.
    assert.deepEqual((await walk(`after=${firstIdAt('evt', 0)}`)).ids, ids);
    const nowhere = firstIdAt('evt', scene.clock.now() - 3);
    assert.deepEqual((await walk(`after=${nowhere}`)).ids, ids.slice(4));

    // What happens between two pages is on the next.
    const page = await call('GET', `/webhook-events?after=${ids[3]}&limit=2`);
    await scene.publish(1, owner.accountId);
    const rest = await call('GET', `/webhook-events?after=${ids[3]}&limit=2&cursor=${page.body.next_cursor}`);
    assert.equal(rest.list.length, 2);
    assert.equal(rest.list[0]?.id, ids[6]);
  });

  test('an event is told as its task is now: one that cannot be read is an error, not an empty event', async (t) => {
    const { call, scene, ids } = await setUp(t, 3);
    assert.equal((await call('GET', '/webhook-events')).status, 200);
    for (const { generation_id: id } of await scene.db.read.selectFrom('webhook_events').selectAll().execute()) {
      scene.unreadable.add(textOf(id));
    }
    assert.equal((await call('GET', `/webhook-events/${ids[0]}`)).status, 500);
    assert.equal((await call('GET', '/webhook-events')).body.error?.code, 'internal_error');
  });

  test('200: a rare type in a long history comes in short pages, in both directions', async (t) => {
    const { scene, owner, walk } = await openLongHistory(t);
    const [oldest = assert.fail(), newest = assert.fail()] = await scene.db.read
      .selectFrom('webhook_events')
      .select('id')
      .where('account_id', '=', owner.accountId)
      .where('type', '=', 'webhook.test')
      .orderBy('id')
      .execute();
    assert.deepEqual(await walk('type=webhook.test'), { ids: [newest.id, oldest.id], pages: 2 });
    assert.deepEqual(await walk(`type=webhook.test&after=${firstIdAt('evt', 0)}`), {
      ...{ ids: [oldest.id, newest.id], pages: 2 },
    });
  });

  test('400 validation_failed: unknown filters and types, ids that are none, bad limits and cursors', async (t) => {
    const { call, ids } = await setUp(t, 1);
    const cursor = Buffer.from(newId('whend')).toString('base64url');
    for (const query of [
      'type=generation.queued',
      'after=evt_1',
      `after=${newId('task')}`,
      'after=',
      'generation_id=',
      'limit=0',
      `cursor=${cursor}`,
      `after=${ids[0]}&cursor=nonsense`,
      'wait=5',
    ]) {
      const { status, body } = await call('GET', `/webhook-events?${query}`);
      assert.deepEqual([status, body.error?.code], [400, 'validation_failed'], query);
    }
  });
});

/** One test at either end of as many events as one page may walk past. */
async function openLongHistory(t: TestContext) {
  const api = await setUp(t, 0);
  const { scene, owner } = api;
  const row = (type: EventRow['type']): EventRow => ({
    ...{ id: newId('evt', scene.clock.now()), account_id: owner.accountId, type, created_at: scene.clock.now() },
    ...(type === 'webhook.test'
      ? { generation_id: null, data: '{}' }
      : { generation_id: newId('task', scene.clock.now()), data: null }),
  });
  const others = Array.from({ length: WALK_MAX }, () => 'generation.failed' as const);
  const rows = (['webhook.test', ...others, 'webhook.test'] as const).map(row);
  await scene.db.transaction(async (tx) => {
    for (let at = 0; at < rows.length; at += 1_000) await insertEvents(tx, rows.slice(at, at + 1_000));
  });
  return api;
}
