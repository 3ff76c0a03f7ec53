import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Api, type Body, textOf } from './client.ts';
import { type CommandResult, rivya, runCommand, startServer, temporaryFolder } from './harness.ts';
import { isPng, png, pngSize } from './sample-files.ts';
import { STORE_KIND } from './shared-stores.ts';

const server = await startServer();
after(() => server.stop());
const readSecret = (name: string) => readFileSync(join(server.dataFolder, name), 'utf8').trim();
const firstKey = readSecret('first-key');
const user = { RIVYA_URL: server.url, RIVYA_API_KEY: firstKey };

/** A command asked for JSON writes one value on stdout and nothing else; no failure shows a stack. */
function json({ stdout, stderr }: CommandResult): Body {
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

function assertFails({ exitCode, stdout, stderr }: CommandResult, expected: number, message: RegExp): void {
  assert.equal(exitCode, expected, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /^\s+at /m);
}

describe('the first run', () => {
  test('makes the account default with 1,000 credits and one key, kept to its owner', async () => {
    assert.match(firstKey, /^rvya_sk_[0-9A-Za-z]{32,}$/);
    // With a shared store all processes are told the same token and secret; the folder holds neither.
    const names = STORE_KIND === 'embedded' ? ['first-key', 'admin.token', 'secret'] : ['first-key'];
    for (const name of names) {
      assert.equal(statSync(join(server.dataFolder, name)).mode & 0o777, 0o600, name);
    }
    assert.equal(await new Api(server.url, firstKey).balance(), 1_000);
    const { data = [] } = await rivya(server, 'accounts', 'list');
    assert.deepEqual(
      data.map(({ name }) => name),
      ['default'],
    );
  });

  test('keys are listed without their secrets', async () => {
    const listed = await runCommand(['keys', 'list', '--json'], server.operator);
    assert.equal(json(listed).data?.length, 1);
    assert.ok(!listed.stdout.includes(firstKey.slice(16)));
  });
});

describe('rivya generate', () => {
  test('writes the picture and one JSON value; references and parameters are passed on', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'kite.png');
    const first = await runCommand(
      ['generate', 'A red kite', '--resolution', '1K', '--aspect-ratio', '16:9', '--seed', '3', '-o', output, '--json'],
      user,
    );
    assert.equal(first.exitCode, 0, first.stderr);
    assert.equal(json(first).status, 'succeeded');
    const picture = readFileSync(output);
    assert.ok(isPng(picture));
    assert.deepEqual(pngSize(picture), { width: 1280, height: 720 });

    const again = join(folder, 'again.png');
    const second = await runCommand(
      [
        'generate',
        'At night',
        '--model',
        'wan-2-7-image',
        '--resolution',
        '1K',
        '--ref',
        output,
        '-o',
        again,
        '--json',
      ],
      user,
    );
    assert.equal(second.exitCode, 0, second.stderr);
    assert.equal(json(second).model, 'wan-2-7-image');
    const { width, height } = pngSize(readFileSync(again));
    assert.ok(Math.abs(width / height / (16 / 9) - 1) < 0.02);
  });

  test('fails with exit code 1 and says why', async () => {
    const generate = (...args: readonly string[]) => runCommand(['generate', ...args, '--json'], user);
    assertFails(await generate('A kite', '--seed', '-1'), 1, /params\.seed/);
    assertFails(await generate('A kite', '--ref', '/nowhere/a.png'), 1, /a\.png/);
    const wrongKey = { ...user, RIVYA_API_KEY: 'rvya_sk_wrong' };
    assertFails(await runCommand(['generate', 'A kite', '--json'], wrongKey), 1, /api_key_invalid/);
    const failed = await generate('A kite [[fail]]');
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /generation_failed/);
  });
});

describe('commands that cannot work', () => {
  test('another exit code than 0: not understood', async () => {
    for (const args of [
      ['nonsense'],
      ['accounts', 'create'],
      ['credits', 'grant', 'default', '1.5'],
      ['serve', '--port', 'x'],
    ]) {
      const { exitCode, stdout, stderr } = await runCommand([...args, '--json'], server.operator);
      assert.notEqual(exitCode, 0, args.join(' '));
      assert.equal(stdout, '');
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
  });

  test('exit code 1: refused by the server, or no server there', async () => {
    const run = (...args: readonly string[]) => runCommand([...args, '--json'], server.operator);
    assertFails(await run('accounts', 'create', 'default'), 1, /taken/);
    assertFails(await run('credits', 'grant', 'nobody', '5'), 1, /not_found/);
    assertFails(await run('keys', 'create', '--account', 'default', '--scopes', 'a:b'), 1, /generations:create/);
    assertFails(await run('keys', 'revoke', `key_${'0'.repeat(26)}`), 1, /not_found/);
    const wrong = { RIVYA_URL: server.url, RIVYA_ADMIN_TOKEN: 'not-the-admin-token-of-it' };
    assertFails(await runCommand(['accounts', 'list', '--json'], wrong), 1, /token/);
    const nobody = { RIVYA_URL: 'http://127.0.0.1:9', RIVYA_ADMIN_TOKEN: 'not-the-admin-token-of-it' };
    assertFails(await runCommand(['accounts', 'list', '--json'], nobody), 1, /127\.0\.0\.1:9/);
  });

  test('the operator API is closed to API keys', async () => {
    for (const key of [undefined, firstKey, 'x']) {
      const { status } = await new Api(server.url, key).get('/admin/v1/accounts');
      assert.equal(status, 401);
    }
  });
});

describe('what an operator reads', () => {
  test('a healthy server: the ledger verifies and there are no incidents', async () => {
    await new Api(server.url, firstKey).upload(png(8, 8), { kind: 'image' });
    assert.equal(json(await runCommand(['ledger', 'verify', '--json'], server.operator)).id, undefined);
    assert.deepEqual((await rivya(server, 'incidents')).data, []);
    const { current_credits } = await rivya(server, 'credits', 'show', 'default');
    assert.equal(current_credits, await new Api(server.url, firstKey).balance());
  });

  test('rivya models lists what the API lists', async () => {
    const { data } = await rivya(server, 'models');
    const api = await new Api(server.url).get('/api/v1/models');
    assert.deepEqual(
      data?.map(({ id }) => textOf(id)),
      api.body.data?.map(({ id }) => textOf(id)),
    );
  });
});
