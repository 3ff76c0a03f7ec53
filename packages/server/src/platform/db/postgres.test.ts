import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { openPostgres, POSTGRES_LIMITS } from './postgres.ts';
import { openLine } from './testing-line.ts';
import { isUnwritable, mayBeKept } from './unwritable.ts';

const serverUrl = process.env['RIVYA_TEST_POSTGRES_URL'];
const options = serverUrl === undefined ? { skip: 'needs RIVYA_TEST_POSTGRES_URL' } : {};
const SHORT_MS = 100;
const LONG = 0.3;

async function open(t: TestContext, limits: Partial<typeof POSTGRES_LIMITS> = {}) {
  const line = await openLine(t, serverUrl ?? '');
  const settings = { onLost: () => undefined, connectionsMax: 1, limits: { ...POSTGRES_LIMITS, ...limits } };
  const db = await openPostgres({ ...settings, url: line.url });
  t.after(() => db.close());
  return { db, line };
}

async function rejection(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => assert.fail('it passed'),
    (error: unknown) => error,
  );
}

describe('a connection that breaks', options, () => {
  test('in the middle of a statement of a transaction: that one fails, the next has a new connection', async (t) => {
    const { db, line } = await open(t);
    const work = db.transaction(async (tx) => {
      const slow = sql`select pg_sleep(30)`.execute(tx);
      setTimeout(() => line.cut(), SHORT_MS);
      await slow;
    });
    const error = await rejection(work);
    assert.ok(isUnwritable(error), String(error));
    assert.ok(mayBeKept(error), String(error));
    await db.transaction((tx) => sql`select 1`.execute(tx));
  });

  test('between two statements of a transaction: the same', async (t) => {
    const { db, line } = await open(t);
    const work = db.transaction(async (tx) => {
      await sql`select 1`.execute(tx);
      line.cut();
      await line.until(0);
      await sleep(SHORT_MS);
      await sql`select 2`.execute(tx);
    });
    assert.ok(isUnwritable(await rejection(work)));
    await db.transaction((tx) => sql`select 1`.execute(tx));
  });

  test('without a word: the wait for an answer ends, and with it the connection', async (t) => {
    const { db, line } = await open(t, { answerMs: 5 * SHORT_MS });
    await sql`select 1`.execute(db.read);
    line.silence('open');
    const error = await rejection(sql`select 2`.execute(db.read));
    assert.ok(isUnwritable(error) && mayBeKept(error), String(error));
    await line.until(0);
    await sql`select 3`.execute(db.read);
    line.silence('open');
    assert.ok(isUnwritable(await rejection(db.transaction((tx) => sql`select 4`.execute(tx)))));
    await db.transaction((tx) => sql`select 5`.execute(tx));
  });

  test('a server that cannot be reached has kept nothing', async (t) => {
    const { db, line } = await open(t, { connectMs: SHORT_MS });
    line.silence('all');
    const error = await rejection(sql`select 1`.execute(db.read));
    assert.ok(isUnwritable(error) && !mayBeKept(error), String(error));
  });
});

describe('limits of time', options, () => {
  const limits = { statementMs: SHORT_MS, lockMs: SHORT_MS, idleInTransactionMs: SHORT_MS, answerMs: 10 * SHORT_MS };

  test('do not end what is done exclusively, nor the wait for it', async (t) => {
    const [{ db }, { db: other }] = [await open(t, limits), await open(t, limits)];
    const order: string[] = [];
    const name = randomBytes(8).toString('hex');
    const first = Promise.withResolvers<void>();
    await Promise.all([
      db.exclusively(name, async () => {
        first.resolve();
        await sleep(LONG * 1_000);
        order.push('first');
      }),
      first.promise.then(() => other.exclusively(name, () => Promise.resolve(order.push('second')))),
    ]);
    assert.deepEqual(order, ['first', 'second']);
  });

  test('do not end a step of the schema', async (t) => {
    const schema = `limits_${randomBytes(8).toString('hex')}`;
    const whole = await openPostgres({ url: serverUrl ?? '', onLost: () => undefined, connectionsMax: 1 });
    await sql`create schema ${sql.id(schema)}`.execute(whole.read);
    const url = new URL(serverUrl ?? '');
    url.searchParams.set('options', `-c search_path=${schema}`);
    const settings = { onLost: () => undefined, limits: { ...POSTGRES_LIMITS, ...limits } };
    const db = await openPostgres({ ...settings, url: url.href });
    t.after(async () => {
      await db.close();
      await sql`drop schema ${sql.id(schema)} cascade`.execute(whole.read);
      await whole.close();
    });
    const slow = async (connection: Kysely<unknown>) => void (await sql`select pg_sleep(${LONG})`.execute(connection));
    assert.deepEqual(await besideOthers(() => db.migrate({ '2026-01-01-01-slow': { up: slow } })), [
      '2026-01-01-01-slow',
    ]);
    assert.match(String(await rejection(sql`select pg_sleep(${LONG})`.execute(db.read))), /statement timeout/);
  });
});

/** Which tables there are is asked of the whole database, and fails when another test's schema goes at that moment. */
async function besideOthers<Result>(work: () => Promise<Result>, tries = 10): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (tries === 1 || !/does not exist/.test(String(error))) throw error;
    return await besideOthers(work, tries - 1);
  }
}
