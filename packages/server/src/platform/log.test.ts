import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const LOG = join(import.meta.dirname, 'log.ts');

function run(code: string) {
  const script = `const { createLog } = await import(${JSON.stringify(LOG)}); ${code}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

test('lines are JSON on stderr, stdout stays free, and what is named like a secret is cut', () => {
  const { stdout, stderr } = run(
    `createLog('info').info({ secret: 'a1', key: { apiKey: 'b2' }, request: { headers: { authorization: 'c3' } } }, 'm')`,
  );
  const line = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
  assert.equal(stdout, '');
  assert.equal(line.msg, 'm');
  assert.match(line.time, /^\d{4}-\d\d-\d\dT/);
  assert.equal(line.secret, '[secret]');
  assert.equal(line.key.apiKey, '[secret]');
  assert.doesNotMatch(stderr, /a1|b2|c3/);
});

test('lines below the level are not written', () => {
  const { stderr } = run(`createLog('warn').info('quiet'); createLog('warn').warn('loud')`);
  assert.doesNotMatch(stderr, /quiet/);
  assert.match(stderr, /loud/);
});
