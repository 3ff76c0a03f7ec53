import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Api, assertRefused, textOf } from './client.ts';
import { createAccount, openTarget } from './harness.ts';
import { png } from './sample-files.ts';

const target = await openTarget();
after(() => target.close());
const { api } = await createAccount(target);
const picture = png(120, 80);
const anyone = new Api(target.url);

describe('media URLs', () => {
  const url = api.upload(picture, { kind: 'image' }, 'kite.png').then(({ body }) => textOf(body.url));

  test('200 without a key: the bytes, with ETag, type and no sniffing', async () => {
    const { status, headers, bytes } = await anyone.get(await url);
    assert.equal(status, 200);
    assert.deepEqual(bytes, picture);
    assert.equal(headers.get('content-type'), 'image/png');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-disposition') ?? '', /kite\.png/);
    assert.match(headers.get('etag') ?? '', /^"[^"]+"$/);
    assert.equal(headers.get('accept-ranges'), 'bytes');
    const head = await anyone.request('HEAD', await url);
    assert.equal(head.status, 200);
    assert.equal(head.headers.get('content-length'), String(picture.length));
  });

  test('304 for the ETag one has', async () => {
    const etag = (await anyone.request('HEAD', await url)).headers.get('etag') ?? '';
    const { status, bytes } = await anyone.get(await url, { 'if-none-match': etag });
    assert.equal(status, 304);
    assert.equal(bytes.length, 0);
  });

  test('206 for a range, 416 for one outside', async () => {
    const size = picture.length;
    for (const [range, from, to] of [
      ['bytes=0-9', 0, 9],
      ['bytes=10-', 10, size - 1],
      ['bytes=-5', size - 5, size - 1],
      [`bytes=5-${size + 100}`, 5, size - 1],
    ] as const) {
      const { status, headers, bytes } = await anyone.get(await url, { range });
      assert.equal(status, 206, range);
      assert.equal(headers.get('content-range'), `bytes ${from}-${to}/${size}`);
      assert.deepEqual(bytes, picture.slice(from, to + 1));
    }
    const outside = await anyone.get(await url, { range: `bytes=${size}-` });
    assertRefused(outside, 416, 'range_not_satisfiable');
    assert.equal(outside.headers.get('content-range'), `bytes */${size}`);
  });

  test('404 or refused: a URL that was changed anywhere', async () => {
    const right = new URL(await url);
    const wrong = [right.href.slice(0, -2), `${right.href}A`, right.href.replace(/file_./, 'file_z')];
    for (const name of right.searchParams.keys()) {
      const without = new URL(right);
      without.searchParams.delete(name);
      wrong.push(without.href);
    }
    wrong.push(`${right.origin}${right.pathname}`, `${right.origin}/media/../../etc/passwd`, `${right.origin}/media/`);
    for (const one of new Set(wrong.filter((href) => href !== right.href))) {
      const { status, bytes } = await anyone.get(one);
      assert.ok(status === 404 || status === 403, `${status} for ${one}`);
      assert.notDeepEqual(bytes, picture);
    }
  });
});
