import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { incidentMigrations } from '../incidents.ts';
import { openTestDb, testFolder } from '../testing.ts';
import { type Db, openSqlite, type Reader, type Tx } from './database.ts';
import type { Migrations } from './migrate.ts';
import { isUnwritable, mayBeKept } from './unwritable.ts';

const things: Migrations = {
  '2026-01-01-01-things': { up: (db: Kysely<unknown>) => createTable(db, 'things') },
};

async function createTable(db: Kysely<unknown>, name: string): Promise<void> {
  await db.schema
    .createTable(name)
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('text', 'text')
    .execute();
}

const insert = (tx: Tx, id: number, text: unknown = 'a') =>
  sql`insert into things (id, text) values (${id}, ${text})`.execute(tx);

async function idsIn(reader: Reader): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from things order by id`.execute(reader);
  return rows.map(({ id }) => id);
}

function openEmpty(t: TestContext) {
  const db = openSqlite(join(testFolder(t), 'empty.sqlite'));
  t.after(() => db.close());
  return db;
}

describe('transaction', () => {
  test('keeps everything, and answers what the work answered', async (t) => {
    const db = await openTestDb(t, things);
    const answer = await db.transaction(async (tx) => {
      await insert(tx, 1);
      await insert(tx, 2);
      return 'done';
    });
    assert.equal(answer, 'done');
    assert.deepEqual(await idsIn(db.read), [1, 2]);
  });

  test('keeps nothing when the work throws', async (t) => {
    const db = await openTestDb(t, things);
    const work = db.transaction(async (tx) => {
      await insert(tx, 1);
      await insert(tx, 2);
      throw new Error('changed my mind');
    });
    await assert.rejects(work, /changed my mind/);
    assert.deepEqual(await idsIn(db.read), []);
  });

  test('keeps nothing when a statement fails half-way, and the store goes on', async (t) => {
    const db = await openTestDb(t, things);
    const work = db.transaction(async (tx) => {
      await insert(tx, 1);
      await insert(tx, 1);
    });
    await assert.rejects(work, /unique/i);
    await db.transaction((tx) => insert(tx, 5));
    assert.deepEqual(await idsIn(db.read), [5]);
  });

  test('is invisible to readers until it is committed, and does not make them wait', async (t) => {
    const db = await openTestDb(t, things);
    await db.transaction(async (tx) => {
      await insert(tx, 1);
      assert.deepEqual(await idsIn(db.read), []);
      assert.deepEqual(await idsIn(tx), [1]);
    });
    assert.deepEqual(await idsIn(db.read), [1]);
  });

  test('waits for the one before it', async (t) => {
    const db = await openTestDb(t, things);
    if (db.kind === 'postgres') return t.skip('it has many writers; locks.test.ts tells how they wait');
    const counts = await Promise.all(
      [1, 2, 3].map((id) =>
        db.transaction(async (tx) => {
          const before = await idsIn(tx);
          await new Promise((resolve) => setImmediate(resolve));
          await insert(tx, id);
          return before.length;
        }),
      ),
    );
    assert.deepEqual(counts, [0, 1, 2]);
  });

  test('refuses values the columns cannot hold, by their type', async (t) => {
    const db = await openTestDb(t, things);
    if (db.kind === 'postgres') return t.skip('its driver writes a boolean as text');
    await assert.rejects(
      db.transaction((tx) => insert(tx, 1, true)),
      /boolean cannot be stored/,
    );
    assert.deepEqual(await idsIn(db.read), []);
  });

  test('survives the process: what was committed is there when the file is opened again', async (t) => {
    const path = join(testFolder(t), 'kept.sqlite');
    const first = openSqlite(path);
    await first.migrate(things);
    await first.transaction((tx) => insert(tx, 7));
    await first.close();
    const second = openSqlite(path);
    t.after(() => second.close());
    assert.deepEqual(await idsIn(second.read), [7]);
  });
});

test('the store keeps its promise to survive power loss: WAL with full synchronisation', async (t) => {
  const db = openEmpty(t);
  const [mode, level] = await db.transaction(async (tx) => [
    (await sql<{ journal_mode: string }>`pragma journal_mode`.execute(tx)).rows[0]?.journal_mode,
    (await sql<{ synchronous: number }>`pragma synchronous`.execute(tx)).rows[0]?.synchronous,
  ]);
  assert.equal(mode, 'wal');
  assert.equal(level, 2);
});

describe('migrate', () => {
  test('runs each step once, in the order of the names', async (t) => {
    const db = openEmpty(t);
    const order: string[] = [];
    const step = (name: string) => ({ up: () => Promise.resolve(void order.push(name)) });
    const steps: Migrations = { '2026-01-02-01-b': step('b'), '2026-01-01-01-a': step('a') };
    assert.deepEqual(await db.migrate(steps), ['2026-01-01-01-a', '2026-01-02-01-b']);
    assert.deepEqual(await db.migrate(steps), []);
    assert.deepEqual(await db.migrate({ ...steps, '2026-01-03-01-c': step('c') }), ['2026-01-03-01-c']);
    assert.deepEqual(order, ['a', 'b', 'c']);
  });

  test('a step that fails half-way is undone and named, and can be run again', async (t) => {
    const db = openEmpty(t);
    let isBroken = true;
    const steps: Migrations = {
      ...things,
      '2026-01-02-01-others': {
        async up(connection: Kysely<unknown>) {
          await createTable(connection, 'others');
          if (isBroken) throw new Error('out of space');
        },
      },
    };
    await assert.rejects(
      db.migrate(steps),
      (error) =>
        error instanceof Error &&
        error.message === 'The schema step 2026-01-02-01-others failed and was undone: out of space' &&
        error.cause instanceof Error,
    );
    const { rows } = await sql`select name from sqlite_master where name = 'others'`.execute(db.read);
    assert.deepEqual(rows, []);
    isBroken = false;
    assert.equal((await db.migrate(steps)).at(-1), '2026-01-02-01-others');
  });

  test('a store that knows steps this version does not is left alone', async (t) => {
    const db = openEmpty(t);
    await db.migrate({ ...things, '2027-01-01-01-future': { up: () => Promise.resolve() } });
    await assert.rejects(db.migrate(things), /2027-01-01-01-future/);
  });

  test('a shared store that a newer process has brought further still lets an older one start', async (t) => {
    const db = await openTestDb(t, things);
    if (db.kind === 'sqlite') return t.skip('the embedded store is one process’s alone');
    await db.migrate({ ...things, '2027-01-01-01-future': { up: () => Promise.resolve() } });
    assert.deepEqual(await db.migrate(things), []);
  });
});

test('a full store refuses with its own reason, says that it cannot be written, and recovers', async (t) => {
  const db = openEmpty(t);
  await db.migrate(incidentMigrations);
  const insert = (id: string, message: string) =>
    db.transaction((tx) =>
      tx.insertInto('incidents').values({ id, kind: 'k', subject_id: null, message, created_at: 1 }).execute(),
    );
  await insert('a', 'small');
  await setPagesMax(db, 1);
  const error = await insert('b', 'x'.repeat(1_000_000)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && /full/.test(error.message), String(error));
  assert.ok(isUnwritable(error));
  assert.deepEqual(
    (await db.read.selectFrom('incidents').select('id').execute()).map(({ id }) => id),
    ['a'],
  );
  await setPagesMax(db, 1_000_000);
  assert.equal(await db.canWrite(), true);
  await insert('b', 'x'.repeat(1_000_000));
});

/** The file may not grow beyond this many pages, as on a disk without room. */
async function setPagesMax(db: Db, pages: number): Promise<void> {
  await db.transaction(async (tx) => void (await sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx)));
}

test('what keeps a store from being written is told from faults of ours', () => {
  const sqlite = (errcode: number) => Object.assign(new Error('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode });
  const system = (code: string) => Object.assign(new Error('system'), { code });
  const refused = system('55000');
  for (const error of [
    refused,
    system('28P01'),
    system('3D000'),
    sqlite(13),
    sqlite(10),
    sqlite(8),
    sqlite(778),
    system('ENOSPC'),
    system('EROFS'),
  ]) {
    assert.ok(isUnwritable(error), JSON.stringify(error));
  }
  for (const error of [sqlite(1), sqlite(19), sqlite(2067), system('ENOENT'), new Error('x'), undefined]) {
    assert.ok(!isUnwritable(error), JSON.stringify(error));
  }
});

test('a commit that was cut off is told from one that was refused', () => {
  const coded = (code: string, syscall?: string) => Object.assign(new Error('x'), { code, syscall });
  const cutOff = [
    new Error('Connection terminated unexpectedly'),
    new Error('Client has encountered a connection error and is not queryable'),
    ...[coded('57P01'), coded('08006'), coded('ECONNRESET', 'read'), coded('EPIPE', 'write')],
  ];
  const refused = [
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout exceeded when trying to connect'),
    ...[coded('53100'), coded('55P03'), coded('57P03'), coded('ECONNREFUSED', 'connect'), coded('ENOSPC', 'write')],
  ];
  assert.deepEqual(
    cutOff.map(mayBeKept),
    cutOff.map(() => true),
  );
  assert.deepEqual(
    refused.map(mayBeKept),
    refused.map(() => false),
  );
  for (const error of [...cutOff, ...refused]) assert.ok(isUnwritable(error), JSON.stringify(error));
});
