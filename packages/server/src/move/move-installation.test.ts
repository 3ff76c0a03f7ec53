import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { startS3Simulator } from '@rivya/simulator';
import { sql } from 'kysely';
import { migrations } from '../app.ts';
import { createDiskStore, createS3Store } from '../files/index.ts';
import { systemClock } from '../platform/clock.ts';
import { openDataFolder } from '../platform/data-folder.ts';
import { type Db, openSqlite, type Reader } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { MOVED_FILE, readMoved } from '../platform/moved-folder.ts';
import { testFolder } from '../platform/testing.ts';
import { type MoveOptions, type MoveProgress, MoveRefused, moveInstallation } from './index.ts';
import { readSourceTables } from './source-tables.ts';
import { emptyDatabase, FILES, KEPT_ANSWERS, makeInstallation, type TestInstallation, testSecrets } from './testing.ts';

const serverUrl = process.env['RIVYA_TEST_POSTGRES_URL'] ?? '';
const skip = serverUrl === '' && 'RIVYA_TEST_POSTGRES_URL names no PostgreSQL server';

type Ready = { readonly installation: TestInstallation; readonly url: string; readonly db: Db };

async function prepare(t: TestContext): Promise<Ready> {
  return { installation: await makeInstallation(t, migrations), ...(await emptyDatabase(t, serverUrl)) };
}

function run({ installation, url }: Ready, changes: Partial<MoveOptions> = {}) {
  return moveInstallation({
    ...{ from: installation.path, to: url, media: undefined, migrations, secrets: testSecrets, clock: systemClock },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    ...changes,
  });
}

const refusal = (code: string) => (error: unknown) => error instanceof MoveRefused && error.code === code;

/** Every row of every table, in an order that both stores know. */
async function contentOf(reader: Reader, tables: readonly { name: string; columns: readonly string[] }[]) {
  const content: [string, readonly string[]][] = [];
  for (const { name, columns } of tables) {
    const list = sql.join(columns.map((column) => sql.id(column)));
    const { rows } = await sql<object>`select ${list} from ${sql.table(name)}`.execute(reader);
    content.push([name, rows.map((row) => JSON.stringify(row)).sort()]);
  }
  return content;
}

async function assertSame({ installation, db }: Ready): Promise<void> {
  await installation.change(async (source) => {
    const tables = await readSourceTables(source.read);
    const there = await contentOf(source.read, tables);
    assert.ok(there.filter(([, rows]) => rows.length > 0).length >= 6, 'the installation holds something');
    assert.deepEqual(await contentOf(db.read, tables), there);
  });
}

/** Ends the move as soon as this much of a part is done. */
function stopAt(isThere: (progress: MoveProgress) => boolean): Pick<MoveOptions, 'signal' | 'onProgress'> {
  const controller = new AbortController();
  const onProgress = (progress: MoveProgress) => {
    if (isThere(progress)) controller.abort();
  };
  return { signal: controller.signal, onProgress };
}

describe('moving the tables', { skip }, () => {
  test('every row of every table arrives as it is, and both say the same of the ledger', async (t) => {
    const ready = await prepare(t);
    const report = await run(ready);
    await assertSame(ready);
    assert.equal(report.wasCopied, false);
    assert.equal(report.tables.find(({ name }) => name === 'idempotency_keys')?.rows, KEPT_ANSWERS);
    assert.deepEqual(report.ledger, { wallets: 3, entries: 12, balance: 3 * 993, held: 3 * 7 });
    assert.equal(report.media, undefined);
    assert.doesNotMatch(report.database, /@/, 'the address is told without its user');
  });

  test('the data folder is only read: its store has the bytes it had', async (t) => {
    const ready = await prepare(t);
    const path = join(ready.installation.path, 'rivya.sqlite');
    await ready.installation.change(async (db) => void (await sql`pragma wal_checkpoint(truncate)`.execute(db.read)));
    const before = readFileSync(path);
    await run(ready);
    assert.ok(readFileSync(path).equals(before));
  });

  test('at its end, and not before, the data folder says that it was moved; a password is not in it', async (t) => {
    const ready = await prepare(t);
    const halfWay = stopAt(({ name, done }) => name === 'idempotency_keys' && done >= 1_000);
    await assert.rejects(run(ready, halfWay), { name: 'AbortError' });
    assert.equal(readMoved(ready.installation.path), undefined);
    const report = await run(ready);
    assert.equal(report.isMarked, true);
    assert.match(readMoved(ready.installation.path) ?? '', /^to .+ on \d{4}-\d\d-\d\d$/);
    const marker = readFileSync(join(ready.installation.path, MOVED_FILE), 'utf8');
    assert.doesNotMatch(marker, /@/);
  });

  test('interrupted half-way, the next run goes on from there and nothing comes twice', async (t) => {
    const ready = await prepare(t);
    const halfWay = stopAt(({ name, done }) => name === 'idempotency_keys' && done >= 1_000);
    await assert.rejects(run(ready, halfWay), { name: 'AbortError' });
    const { rows } = await sql<{ count: number }>`select count(*) as count from idempotency_keys`.execute(
      ready.db.read,
    );
    const left = rows[0]?.count ?? 0;
    assert.ok(left >= 1_000 && left < KEPT_ANSWERS, `${left} rows were there`);
    const seen: number[] = [];
    await run(ready, { onProgress: ({ name, done }) => void (name === 'idempotency_keys' && seen.push(done)) });
    assert.ok((seen[0] ?? 0) >= left, 'the copied rows count as done');
    await assertSame(ready);
  });

  test('run again after it has ended, it leaves alone what servers have made of the copy since', async (t) => {
    const ready = await prepare(t);
    await run(ready);
    await sql`delete from idempotency_keys`.execute(ready.db.read);
    const again = await run(ready);
    assert.equal(again.wasCopied, true);
    const { rows } = await sql`select 1 from idempotency_keys`.execute(ready.db.read);
    assert.deepEqual(rows, []);
  });

  test('two moves at once do not copy a row twice: one of them ends', async (t) => {
    const ready = await prepare(t);
    const twin = makeTwin(t, ready);
    const outcomes = await Promise.allSettled([run(ready), run(twin)]);
    assert.ok(outcomes.some(({ status }) => status === 'fulfilled') || outcomes.every(isAnotherMove));
    await run(ready);
    await assertSame(ready);
  });
});

