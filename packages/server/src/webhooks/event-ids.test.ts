import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../platform/db/database.ts';
import { openTestDb, testClock } from '../platform/testing.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { selectEvents } from './event-store.ts';
import { webhookMigrations } from './index.ts';
import { publishEvents } from './publish-events.ts';

const ACCOUNT = 'acct_1';

async function open(t: TestContext) {
  const db = await openTestDb(t, webhookMigrations);
  return db.kind === 'postgres' ? db : t.skip('one process makes all ids of an embedded store');
}

const event = (generationId: string, accountId = ACCOUNT) =>
  ({ accountId, type: 'generation.succeeded', generationId }) as const;

async function tasksAfter(db: Db, afterId: string): Promise<readonly (string | null)[]> {
  const rows = await selectEvents(db.read, { accountId: ACCOUNT, limit: 10, afterId });
  return rows.map((row) => row.generation_id);
}

test('who follows an account’s events misses none that another process was still committing', async (t) => {
  const db = await open(t);
  if (db === undefined) return;
  const clock = testClock();
  const [isMade, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = db.transaction(async (tx) => {
    await publishEvents(tx, clock, [event('task_slow')]);
    isMade.resolve();
    await mayCommit.promise;
  });
  await isMade.promise;
  const fast = db.transaction((tx) => publishEvents(tx, clock, [event('task_fast')]));
  const elsewhere = db.transaction((tx) => publishEvents(tx, clock, [event('task_other', 'acct_2')]));
  await elsewhere;
  await Promise.race([fast, sleep(50)]);
  assert.deepEqual(await tasksAfter(db, ''), [], 'the later one is not seen before the earlier one');
  mayCommit.resolve();
  await Promise.all([slow, fast]);
  assert.deepEqual(await tasksAfter(db, ''), ['task_slow', 'task_fast']);
});

test('a process whose clock is behind goes on after the newest event', async (t) => {
  const db = await open(t);
  if (db === undefined) return;
  const behind = testClock();
  const ahead = { now: () => behind.now() + 10 * MINUTE_MS };
  await db.transaction((tx) => publishEvents(tx, ahead, [event('task_1')]));
  const [newest] = await selectEvents(db.read, { accountId: ACCOUNT, limit: 1 });
  // Ids of one process never go back; another process's are not bound by that.
  await db.transaction((tx) =>
    tx
      .updateTable('webhook_events')
      .set({ id: (newest?.id ?? '').replace(/.{26}$/, (id) => `z${id.slice(1)}`) })
      .execute(),
  );
  const [{ id } = assert.fail()] = await selectEvents(db.read, { accountId: ACCOUNT, limit: 1 });
  await db.transaction((tx) =>
    publishEvents(
      tx,
      behind,
      ['task_2', 'task_3'].map((task) => event(task)),
    ),
  );
  assert.deepEqual(await tasksAfter(db, id), ['task_2', 'task_3']);
});
