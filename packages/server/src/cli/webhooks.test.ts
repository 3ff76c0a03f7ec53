import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { verifyWebhook } from '@rivya/sdk';
import { readConfig } from '../config.ts';
import { runServer } from '../main.ts';
import { testFolder } from '../platform/testing.ts';
import { rivya } from './testing.ts';
import { startReceiver, startRivya } from './testing-listen.ts';

/** A server of its own that a test may stop and start again at the same address. */
async function ownServer(t: TestContext) {
  const dataDir = join(testFolder(t), 'data');
  const settings = { RIVYA_LOG_LEVEL: 'silent', RIVYA_DATA_DIR: dataDir };
  const allowlist = { RIVYA_PRIVATE_NETWORK_ALLOWLIST: '127.0.0.0/8' };
  const start = (port: string) => runServer(readConfig({ ...settings, ...allowlist }, { port }));
  let running = await start('0');
  t.after(() => running.stop());
  const { url } = running;
  const key = running.firstKey?.secret ?? '';
  return {
    url,
    env: { RIVYA_URL: url, RIVYA_API_KEY: key },
    stop: () => running.stop(),
    async startAgain() {
      running = await start(new URL(url).port);
    },
    /** The id of a task that fails at once. */
    async failedTask(): Promise<string> {
      const response = await fetch(`${url}/api/v1/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'wan-2-7-image', prompt: 'A kite [[fail]]' }),
      });
      assert.equal(response.status, 202);
      const { id }: { id: string } = JSON.parse(await response.text());
      return id;
    },
  };
}

describe('rivya webhooks', { concurrency: 2 }, () => {
  test('an endpoint is made, listed, tested, given a new secret and deleted, in words and in JSON', async (t) => {
    const { env } = await ownServer(t);
    const receiver = await startReceiver(t);
    const run = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await rivya(['webhooks', ...args], env);
      assert.deepEqual([code, stderr], [0, ''], args.join(' '));
      return stdout;
    };
    assert.equal(await run('list'), 'There are no endpoints.\n');
    const created = JSON.parse(await run('create', receiver.url, '--events', 'generation.failed', '--json'));
    assert.deepEqual(created.event_types, ['generation.failed']);
    assert.match(await run('list'), new RegExp(`^${created.id} +127\\.0\\.0\\.1:.*active +generation\\.failed$`, 'm'));

    assert.match(await run('test', created.id), /^It arrived: status 204 after .*\.\n$/);
    const [{ headers, body } = assert.fail()] = receiver.got;
    assert.equal((await verifyWebhook(body, headers, created.signing_secret)).type, 'webhook.test');
    assert.match(await run('deliveries', created.id), /webhook\.test +succeeded +1 +status 204 after/);

    const rotated = await run('rotate-secret', created.id);
    assert.match(rotated, /^whsec_\S+\n\nThis is the only time .* until \d{4}-.*Z\.\n$/);
    assert.ok(!rotated.includes(created.signing_secret));
    assert.equal(await run('delete', created.id), `${created.id} is deleted.\n`);
    assert.deepEqual(JSON.parse(await run('list', '--json')), { object: 'list', data: [] });
  });

  test('a test that does not arrive exits 1 and says why; a URL that is refused too', async (t) => {
    const { env } = await ownServer(t);
    const receiver = await startReceiver(t, { status: 500 });
    const { stdout } = await rivya(['webhooks', 'create', receiver.url, '--json'], env);
    const { id } = JSON.parse(stdout);
    const failed = await rivya(['webhooks', 'test', id], env);
    assert.deepEqual([failed.code, failed.stdout], [1, '']);
    assert.match(failed.stderr, /^error: It did not arrive: status 500 after/);
    const inJson = await rivya(['webhooks', 'test', id, '--json'], env);
    assert.equal(inJson.code, 1);
    assert.equal(JSON.parse(inJson.stdout).attempts[0].response_status, 500);
    assert.equal(JSON.parse(inJson.stderr).error.code, 'webhook_test_failed');
    const refused = await rivya(['webhooks', 'create', 'http://10.0.0.1/', '--json'], env);
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.stderr).error.code, 'webhook_url_rejected');
  });

  for (const [what, args, message] of [
    ['an address that is not http', ['--forward', 'ftp://localhost/'], /http or https address/],
    ['an address with a password', ['--forward', 'http://a:b@localhost/'], /user name or password/],
    ['a secret that is none', ['--forward', 'http://localhost/', '--secret', 'whsec_abc'], /24 to 64 bytes/],
    ['a secret for nobody', ['--secret', `whsec_${'a'.repeat(44)}`], /--secret needs --forward/],
    ['an unknown type of event', ['--events', 'generation.done'], /The types are generation\.succeeded/],
  ] as const) {
    test(`listen: ${what} exits 2 before anything is sent`, async () => {
      const env = { RIVYA_URL: 'http://127.0.0.1:1', RIVYA_API_KEY: 'rvya_sk_x' };
      const { code, stdout, stderr } = await rivya(['webhooks', 'listen', ...args], env);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  test('listen: no server, or a key it refuses, exits 1', async (t) => {
    const { env } = await ownServer(t);
    const refused = await rivya(['webhooks', 'listen'], { ...env, RIVYA_API_KEY: 'rvya_sk_x' });
    assert.deepEqual([refused.code, refused.stdout], [1, '']);
    assert.match(refused.stderr, /api_key_invalid/);
    const receiver = await startReceiver(t);
    receiver.close();
    const alone = await rivya(['webhooks', 'listen'], { ...env, RIVYA_URL: new URL(receiver.url).origin });
    assert.equal(alone.code, 1);
    assert.match(alone.stderr, /^error: No server answers at/);
  });

  test('listen: prints what happens from now on, forwards it signed, and ends with 0 on Ctrl-C', async (t) => {
    const { url, env, failedTask } = await ownServer(t);
    const early = await failedTask();
    await fetch(`${url}/api/v1/generations/${early}?wait=30`, {
      headers: { authorization: `Bearer ${env.RIVYA_API_KEY}` },
    });
    const receiver = await startReceiver(t, { status: 202 });
    const listening = startRivya(t, ['webhooks', 'listen', '--forward', receiver.url, '--json'], env);
    const start = JSON.parse(await listening.line());
    assert.deepEqual([start.type, start.forward_to], ['listening', receiver.url]);
    const task = await failedTask();
    const { type, event, forwarded } = JSON.parse(await listening.line());
    assert.deepEqual([type, event.type, event.data.id], ['event', 'generation.failed', task]);
    assert.deepEqual([forwarded.status, forwarded.tries, forwarded.error], [202, 1, null]);
    const [{ headers, body } = assert.fail(), ...others] = receiver.got;
    assert.equal(others.length, 0);
    const { object: _object, ...sent } = event;
    assert.deepEqual(await verifyWebhook(body, headers, start.signing_secret), sent);
    assert.equal(headers['webhook-id'], event.id);
    assert.equal(await listening.interrupt(), 0);
    assert.equal(listening.notices(), '');

    const again = startRivya(t, ['webhooks', 'listen', '--since', start.after], env);
    assert.match(await again.line(), /^Listening at http/);
    assert.equal(await again.line(), 'Ctrl-C ends it.');
    assert.match(await again.line(), new RegExp(`^\\S+ \\S+Z  generation\\.failed  ${event.id}  ${task}$`));
    assert.equal(await again.interrupt(), 0);
    assert.equal(await again.line(), `1 event. Go on from here with --since ${event.id}`);
  });

  test('listen: only the types that are asked for; a receiver that is away is told and ends nothing', async (t) => {
    const { env, failedTask } = await ownServer(t);
    const receiver = await startReceiver(t);
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const forward = ['--forward', receiver.url, '--secret', secret];
    const args = ['webhooks', 'listen', ...forward, '--events', 'webhook.test', '--json'];
    const listening = startRivya(t, args, env);
    assert.equal(JSON.parse(await listening.line()).signing_secret, secret);
    await failedTask();
    const { id } = JSON.parse((await rivya(['webhooks', 'create', receiver.url, '--json'], env)).stdout);
    receiver.close();
    assert.equal((await rivya(['webhooks', 'test', id], env)).code, 1);
    const away = JSON.parse(await listening.line());
    assert.equal(away.event.type, 'webhook.test');
    const { status, tries, error } = away.forwarded;
    assert.deepEqual([status, tries, error], [null, 4, 'connection refused']);
    assert.match(
      listening.notices(),
      /^\{"notice":"The receiver does not answer \(connection refused\)\. Trying again\."\}$/m,
    );

    const back = await startReceiver(t, { port: receiver.port });
    assert.equal((await rivya(['webhooks', 'test', id], env)).code, 0);
    const { event, forwarded } = JSON.parse(await listening.line());
    assert.deepEqual([forwarded.status, forwarded.tries], [204, 1]);
    const messages = back.got.filter(({ headers }) => headers['webhook-id'] === event.id);
    const proofs = messages.map(({ body, headers }) => verifyWebhook(body, headers, secret).catch(() => undefined));
    // One came from the server, signed with the endpoint's own secret.
    assert.equal((await Promise.all(proofs)).filter((proven) => proven?.id === event.id).length, 1);
    assert.equal(await listening.interrupt(), 0);
  });

  test('listen: a server that restarts is waited for, said once, and nothing is missed', async (t) => {
    const { env, stop, startAgain, failedTask } = await ownServer(t);
    const listening = startRivya(t, ['webhooks', 'listen', '--json'], env);
    assert.equal(JSON.parse(await listening.line()).signing_secret, null);
    await stop();
    await listening.noticed(/Trying until it answers/);
    await startAgain();
    const task = await failedTask();
    const { event, forwarded } = JSON.parse(await listening.line());
    assert.deepEqual([event.data.id, forwarded], [task, null]);
    assert.equal(await listening.interrupt(), 0);
    assert.equal(listening.notices().match(/Trying until it answers/g)?.length, 1);
    assert.match(listening.notices(), /The server answers again/);
  });
});
