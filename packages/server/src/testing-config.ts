import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Config, ConfigFaults, type Environment, readConfig } from './config.ts';
import { testFolder } from './platform/testing.ts';

/** For tests only: a key as upstreams hand them out; no fault may show it. */
export const KEY = 'sk-0123456789abcdef0123456789abcdef';

/** Reads settings with this content of the file of `RIVYA_CONFIG`; `key-file` and `blank-file` lie beside it. */
export function readWith(t: TestContext, content: unknown, env: Environment = {}): Config {
  const folder = testFolder(t);
  const file = join(folder, 'rivya.json');
  writeFileSync(file, JSON.stringify(content));
  writeFileSync(join(folder, 'key-file'), `  ${KEY}-of-the-file\n`);
  writeFileSync(join(folder, 'blank-file'), ' \n');
  return readConfig({ ...env, RIVYA_CONFIG: file });
}

/** The faults of such settings, without the path of the file in front. */
export function faultsWith(t: TestContext, content: unknown, env: Environment = {}): readonly string[] {
  try {
    readWith(t, content, env);
  } catch (error) {
    assert.ok(error instanceof ConfigFaults);
    assert.doesNotMatch(error.message, /0123456789/, 'no fault shows a key');
    return error.faults.map((fault) => fault.replace(/^RIVYA_CONFIG \(.*?\): /, ''));
  }
  assert.fail('the settings were taken');
}
