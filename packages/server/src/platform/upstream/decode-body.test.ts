import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeBody } from './decode-body.ts';

const TEXT = '{"text":"hello hello hello hello"}';
const MAX = 1_000;

describe('decodeBody', () => {
  const rows = [
    ['no encoding', undefined, Buffer.from(TEXT)],
    ['an empty one', '', Buffer.from(TEXT)],
    ['identity', 'identity', Buffer.from(TEXT)],
    ['gzip', 'gzip', gzipSync(TEXT)],
    ['gzip by another name', ' X-GZIP ', gzipSync(TEXT)],
    ['deflate', 'deflate', deflateSync(TEXT)],
    ['deflate without its header', 'deflate', deflateRawSync(TEXT)],
    ['brotli', 'br', brotliCompressSync(TEXT)],
    ['two layers, the last one outside', 'gzip, br', brotliCompressSync(gzipSync(TEXT))],
  ] as const;
  for (const [what, encoding, bytes] of rows) {
    test(`undoes ${what}`, async () => {
      assert.equal(Buffer.from(await decodeBody(bytes, encoding, MAX)).toString(), TEXT);
    });
  }

  test('nothing is nothing, whatever it is called', async () => {
    assert.equal((await decodeBody(new Uint8Array(0), 'gzip', MAX)).length, 0);
  });

  const refused = [
    ['bytes that break off', 'gzip', gzipSync(TEXT).subarray(0, 20)],
    ['bytes that are something else', 'gzip', Buffer.from(TEXT)],
    ['bytes that are something else', 'br', Buffer.from(TEXT)],
    ['bytes that are something else', 'deflate', Buffer.from(TEXT)],
    ['an unknown encoding', 'zstd', Buffer.from(TEXT)],
    ['three layers', 'gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(TEXT)))],
    ['more bytes than allowed', 'gzip', gzipSync('x'.repeat(MAX + 1))],
    ['more bytes than allowed', 'br', brotliCompressSync('x'.repeat(50_000_000))],
    ['more bytes than allowed between two layers', 'gzip, gzip', gzipSync(gzipSync('x'.repeat(50_000_000)))],
  ] as const;
  for (const [what, encoding, bytes] of refused) {
    test(`refuses ${what} (${encoding})`, () => assert.rejects(decodeBody(bytes, encoding, MAX)));
  }

  test('takes as many bytes as allowed', async () => {
    assert.equal((await decodeBody(gzipSync('x'.repeat(MAX)), 'gzip', MAX)).length, MAX);
  });
});
