import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { openTestDb } from '../testing.ts';
import type { Db, Tx } from './database.ts';
import { hasManyWriters, holdNames } from './locks.ts';
import type { Migrations } from './migrate.ts';

const counters: Migrations = {
  '2026-01-01-01-counters': {
    async up(db: Kysely<unknown>) {
      await sql`create table counters (id text primary key, count integer not null)`.execute(db);
      await sql`insert into counters values ('a', 0)`.execute(db);
    },
  },
};

const TURNS = 20;

async function count(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count from counters where id = 'a'`.execute(db.read);
  return rows[0]?.count ?? -1;
}

/** Reads, lets others in, and writes what it read and one more. */
async function addOne(tx: Tx, forUpdate: boolean): Promise<void> {
  const lock = forUpdate && hasManyWriters(tx) ? sql` for update` : sql``;
  const { rows } = await sql<{ count: number }>`select count from counters where id = 'a'${lock}`.execute(tx);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await sql`update counters set count = ${(rows[0]?.count ?? 0) + 1} where id = 'a'`.execute(tx);
}

const open = (t: TestContext) => openTestDb(t, counters);

describe('what a transaction read to decide stays as it is', () => {
  test('when it holds the row', async (t) => {
    const db = await open(t);
    await Promise.all(Array.from({ length: TURNS }, () => db.transaction((tx) => addOne(tx, true))));
    assert.equal(await count(db), TURNS);
  });

  test('when it holds the name of what has no row', async (t) => {
    const db = await open(t);
    await Promise.all(
      Array.from({ length: TURNS }, () =>
        db.transaction(async (tx) => {
          await holdNames(tx, ['the counter', 'another']);
          await addOne(tx, false);
        }),
      ),
    );
    assert.equal(await count(db), TURNS);
  });

  test('names are held in one order, whatever order they are given in: nobody waits in a circle', async (t) => {
    const db = await open(t);
    const names = ['one', 'two', 'three'];
    await Promise.all(
      Array.from({ length: TURNS }, (_, turn) =>
        db.transaction(async (tx) => {
          await holdNames(tx, turn % 2 === 0 ? names : names.toReversed());
          await addOne(tx, false);
        }),
      ),
    );
    assert.equal(await count(db), TURNS);
  });
});

test('a snapshot sees one moment, whatever is written meanwhile', async (t) => {
  const db = await open(t);
  if (db.kind === 'sqlite') return t.skip('its one writer waits for the snapshot');
  await db.snapshot(async (tx) => {
    const { rows: before } = await sql`select count from counters`.execute(tx);
    await db.transaction((other) => addOne(other, true));
    assert.deepEqual((await sql`select count from counters`.execute(tx)).rows, before);
  });
  assert.equal(await count(db), 1);
});

test('exclusively: one at a time, also across connections', async (t) => {
  const db = await open(t);
  if (db.kind === 'sqlite') return t.skip('the data folder is one process’s alone');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 4 }, () =>
      db.exclusively('work', async () => {
        inside += 1;
        most = Math.max(most, inside);
        await db.transaction((tx) => addOne(tx, false));
        inside -= 1;
      }),
    ),
  );
  assert.equal(most, 1);
  assert.equal(await count(db), 4);
});
