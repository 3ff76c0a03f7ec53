import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { startServer, temporaryFolder } from '../../../acceptance/harness.ts';
import { isPng, png, pngSize } from '../../../acceptance/sample-files.ts';
import { openBrowser } from '../browser/open-browser.ts';
import { requirePython, runProgram, startProgram } from './run-program.ts';

const server = await startServer();
after(() => server.stop());
const RIVYA_API_KEY = readFileSync(join(server.dataFolder, 'first-key'), 'utf8').trim();
const settings = { RIVYA_URL: server.url, RIVYA_API_KEY };
const wrong = { ...settings, RIVYA_API_KEY: 'rvya_sk_wrong' };
const folder = temporaryFolder();

describe('node-script', () => {
  test('writes the picture and tells its size and price', async () => {
    const path = join(folder, 'script.png');
    const { exitCode, stdout, stderr } = await runProgram(
      'node-script/make-picture.ts',
      ['A red kite', path],
      settings,
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /1280 × 720 pixels for 12 credits/);
    assert.deepEqual(pngSize(readFileSync(path)), { width: 1280, height: 720 });
  });

  test('a refusal and a failed task: exit code 1 and one line', async () => {
    const refused = await runProgram('node-script/make-picture.ts', ['A kite', join(folder, 'no.png')], wrong);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /^.*\(api_key_invalid, request req_\w+\)\n$/);
    const failed = await runProgram(
      'node-script/make-picture.ts',
      ['A kite [[fail]]', join(folder, 'no.png')],
      settings,
    );
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /\(generation_failed\)\n$/);
  });
});

describe('python-requests', () => {
  before(requirePython);

  test('makes a picture, and another from it', async () => {
    const first = join(folder, 'python.png');
    const made = await runProgram('python-requests/make_picture.py', ['A red kite', first], settings);
    assert.equal(made.exitCode, 0, made.stderr);
    const second = join(folder, 'night.png');
    const again = await runProgram('python-requests/make_picture.py', ['At night', second, first], settings);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.match(again.stdout, /12 credits/);
    assert.ok(isPng(readFileSync(second)));
  });

  test('a refusal and a failed task: exit code 1 and one line', async () => {
    const refused = await runProgram('python-requests/make_picture.py', ['A kite', join(folder, 'no.png')], wrong);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /^.*\(api_key_invalid, request req_\w+\)\n$/);
    const failed = await runProgram(
      'python-requests/make_picture.py',
      ['A kite [[fail]]', join(folder, 'no.png')],
      settings,
    );
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /\(generation_failed\)\n$/);
  });
});

describe('express-proxy', () => {
  test('adds the key, and lets nothing through that is not listed', async (t) => {
    const proxy = await startProgram('express-proxy/serve.ts', settings);
    t.after(proxy.stop);
    const models = await fetch(`${proxy.url}/api/v1/models`);
    assert.equal(models.status, 200);
    const body = JSON.stringify({ model: 'wan-2-7-image', prompt: 'A kite', params: { resolution: '1K' } });
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const estimate = await fetch(`${proxy.url}/api/v1/generations/estimate`, post);
    assert.deepEqual(await estimate.json(), { model: 'wan-2-7-image', credits: 5 });
    for (const path of [
      '/api/v1/generations',
      '/api/v1/files',
      '/api/v1/credits',
      '/api/v1/generations/task_1/../../credits',
      '/api/v1/generations/%2e%2e/credits',
      '/admin/v1/accounts',
      '/metrics',
    ]) {
      assert.equal((await fetch(`${proxy.url}${path}`)).status, 404, path);
    }
    assert.equal((await fetch(`${proxy.url}/api/v1/generations/task_1`, { method: 'DELETE' })).status, 404);
    const foreign = { ...post, headers: { ...post.headers, 'sec-fetch-site': 'cross-site' } };
    assert.equal((await fetch(`${proxy.url}/api/v1/generations`, foreign)).status, 403);
  });

  test('ends the pictures of a user who makes too many, with the time to wait', async (t) => {
    const proxy = await startProgram('express-proxy/serve.ts', settings);
    t.after(proxy.stop);
    const statuses: number[] = [];
    for (let count = 0; count <= 20; count += 1) {
      // Refused by the server, so that it costs nothing; the proxy counts it all the same.
      const response = await fetch(`${proxy.url}/api/v1/generations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      statuses.push(response.status);
      if (response.status === 429) assert.ok(Number(response.headers.get('retry-after')) > 60);
      await response.arrayBuffer();
    }
    assert.deepEqual(statuses, [...Array(20).fill(400), 429]);
  });

  test('a server that is away is told as 502', async (t) => {
    const proxy = await startProgram('express-proxy/serve.ts', { ...settings, RIVYA_URL: 'http://127.0.0.1:1' });
    t.after(proxy.stop);
    assert.equal((await fetch(`${proxy.url}/api/v1/models`)).status, 502);
  });
});

describe('webhook-receiver', () => {
  const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
  const body = JSON.stringify({ id: 'evt_1', type: 'webhook.test', data: { message: 'Hello' } });

  test('takes what is signed, also twice, refuses the rest and goes on', async (t) => {
    const receiver = await startProgram('webhook-receiver/serve.ts', { ...settings, WEBHOOK_SECRET });
    t.after(receiver.stop);
    const now = new Date();
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(WEBHOOK_SECRET).sign('evt_1', now, body),
    };
    const post = async (init: RequestInit) => (await fetch(receiver.url, { method: 'POST', ...init })).status;
    assert.equal(await post({ headers, body }), 204);
    assert.equal(await post({ headers, body }), 204);
    assert.equal(await post({ headers, body: body.replace('Hello', 'Bye') }), 400);
    assert.equal(await post({ body }), 400);
    assert.equal((await fetch(receiver.url)).status, 404);
    // A body that breaks off must not end the program.
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{'));
        setTimeout(() => controller.error(new Error('gone')), 50);
      },
    });
    const breaking = { headers, body: broken, duplex: 'half' };
    await assert.rejects(post(breaking));
    assert.equal(await post({ headers, body }), 204);
  });
});

describe('browser-upload', () => {
  test('a picture goes up, one comes back and is shown; the key is nowhere in the page', async (t) => {
    const page = await startProgram('browser-upload/serve.ts', settings);
    t.after(page.stop);
    const browser = await openBrowser();
    t.after(() => browser.close());
    const tab = await browser.newPage();
    const bodies: Promise<string>[] = [];
    tab.on('response', (response) => {
      if (response.url().startsWith(page.url)) bodies.push(response.text().catch(() => ''));
    });
    await tab.goto(page.url);
    const path = join(folder, 'upload.png');
    writeFileSync(path, png(320, 200));
    await tab.getByLabel('Picture').setInputFiles(path);
    await tab.getByLabel('What to make of it').fill('At night');
    await tab.getByRole('button', { name: 'Make it' }).click();
    await tab.getByText('Done.').waitFor();
    const shown = tab.getByRole('img', { name: 'At night' });
    await shown.waitFor();
    const width = await shown.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return image.naturalWidth;
    });
    assert.ok(width > 0);
    assert.ok(!(await Promise.all(bodies)).join('').includes(RIVYA_API_KEY));

    await tab.getByLabel('What to make of it').fill('At night [[fail]]');
    await tab.getByRole('button', { name: 'Make it' }).click();
    await tab.getByText('(generation_failed)').waitFor();
  });
});
