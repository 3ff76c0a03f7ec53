import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openFaultBook } from './dashscope/faults.ts';
import { DASHSCOPE_DEFAULTS } from './dashscope/options.ts';
import { openKieFaultBook } from './kie/faults.ts';
import { KIE_DEFAULTS } from './kie/options.ts';

const FOLDER = join(import.meta.dirname, '..');
const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** What stands in the first column of the tables under a heading. */
function firstColumnOf(heading: string): readonly string[] {
  const [, rest = ''] = README.split(new RegExp(`^## ${heading}$`, 'm'));
  const [section = ''] = rest.split(/^## /m);
  const cells = [...section.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

/** The kinds that the types of a file know. */
function kindsIn(file: string): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  return [...source.matchAll(/readonly kind: '(\w+)'/g)].map(([, kind = '']) => kind);
}

describe('the README', () => {
  test('its first program runs as it stands', async () => {
    const [, program = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(README) ?? [];
    const args = ['--input-type=module-typescript', '--eval', program];
    const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: FOLDER });
    assert.equal(stderr, '');
  });

  test('has every option, and no other', () => {
    const options = new Set([...Object.keys(DASHSCOPE_DEFAULTS), ...Object.keys(KIE_DEFAULTS)]);
    assert.deepEqual([...firstColumnOf('Options')].sort(), [...options].sort());
  });

  test('has every operation and every kind of fault, and no other', () => {
    const operations = [...Object.keys(openFaultBook()), ...Object.keys(openKieFaultBook())];
    const files = ['faults/transport-fault.ts', 'pictures/result-host.ts', 'dashscope/faults.ts', 'kie/faults.ts'];
    const kinds = files.flatMap(kindsIn).filter((kind) => kind !== 'lost' && kind !== 'twice');
    const told = [...firstColumnOf('Faults')].filter((name) => name !== 'kind');
    assert.deepEqual([...new Set(told)].sort(), [...new Set([...operations, ...kinds])].sort());
  });
});
