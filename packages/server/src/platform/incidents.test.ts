import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentMigrations, listIncidents, openIncident } from './incidents.ts';
import { openTestDb, testClock } from './testing.ts';

test('incidents are listed newest first, as many as asked for', async (t) => {
  const db = await openTestDb(t, incidentMigrations);
  const clock = testClock();
  for (const message of ['one', 'two', 'three']) {
    await db.transaction((tx) => openIncident(tx, clock, { kind: 'purchase_unclear', subjectId: 'task_1', message }));
    clock.advance(1_000);
  }
  const [newest, second, ...more] = await listIncidents(db, 2);
  assert.equal(newest?.message, 'three');
  assert.equal(newest?.subjectId, 'task_1');
  assert.equal(newest?.createdAtMs, clock.now() - 1_000);
  assert.equal(second?.message, 'two');
  assert.deepEqual(more, []);
});

test('an incident of a transaction that failed was never there', async (t) => {
  const db = await openTestDb(t, incidentMigrations);
  const work = db.transaction(async (tx) => {
    await openIncident(tx, testClock(), { kind: 'purchase_unclear', message: 'lost' });
    throw new Error('undone');
  });
  await assert.rejects(work, /undone/);
  assert.deepEqual(await listIncidents(db, 10), []);
});
