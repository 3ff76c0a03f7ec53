import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingBytes } from './growing-bytes.ts';

test('pieces of any size come out as one', () => {
  const bytes = new GrowingBytes();
  assert.equal(bytes.take().length, 0);
  const pieces = [0, 1, 2, 65_536, 0, 1_000_000, 3, 131_072].map((length, index) => Buffer.alloc(length, index + 1));
  for (const piece of pieces) bytes.add(piece);
  assert.equal(bytes.sizeBytes, 1_196_614);
  assert.ok(Buffer.concat(pieces).equals(bytes.take()));
});

test('what was put in may change afterwards', () => {
  const bytes = new GrowingBytes();
  const piece = Buffer.from('abc');
  bytes.add(piece);
  piece.fill(0);
  assert.equal(Buffer.from(bytes.take()).toString(), 'abc');
});
