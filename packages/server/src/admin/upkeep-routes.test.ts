import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openIncident } from '../platform/incidents.ts';
import { setUp } from './testing.ts';

describe('ledger verify', () => {
  test('200: a whole ledger is ok and says what was looked at', async (t) => {
    const { call } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    await call('POST', '/credits/grant', { account: 'acme', amount: 100 });
    assert.deepEqual((await call('GET', '/ledger/verify')).body, {
      ok: true,
      problem_count: 0,
      problems: [],
      checked: { accounts: 1, entries: 1, generations: 3 },
    });
  });

  test('200: what is wrong with the ledger or with a generation is told', async (t) => {
    const { call, db } = await setUp(t, ['task_x: the ledger holds nothing']);
    await call('POST', '/accounts', { name: 'acme' });
    await call('POST', '/credits/grant', { account: 'acme', amount: 100 });
    await db.transaction((tx) => tx.updateTable('wallets').set({ balance: 999 }).execute());
    const { status, body } = await call('GET', '/ledger/verify');
    assert.deepEqual([status, body.ok, body.problem_count], [200, false, 2]);
    assert.match(body.problems[0].message, /balance of 999/);
    assert.match(body.problems[1].message, /task_x/);
  });
});

describe('incidents', () => {
  test('200: the newest first, page by page', async (t) => {
    const { call, db, clock } = await setUp(t);
    for (const message of ['first', 'second']) {
      await db.transaction((tx) => openIncident(tx, clock, { kind: 'test', message }));
      clock.advance(1);
    }
    const { body } = await call('GET', '/incidents?limit=1');
    const { id, ...incident } = body.data[0];
    assert.match(id, /^inc_/);
    const at = new Date(clock.now() - 1).toISOString();
    assert.deepEqual(incident, {
      ...{ kind: 'test', subject_id: null, message: 'second', times: 1, created_at: at, last_at: at },
      ...{ resolved_at: null, note: null },
    });
    assert.deepEqual([body.data.length, body.has_more], [1, true]);
    const last = await call('GET', `/incidents?limit=1&cursor=${body.next_cursor}`);
    assert.deepEqual(
      [last.body.data.map(({ message }: Record<string, unknown>) => message), last.body.has_more],
      [['first'], false],
    );
  });

  for (const query of ['limit=1000', 'limit=0', 'state=resolved', 'cursor=x', 'kind=test']) {
    test(`400 validation_failed for ${query}`, async (t) => {
      const { call } = await setUp(t);
      const { status, body } = await call('GET', `/incidents?${query}`);
      assert.deepEqual([status, body.error.code], [400, 'validation_failed']);
    });
  }

  for (const body of [undefined, {}, { note: 'Looked it up: not billed.' }]) {
    test(`200: resolved with ${JSON.stringify(body)}, it is listed only among all`, async (t) => {
      const { call, db, clock } = await setUp(t);
      await db.transaction((tx) => openIncident(tx, clock, { kind: 'test', message: 'one' }));
      const { id } = (await call('GET', '/incidents')).body.data[0];
      clock.advance(1_000);
      const resolved = await call('POST', `/incidents/${id}/resolve`, body);
      assert.equal(resolved.status, 200);
      assert.equal(resolved.body.resolved_at, new Date(clock.now()).toISOString());
      assert.equal(resolved.body.note, body?.note ?? null);
      assert.deepEqual((await call('GET', '/incidents')).body.data, []);
      assert.deepEqual((await call('GET', '/incidents?state=all')).body.data, [resolved.body]);
    });
  }

  test('404 for an unknown incident, 400 for a wrong note, and nothing is resolved', async (t) => {
    const { call, db, clock } = await setUp(t);
    await db.transaction((tx) => openIncident(tx, clock, { kind: 'test', message: 'one' }));
    const { id } = (await call('GET', '/incidents')).body.data[0];
    const unknown = await call('POST', '/incidents/inc_1/resolve', {});
    assert.deepEqual([unknown.status, unknown.body.error.code], [404, 'not_found']);
    for (const body of [{ note: '' }, { note: 'x'.repeat(1_001) }, { note: 7 }, { reason: 'x' }]) {
      assert.equal((await call('POST', `/incidents/${id}/resolve`, body)).status, 400, JSON.stringify(body));
    }
    assert.equal((await call('GET', '/incidents')).body.data.length, 1);
  });
});
