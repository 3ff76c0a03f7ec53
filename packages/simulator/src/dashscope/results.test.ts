import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { type Client, linksOf, open, textRequest } from './testing.ts';

async function finished(
  client: Client,
  parameters: Readonly<Record<string, unknown>> = { size: '1K', n: 1 },
): Promise<string> {
  const [link] = linksOf(await client.query(await client.start(textRequest(parameters))));
  return link ?? assert.fail('no link');
}

const AT_ONCE = { pendingMs: 0, runningMs: 0 } as const;
const sizeOf = async (response: Response) => {
  const { width, height } = await sharp(await response.bytes()).metadata();
  return `${width}*${height}`;
};

test('a link is signed, on another port, and works until it expires', async (t) => {
  let nowMs = Date.now();
  const client = await open(t, { ...AT_ONCE, now: () => nowMs });
  const link = await finished(client);
  const url = new URL(link);
  assert.notEqual(url.port, new URL(client.simulator.baseUrl).port);
  assert.deepEqual([...url.searchParams.keys()], ['Expires', 'OSSAccessKeyId', 'Signature']);
  assert.equal(await sizeOf(await fetch(link)), '1024*1024');
  const head = await fetch(link, { method: 'HEAD' });
  assert.ok(Number(head.headers.get('content-length')) > 100);

  nowMs += 24 * 3_600_000;
  const late = await fetch(link);
  assert.equal(late.status, 403);
  assert.equal(late.headers.get('content-type'), 'application/xml');
  assert.match(await late.text(), /<Code>AccessDenied<\/Code>\s*<Message>Request has expired\.<\/Message>/);
});

test('a changed link is refused', async (t) => {
  const client = await open(t, AT_ONCE);
  const link = await finished(client);
  const answer = async (change: (url: URL) => void) => {
    const url = new URL(link);
    change(url);
    const response = await fetch(url);
    return `${response.status} ${/<Code>(\w+)/.exec(await response.text())?.[1]}`;
  };
  assert.equal(await answer((url) => url.searchParams.set('Expires', '9999999999')), '403 SignatureDoesNotMatch');
  assert.equal(await answer((url) => url.searchParams.set('Signature', 'x')), '403 SignatureDoesNotMatch');
  assert.equal(await answer((url) => url.searchParams.delete('OSSAccessKeyId')), '403 AccessDenied');
  assert.equal(
    await answer((url) => {
      url.pathname = '/';
    }),
    '403 SignatureDoesNotMatch',
  );
});

test('a short life of links is exact', async (t) => {
  let nowMs = Date.now();
  const client = await open(t, { ...AT_ONCE, now: () => nowMs, urlLifeMs: 10 });
  const link = await finished(client);
  assert.equal((await fetch(link)).status, 200);
  nowMs += 10;
  assert.equal((await fetch(link)).status, 403);
});

test('pictures have the size asked for, whatever it is, and differ by prompt, seed and place', async (t) => {
  const client = await open(t, AT_ONCE);
  for (const [asked, size] of [
    ['4K', '4096*4096'],
    ['11520*1440', '11520*1440'],
    ['997*991', '997*991'],
  ] as const) {
    assert.equal(await sizeOf(await fetch(await finished(client, { size: asked, n: 1 }))), size);
  }
  const bytes = async (link: string) => Buffer.from(await (await fetch(link)).bytes()).toString('base64');
  const one = await bytes(await finished(client, { size: '1K', n: 1, seed: 1 }));
  assert.equal(await bytes(await finished(client, { size: '1K', n: 1, seed: 1 })), one);
  assert.notEqual(await bytes(await finished(client, { size: '1K', n: 1, seed: 2 })), one);
  const links = linksOf(await client.query(await client.start(textRequest({ size: '1K', n: 2, seed: 1 }))));
  assert.equal(new Set(await Promise.all(links.map(bytes))).size, 2);
});

test('links carry any host name, and a key that arrives is noted', async (t) => {
  const client = await open(t, { ...AT_ONCE, resultHostName: 'localhost' });
  const link = await finished(client);
  assert.equal(new URL(link).hostname, 'localhost');
  const onLoopback = link.replace('localhost', '127.0.0.1');
  assert.equal((await fetch(onLoopback, { headers: { authorization: 'Bearer x' } })).status, 200);
  assert.equal(client.simulator.leaks().length, 1);
  assert.equal(client.simulator.requests().result, 1);
});

test('faults: every way a download goes wrong', async (t) => {
  const client = await open(t, AT_ONCE);
  const { simulator } = client;
  const link = await finished(client);
  simulator.inject('result', { kind: 'expired' });
  assert.equal((await fetch(link)).status, 403);
  simulator.inject('result', { kind: 'dead' });
  await assert.rejects(fetch(link));
  simulator.inject('result', { kind: 'truncated' });
  await assert.rejects(async () => (await fetch(link)).bytes());

  simulator.inject('result', { kind: 'half_png' });
  const half = await fetch(link);
  const bytes = await half.bytes();
  assert.equal(half.headers.get('content-length'), String(bytes.length));
  await assert.rejects(sharp(bytes).raw().toBuffer());

  simulator.inject('result', { kind: 'wrong_type' });
  const page = await fetch(link);
  assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html']);
  simulator.inject('result', { kind: 'wrong_size' });
  assert.equal(await sizeOf(await fetch(link)), '512*1024');
  simulator.inject('result', { kind: 'slow', ms: 20 });
  assert.equal(await sizeOf(await fetch(link)), '1024*1024');
  simulator.inject('result', { kind: 'redirect_private' });
  const moved = await fetch(link, { redirect: 'manual' });
  assert.deepEqual([moved.status, moved.headers.get('location')], [302, 'http://10.0.0.1/latest/meta-data/']);
  assert.equal(await sizeOf(await fetch(link)), '1024*1024');
});

test('faults: an oversized answer goes on until the client leaves', async (t) => {
  const client = await open(t, AT_ONCE);
  const link = await finished(client);
  client.simulator.inject('result', { kind: 'oversized' });
  const reader = (await fetch(link)).body?.getReader();
  let bytes = 0;
  while (bytes < 5_000_000) bytes += (await reader?.read())?.value?.length ?? assert.fail('it ended');
  await reader?.cancel();
});
