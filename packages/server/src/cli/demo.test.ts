import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { testFolder } from '../platform/testing.ts';
import { rivya } from './testing.ts';

describe('rivya demo', () => {
  test('--engine dashscope-sim --faults: both pictures are there, each was bought once, and that is said', async (t) => {
    const folder = testFolder(t);
    const args = ['demo', 'a red kite', '--engine', 'dashscope-sim', '--faults', '--json'];
    // Settings of the operator's own must not reach the demo's server.
    const { code, stdout, stderr } = await rivya(
      args,
      { DASHSCOPE_API_KEY: 'sk-real', RIVYA_DATA_DIR: '/nowhere' },
      folder,
    );
    assert.deepEqual([code, stderr], [0, '']);
    const { pictures, upstream, current_credits: credits, ledger_ok: isLedgerOk } = JSON.parse(stdout);
    assert.deepEqual([pictures.length, credits, isLedgerOk], [2, 976, true]);
    for (const { path, generation } of pictures) {
      assert.ok(path.startsWith(join(folder, 'rivya-pictures')) && existsSync(path));
      assert.equal(generation.status, 'succeeded');
    }
    const faults = { 'submit:error': 1, 'submit:reset_after': 1, 'result:half_png': 1 };
    assert.deepEqual(upstream, { simulated: true, billed: 2, faults });
  });

  for (const [what, args, message] of [
    ['an unknown engine', ['--engine', 'dashscope'], /Allowed choices are painter, dashscope-sim/],
    ['faults for the painter', ['--faults'], /--faults needs --engine dashscope-sim/],
  ] as const) {
    test(`${what} exits 2 and starts nothing`, async (t) => {
      const folder = testFolder(t);
      const { code, stdout, stderr } = await rivya(['demo', ...args], {}, folder);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
      assert.ok(!existsSync(join(folder, 'rivya-pictures')));
    });
  }
});
