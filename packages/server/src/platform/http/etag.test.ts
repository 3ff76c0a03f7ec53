import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesEtag } from './etag.ts';

test('If-None-Match names one of several versions, weak or strong, or any', () => {
  for (const header of ['"a"', 'W/"a"', '"x", "a"', '*']) assert.ok(matchesEtag(header, '"a"'), header);
  for (const header of [undefined, '"b"', 'a', '']) assert.ok(!matchesEtag(header, '"a"'), header);
});
