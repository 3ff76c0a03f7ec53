import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { readArguments } from './read-arguments.ts';

const BIN = fileURLToPath(new URL('../../bin/rivya-paint.cjs', import.meta.url));
const SIZE = ['--size', '160x96', '--seed', '5'];
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rivya-paint-'));
});
after(() => rm(folder, { recursive: true }));

describe('rivya-paint', () => {
  test('0: writes a picture of the size, in the type its name ends in', async () => {
    for (const [extension, format] of [
      ['png', 'png'],
      ['JPG', 'jpeg'],
      ['webp', 'webp'],
    ] as const) {
      const file = join(folder, `owls.${extension}`);
      const { code, stdout, stderr } = await run('two owls in a forest', '-o', file, ...SIZE);
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(stdout, `${file}: 160 x 96 pixels, seed 5\n`);
      const found = await sharp(file).metadata();
      assert.deepEqual([found.format, found.width, found.height], [format, 160, 96]);
    }
  });

  test('0 --explain: tells what was understood and where it was painted, and needs no file', async () => {
    const { code, stdout } = await run('two', 'red', 'foxes', 'in', 'the', 'snow', '--explain', ...SIZE);
    assert.equal(code, 0);
    assert.match(stdout, /^scene {7}snow\n/);
    assert.match(stdout, /^subjects {4}2 red fox$/m);
    assert.match(stdout, /^subject {5}fox at \d+,\d+, \d+ x \d+ pixels$/m);
  });

  test('0 --json: one JSON value with the plan; a reference makes an edit', async () => {
    const first = join(folder, 'first.png');
    await run('a cat', '-o', first, ...SIZE);
    const { code, stdout } = await run('make it an oil painting at night', '--reference', first, '--json', ...SIZE);
    assert.equal(code, 0);
    const { file, width, height, seed, plan } = JSON.parse(stdout);
    assert.deepEqual([file, width, height, seed, plan.style, plan.time], [null, 160, 96, 5, 'oil', 'night']);
    assert.deepEqual(plan.edit, { base: 1, steps: [{ kind: 'relight' }, { kind: 'restyle' }] });
  });

  test('0 --help: tells every option', async () => {
    const { code, stdout } = await run('--help');
    assert.equal(code, 0);
    for (const option of ['-o', '--size', '--seed', '--reference', '--watermark', '--explain', '--json']) {
      assert.ok(stdout.includes(option), option);
    }
  });

  test('2: a command that cannot be understood says what to write, and writes no file', async () => {
    const out = join(folder, 'never.png');
    const wrong: readonly (readonly [RegExp, readonly string[]])[] = [
      [/must end in \.png/, ['a cat', '-o', join(folder, 'never.gif')]],
      [/16 to 8192/, ['a cat', '-o', out, '--size', '8x8']],
    ];
    for (const [message, args] of wrong) {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
    const misread: readonly (readonly [RegExp, readonly string[]])[] = [
      [/prompt is missing/, ['-o', out]],
      [/-o FILE/, ['a cat']],
      [/--size must be two numbers/, ['a cat', '-o', out, '--size', 'big']],
      [/--seed must be a whole number/, ['a cat', '-o', out, '--seed=1.5']],
      [/--nonsense/, ['a cat', '-o', out, '--nonsense']],
    ];
    for (const [message, args] of misread) assert.throws(() => readArguments(args), { name: 'UsageError', message });
    assert.ok(!(await readdir(folder)).some((name) => name.startsWith('never')));
  });

  test('1: a reference that cannot be read and a file that cannot be written are told in one line', async () => {
    const missing = await run('a cat', '-o', join(folder, 'a.png'), '--reference', join(folder, 'no.png'), ...SIZE);
    const folderGiven = await run('a cat', '-o', join(folder, 'a.png'), '--reference', folder, ...SIZE);
    const nowhere = await run('a cat', '-o', join(folder, 'no', 'a.png'), ...SIZE);
    assert.deepEqual([missing.code, folderGiven.code, nowhere.code], [1, 1, 1]);
    assert.match(missing.stderr, /^rivya-paint: .*no\.png was not found\.\n$/);
    assert.match(folderGiven.stderr, /^rivya-paint: .* is not a file\.\n$/);
    assert.match(nowhere.stderr, /^rivya-paint: .*could not be written \(ENOENT\)\.\n$/);
  });

  test('a Node that is too old is refused in one line', () => {
    const { refusalOf } = createRequire(import.meta.url)('../../bin/node-version.cjs');
    for (const version of ['18.0.0', '20.20.2', '22.17.1']) {
      const refusal: unknown = refusalOf(version);
      assert.ok(typeof refusal === 'string' && refusal.includes(`this is ${version}`) && !refusal.includes('\n'));
    }
    assert.equal(refusalOf('22.18.0'), undefined);
  });
});

function run(...args: readonly string[]) {
  return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [BIN, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
