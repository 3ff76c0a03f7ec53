import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tx } from './db/database.ts';
import { incidentMigrations, listIncidents, openIncident, resolveIncident } from './incidents.ts';
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

const STOPPED = { kind: 'credential_stopped', subjectId: 'dashscope/main', message: 'The key was refused.' };

test('what happens again in the same words while it is open counts there; of something else it is a new one', async (t) => {
  const db = await openTestDb(t, incidentMigrations);
  const clock = testClock();
  const open = (incident: Parameters<typeof openIncident>[2]) =>
    db.transaction((tx) => openIncident(tx, clock, incident));
  const startMs = clock.now();
  await open(STOPPED);
  clock.advance(1_000);
  await open(STOPPED);
  await open({ ...STOPPED, subjectId: 'dashscope/second' });
  await open({ ...STOPPED, message: 'The bill is unpaid.' });
  await open({ kind: STOPPED.kind, message: STOPPED.message });
  await open({ kind: STOPPED.kind, message: STOPPED.message });
  const found = await listIncidents(db, 10);
  assert.deepEqual(
    found.map(({ subjectId, message, times }) => [subjectId, message, times]),
    [
      [null, STOPPED.message, 2],
      ['dashscope/main', 'The bill is unpaid.', 1],
      ['dashscope/second', STOPPED.message, 1],
      ['dashscope/main', STOPPED.message, 2],
    ],
  );
  assert.deepEqual([found[3]?.createdAtMs, found[3]?.lastAtMs], [startMs, startMs + 1_000]);
  assert.deepEqual([found[1]?.createdAtMs, found[1]?.lastAtMs], [startMs + 1_000, startMs + 1_000]);
});

test('what two meet in the same moment is one incident', async (t) => {
  const db = await openTestDb(t, incidentMigrations);
  const clock = testClock();
  const open = (tx: Tx) => openIncident(tx, clock, STOPPED);
  const others: Promise<void>[] = [];
  await db.transaction(async (tx) => {
    await open(tx);
    if (others.length === 0) others.push(db.transaction(open));
    // Time for the other one to look for what is not committed yet, if it does not wait.
    await pause(100);
  });
  await Promise.all(others);
  assert.deepEqual(
    (await listIncidents(db, 10)).map(({ times }) => times),
    [2],
  );
});

test('resolved, an incident is among all but not among the open, and when it happens again there is a new one', async (t) => {
  const db = await openTestDb(t, incidentMigrations);
  const clock = testClock();
  await db.transaction((tx) => openIncident(tx, clock, STOPPED));
  const [{ id } = assert.fail()] = await listIncidents(db, 10);
  clock.advance(1_000);
  const resolvedAtMs = clock.now();
  const resolve = (note?: string) => db.transaction((tx) => resolveIncident(tx, clock, { id, note }));
  assert.deepEqual((await resolve('Paid.'))?.resolvedAtMs, resolvedAtMs);
  assert.deepEqual(await listIncidents(db, 10), []);
  clock.advance(1_000);
  await db.transaction((tx) => openIncident(tx, clock, STOPPED));
  assert.deepEqual(
    (await listIncidents(db, 10)).map(({ times, resolvedAtMs: at }) => [times, at]),
    [[1, null]],
  );
  const again = await resolve();
  assert.deepEqual([again?.resolvedAtMs, again?.note], [resolvedAtMs, 'Paid.']);
  assert.equal((await resolve('Paid twice.'))?.note, 'Paid twice.');
  const all = await listIncidents(db, 10, { state: 'all' });
  assert.deepEqual(
    all.map(({ note, resolvedAtMs: at }) => [note, at]),
    [
      [null, null],
      ['Paid twice.', resolvedAtMs],
    ],
  );
  assert.deepEqual(await listIncidents(db, 10, { state: 'all', afterId: all[0]?.id }), all.slice(1));
  const unknown = await db.transaction((tx) => resolveIncident(tx, clock, { id: 'inc_unknown' }));
  assert.equal(unknown, undefined);
});
