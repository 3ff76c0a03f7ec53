import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createAccount, createKey } from '../accounts/index.ts';
import { grantCredits, releaseCredits, reserveCredits } from '../credits/index.ts';
import { createDiskStore } from '../files/index.ts';
import { type DataFolder, openDataFolder } from '../platform/data-folder.ts';
import { type Db, openSqlite } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { openPostgres } from '../platform/db/postgres.ts';
import { newId } from '../platform/ids.ts';
import { createSecrets, sha256Hex } from '../platform/secrets.ts';
import { testClock, testFolder } from '../platform/testing.ts';
import { credits, DAY_MS } from '../platform/units.ts';

type Test = { after(work: () => void | Promise<void>): void };

export const TEST_SECRET = 'move-test-secret-move-test-secret';
export const testSecrets = createSecrets([TEST_SECRET]);

/** More than two batches. */
export const KEPT_ANSWERS = 2_345;
/** More than two steps. */
export const FILES = 150;

/** For tests only: a schema of its own on this server, as the address of an empty database; removed after the test. */
export async function emptyDatabase(test: Test, serverUrl: string): Promise<{ readonly url: string; readonly db: Db }> {
  const schema = `move_${randomBytes(8).toString('hex')}`;
  const onLost = () => undefined;
  const whole = await openPostgres({ url: serverUrl, onLost, connectionsMax: 1 });
  await sql`create schema ${sql.id(schema)}`.execute(whole.read);
  const url = new URL(serverUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const db = await openPostgres({ url: url.href, onLost, connectionsMax: 2 });
  test.after(async () => {
    await db.close();
    await sql`drop schema ${sql.id(schema)} cascade`.execute(whole.read);
    await whole.close();
  });
  return { url: url.href, db };
}

export type TestInstallation = {
  readonly path: string;
  /** Opens its store for a change, as a server would. */
  change(work: (db: Db, folder: DataFolder) => Promise<void>): Promise<void>;
};

/**
 * For tests only: a data folder with accounts, keys, a ledger with closed and open reservations, kept answers in all kinds
 * of letters, and files whose bytes lie in the media folder.
 */
export async function makeInstallation(test: Test, migrations: Migrations): Promise<TestInstallation> {
  const path = join(testFolder(test), 'data');
  const change: TestInstallation['change'] = async (work) => {
    const folder = openDataFolder(path);
    const db = openSqlite(folder.storePath);
    await work(db, folder);
    await db.close();
    folder.release();
  };
  await change(async (db, folder) => {
    await db.migrate(migrations);
    folder.ownFile('secret', () => TEST_SECRET);
    await addAccounts(db);
    await addAnswers(db);
    await addFiles(db, folder.mediaPath);
  });
  return { path, change };
}

async function addAccounts(db: Db): Promise<void> {
  const clock = testClock(Date.now());
  for (const name of ['acme', 'Zoë & Söhne', '画廊']) {
    const { id: accountId } = await createAccount({ db, clock }, name);
    const { key } = await createKey({ db, clock }, { accountId });
    await grantCredits({ db, clock }, { accountId, amount: credits(1_000), note: 'Größe “∞” 😀' });
    const [open, closed] = [1, 2].map(() => ({
      generationId: newId('task'),
      accountId,
      keyId: key.id,
      amount: credits(7),
    }));
    if (open === undefined || closed === undefined) throw new Error('There are two.');
    await db.transaction(async (tx) => {
      await reserveCredits(tx, clock, [open, closed]);
      await releaseCredits(tx, clock, [{ ...closed, reserved: closed.amount, note: 'cancelled' }]);
    });
  }
}

async function addAnswers(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    for (let index = 0; index < KEPT_ANSWERS; index += 1) {
      const answer = JSON.stringify({ index, text: 'a "quoted" \\ back\nslash, 画 and 😀' });
      await sql`
        insert into idempotency_keys (claim, body_hash, answer, created_at)
        values (${`claim-${index}`}, ${'hash'}, ${answer}, ${Number.MAX_SAFE_INTEGER - index})
      `.execute(tx);
    }
  });
}

async function addFiles(db: Db, mediaPath: string): Promise<void> {
  const store = createDiskStore(mediaPath);
  for (let index = 0; index < FILES; index += 1) {
    const id = newId('file');
    const bytes = randomBytes(100 + index);
    await store.put(id, bytes);
    await db.transaction(async (tx) => {
      await sql`
        insert into files (id, account_id, kind, name, mime_type, size_bytes, sha256, created_at, expires_at)
        values (${id}, ${'acct'}, ${'image'}, ${'a.png'}, ${'image/png'}, ${bytes.length}, ${sha256Hex(bytes)},
          ${Date.now()}, ${Date.now() + DAY_MS})
      `.execute(tx);
    });
  }
}
