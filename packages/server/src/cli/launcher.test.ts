import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const { refusalOf } = createRequire(import.meta.url)('../../bin/node-version.cjs');

test('a Node that cannot run the server is refused in one line which names it', () => {
  for (const version of ['0.12.18', '12.22.0', '20.20.2', '22.17.1']) {
    const refusal: unknown = refusalOf(version);
    assert.ok(typeof refusal === 'string' && refusal.includes(`this is ${version}`) && !refusal.includes('\n'));
  }
});

test('Node 22.18 and everything newer is taken', () => {
  for (const version of ['22.18.0', '23.0.0', '24.21.0', '26.0.0-nightly']) {
    assert.equal(refusalOf(version), undefined);
  }
});
