import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedGeneration } from './failed-generation.ts';

for (const [what, error, code, text] of [
  [
    'a message that says nothing of money',
    { code: 'content_rejected', message: 'The prompt was refused.' },
    'content_rejected',
    'The prompt was refused. (content_rejected) Nothing was charged.',
  ],
  [
    'a message that says it already',
    { code: 'expired', message: 'The generation took too long. Nothing was charged.' },
    'expired',
    'The generation took too long. Nothing was charged. (expired)',
  ],
  ['no error', null, 'generation_failed', 'The generation failed. (generation_failed) Nothing was charged.'],
] as const) {
  test(`${what}: told once that nothing was charged`, () => {
    const failure = failedGeneration({ error });
    assert.equal(failure.message, text);
    assert.deepEqual([failure.code, failure.exitCode], [code, 1]);
  });
}
