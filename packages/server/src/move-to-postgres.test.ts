import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { migrations } from './app.ts';
import { startOwnServer } from './cli/own-server.ts';
import { rivya } from './cli/testing.ts';
import { emptyDatabase, makeInstallation, TEST_SECRET } from './move/testing.ts';
import { testFolder } from './platform/testing.ts';
import { createTask, endOf } from './testing-tasks.ts';

const serverUrl = process.env['RIVYA_TEST_POSTGRES_URL'] ?? '';
const skip = serverUrl === '' && 'RIVYA_TEST_POSTGRES_URL names no PostgreSQL server';
const TOKEN = 'admin-token-of-the-move-test';

describe('rivya move', () => {
  test('what a server made goes on in PostgreSQL: keys, tasks, pictures and money', { skip }, async (t) => {
    const [before, after] = [join(testFolder(t), 'before'), join(testFolder(t), 'after')];
    const { url: databaseUrl } = await emptyDatabase(t, serverUrl);
    const { signal } = new AbortController();
    const embedded = await startOwnServer(before, { signal, settings: {} });
    t.after(() => embedded.stop());
    const key = readFileSync(join(before, 'first-key'), 'utf8').trim();
    const id = await createTask({ url: embedded.url, key }, 'a red kite over the sea');
    const made = await endOf({ url: embedded.url, key }, id);
    assert.equal(made.status, 'succeeded');

    const running = await rivya(['move', '--from', before, '--to', databaseUrl, '--json']);
    assert.equal(JSON.parse(running.stderr).error.code, 'source_locked');
    await embedded.stop();

    const media = join(after, 'media');
    const moved = await rivya(['move', '--from', before, '--media', media, '--json'], {
      RIVYA_DATABASE_URL: databaseUrl,
    });
    assert.deepEqual([moved.code, moved.stderr], [0, '']);
    const report = JSON.parse(moved.stdout);
    assert.deepEqual([report.tables.generations, report.tables.files, report.secret_from], [1, 1, 'file']);
    assert.deepEqual([report.media.copied, report.media.checked], [1, 1]);

    assert.equal(report.source_marked, true);
    const refused = await rivya(['serve', '--data', before, '--port', '0', '--json']);
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.stderr).error.code, 'data_folder_moved');
    assert.match(JSON.parse(refused.stderr).error.message, /remove .*moved\.json/);
    const doctor = JSON.parse((await rivya(['doctor', '--data', before, '--json'])).stdout);
    const store = doctor.checks.find(({ check }: { check: string }) => check === 'store');
    assert.deepEqual([store.state, /was moved to/.test(store.message)], ['fail', true]);

    const secret = readFileSync(join(before, 'secret'), 'utf8').trim();
    writeFileSync(join(after, 'admin.token'), TOKEN);
    const settings = { RIVYA_DATABASE_URL: databaseUrl, RIVYA_SECRET: secret, RIVYA_ADMIN_TOKEN: TOKEN };
    const shared = await startOwnServer(after, { signal, settings });
    t.after(() => shared.stop());
    const task = await endOf({ url: shared.url, key }, id);
    assert.deepEqual(
      task.result?.items.map(({ sha256 }) => sha256),
      made.result?.items.map(({ sha256 }) => sha256),
    );
    const ledger = await rivya(['ledger', 'verify', '--json'], { RIVYA_URL: shared.url, RIVYA_ADMIN_TOKEN: TOKEN });
    assert.equal(JSON.parse(ledger.stdout).ok, true);
    const next = await endOf({ url: shared.url, key }, await createTask({ url: shared.url, key }, 'a blue kite'));
    assert.equal(next.status, 'succeeded');
  });

  test('says what to set, and shows no secret', { skip }, async (t) => {
    const { path } = await makeInstallation(t, migrations);
    const { url } = await emptyDatabase(t, serverUrl);
    const { code, stdout, stderr } = await rivya(['move', '--from', path, '--to', url]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, new RegExp(`RIVYA_SECRET +what ${join(path, 'secret')} holds`));
    assert.match(stdout, /the ledger agrees/);
    assert.doesNotMatch(stdout, new RegExp(TEST_SECRET));
    const again = await rivya(['move', '--from', path, '--to', url], { RIVYA_SECRET: 'x'.repeat(40) });
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /An earlier run has copied/);
    assert.match(again.stderr, /RIVYA_SECRET is not what .* holds/);
  });

  test('says all that is missing or wrong in its flags at once, and shows no password', async (t) => {
    const folder = testFolder(t);
    const wrong = ['--to', 'mysql://me:hunter2@host/db', '--media', 's3://pictures'];
    const { code, stderr } = await rivya(['move', '--from', folder, ...wrong, '--json']);
    assert.equal(code, 1);
    const { message } = JSON.parse(stderr).error;
    assert.match(message, /--to must be an address such as postgres:/);
    assert.match(message, /RIVYA_S3_ACCESS_KEY_ID must be set/);
    assert.doesNotMatch(message, /hunter2/);
  });

  test('asks where to, rather than guessing', async (t) => {
    const { code, stderr } = await rivya(['move', '--from', testFolder(t)]);
    assert.equal(code, 1);
    assert.match(stderr, /Give --to postgres:/);
  });

  test('an address that is no bucket does not become a folder of that name', async (t) => {
    const media = ['--to', 'postgres://host/db', '--media', 'https://s3.example.com/pictures'];
    const { code, stderr } = await rivya(['move', '--from', testFolder(t), ...media]);
    assert.equal(code, 1);
    assert.match(stderr, /--media must be s3:\/\/BUCKET or a folder/);
  });

  test('without --from it is not understood', async () => {
    assert.equal((await rivya(['move'])).code, 2);
  });
});