function isAnotherMove(outcome: PromiseSettledResult<unknown>): boolean {
  return outcome.status === 'rejected' && refusal('another_move')(outcome.reason);
}

/** The same installation in another folder, as after a backup: its lock is another one. */
function makeTwin(t: TestContext, ready: Ready): Ready {
  const path = join(testFolder(t), 'twin');
  cpSync(ready.installation.path, path, { recursive: true });
  return { ...ready, installation: { ...ready.installation, path } };
}

describe('refused, with nothing copied', { skip }, () => {
  test('a folder without an installation; none is made there', async (t) => {
    const ready = await prepare(t);
    const from = join(testFolder(t), 'nothing');
    await assert.rejects(run(ready, { from }), refusal('source_missing'));
    assert.throws(() => readFileSync(from), { code: 'ENOENT' });
  });

  test('a source whose server is running', async (t) => {
    const ready = await prepare(t);
    const held = openDataFolder(ready.installation.path);
    t.after(() => held.release());
    await assert.rejects(run(ready), refusal('source_locked'));
  });

  test('a source of an older version, and one of a newer', async (t) => {
    const ready = await prepare(t);
    const step: Migrations = { '2099-01-01-01-more': { up: () => Promise.resolve() } };
    await assert.rejects(run(ready, { migrations: { ...migrations, ...step } }), refusal('source_not_migrated'));
    await ready.installation.change(async (db) => void (await db.migrate({ ...migrations, ...step })));
    await assert.rejects(run(ready), refusal('source_newer'));
  });

  test('a source whose ledger is broken', async (t) => {
    const ready = await prepare(t);
    await ready.installation.change(async (db) => {
      await db.transaction(async (tx) => void (await sql`update wallets set balance = balance + 1`.execute(tx)));
    });
    await assert.rejects(run(ready), refusal('source_broken'));
  });

  test('a target that a server has used', async (t) => {
    const ready = await prepare(t);
    await ready.db.migrate(migrations);
    await sql`insert into accounts (id, name, created_at) values ('acct_1', 'theirs', 1)`.execute(ready.db.read);
    await assert.rejects(run(ready), refusal('target_not_empty'));
    const { rows } = await sql<{ id: string }>`select id from accounts`.execute(ready.db.read);
    assert.deepEqual(rows, [{ id: 'acct_1' }]);
  });

  test('a target with a table of somebody else, which is left as it is', async (t) => {
    const ready = await prepare(t);
    await sql`create table accounts (number integer)`.execute(ready.db.read);
    await assert.rejects(run(ready), refusal('target_not_empty'));
    await sql`select number from accounts`.execute(ready.db.read);
    await assert.rejects(sql`select 1 from wallets`.execute(ready.db.read), /does not exist/);
  });

  test('a target whose schema a newer version made', async (t) => {
    const ready = await prepare(t);
    await ready.db.migrate({ ...migrations, '2099-01-01-01-more': { up: () => Promise.resolve() } });
    await assert.rejects(run(ready), refusal('target_newer'));
  });

  test('a target that does not answer; the message shows no password', async (t) => {
    const ready = await prepare(t);
    const to = 'postgres://me:hunter2@127.0.0.1:1/rivya';
    await assert.rejects(run(ready, { to }), (error) => {
      assert.ok(refusal('target_unreachable')(error) && error instanceof Error);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });

  test('a source that has changed since the copy began: a mix of both would be neither', async (t) => {
    const ready = await prepare(t);
    await assert.rejects(
      run(
        ready,
        stopAt(({ name, done }) => name === 'idempotency_keys' && done > 0),
      ),
    );
    await ready.installation.change(async (db) => {
      await db.transaction(async (tx) => void (await sql`update api_keys set last_used_at = 5`.execute(tx)));
    });
    await assert.rejects(run(ready), refusal('source_changed'));
  });
});

test('a copy that is not whole is told at the end', { skip }, async (t) => {
  const ready = await prepare(t);
  await ready.db.migrate(migrations);
  await sql`create rule lose as on insert to api_keys do instead nothing`.execute(ready.db.read);
  await assert.rejects(run(ready), refusal('target_differs'));
});

describe('moving the media', { skip }, () => {
  test('to a bucket: every file arrives with its type, and is read back', async (t) => {
    const ready = await prepare(t);
    const bucket = await startS3Simulator({});
    t.after(() => bucket.close());
    const s3 = settingsOf(bucket);
    const report = await run(ready, { media: { kind: 'bucket', s3 } });
    assert.equal(report.media?.copied, FILES);
    assert.equal(report.media?.checked, 100);
    const store = await createS3Store(
      { secrets: testSecrets },
      { ...s3, stagingFolder: join(testFolder(t), 'staging') },
    );
    t.after(() => store.close?.());
    await assertMedia(ready, (id) => store.size(id));
  });

  test('to a folder, later than the tables, and interrupted: what is there is not copied again', async (t) => {
    const ready = await prepare(t);
    await run(ready);
    const path = join(testFolder(t), 'media');
    const media = { kind: 'folder', path } as const;
    await assert.rejects(run(ready, { media, ...stopAt(({ part, done }) => part === 'media' && done >= 64) }));
    const upload = join(path, 'tmp', 'half-an-upload');
    writeFileSync(upload, 'of a server that is at work on the folder');
    const report = await run(ready, { media });
    assert.ok(existsSync(upload));
    assert.ok((report.media?.copied ?? 0) < FILES && (report.media?.copied ?? 0) > 0);
    assert.equal(report.media?.files, FILES);
    const store = createDiskStore(path);
    await assertMedia(ready, (id) => store.size(id));
  });

  test('a file whose bytes are gone, or not what they were, is told and the rest arrives', async (t) => {
    const ready = await prepare(t);
    const [gone = '', spoiled = ''] = await fileIds(ready);
    const pathOf = (id: string) => join(ready.installation.path, 'media', id.slice(-2), id);
    rmSync(pathOf(gone));
    writeFileSync(pathOf(spoiled), 'other bytes');
    const media = { kind: 'folder', path: join(testFolder(t), 'media') } as const;
    const report = await run(ready, { media });
    assert.deepEqual([report.media?.missing, report.media?.damaged], [[gone], [spoiled]]);
    assert.equal(report.media?.copied, FILES - 2);
    assert.equal(await createDiskStore(media.path).size(spoiled), undefined);
    // An earlier run told them; this one does not stumble over them.
    await run(ready, { media });
  });

  test('the folder they are in already is refused', async (t) => {
    const ready = await prepare(t);
    const path = join(ready.installation.path, 'media');
    await assert.rejects(run(ready, { media: { kind: 'folder', path } }), refusal('media_in_place'));
  });

  test('a place that lost a file on the way is told', async (t) => {
    const ready = await prepare(t);
    const path = join(testFolder(t), 'media');
    const media = { kind: 'folder', path } as const;
    await run(ready, { media });
    const [first = ''] = await fileIds(ready);
    rmSync(join(path, first.slice(-2), first));
    await assert.rejects(run(ready, { media }), refusal('media_differ'));
  });
});

function settingsOf({
  endpoint,
  bucket,
  region,
  accessKeyId,
  secretAccessKey,
}: Awaited<ReturnType<typeof startS3Simulator>>) {
  const place = { endpoint, bucket, region, accessKeyId, secretAccessKey, isPathStyle: true, prefix: 'media/' };
  return { ...place, checksums: 'always', delivery: 'proxy' } as const;
}

async function fileIds({ installation }: Ready): Promise<readonly string[]> {
  const source = openSqlite(join(installation.path, 'rivya.sqlite'));
  const { rows } = await sql<{ id: string }>`select id from files order by id`.execute(source.read);
  await source.close();
  return rows.map(({ id }) => id);
}

async function assertMedia(ready: Ready, sizeOf: (id: string) => Promise<number | undefined>): Promise<void> {
  for (const [index, id] of (await fileIds(ready)).entries()) assert.equal(await sizeOf(id), 100 + index, id);
}
