import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Detail, Failure } from '../platform/http/errors.ts';
import { createCatalogue } from './index.ts';

const model = createCatalogue().get('wan-2-7-image-pro');
const parse = (params?: unknown, prompt: unknown = 'A red kite') => model.parse({ prompt, params });

function refusal(request: { prompt?: unknown; params?: unknown }): readonly Detail[] {
  try {
    model.parse(request);
  } catch (error) {
    assert.ok(error instanceof Failure);
    assert.equal(error.code, 'validation_failed');
    return error.details ?? [];
  }
  assert.fail('was accepted');
}

function problemOf(params: unknown): Detail {
  const [first, ...rest] = refusal({ prompt: 'A red kite', params });
  assert.ok(first !== undefined);
  assert.deepEqual(rest, []);
  return first;
}

describe('parameters', () => {
  test('accepted: defaults are filled in and an absent seed stays absent', () => {
    const filled = { aspect_ratio: '1:1', resolution: '2K', watermark: false };
    assert.deepEqual(parse(), { prompt: 'A red kite', params: filled, references: [] });
    assert.deepEqual(parse({}).params, filled);
    assert.deepEqual(parse(null).params, filled);
  });

  test('accepted: null means not given, 0 is a value', () => {
    assert.deepEqual(parse({ seed: null, resolution: null, referenceMediaItems: null }).params, parse().params);
    assert.equal(parse({ seed: 0 }).params['seed'], 0);
    assert.ok(Object.is(parse({ seed: -0 }).params['seed'], 0));
    assert.equal(parse({ seed: 2_147_483_647 }).params['seed'], 2_147_483_647);
  });

  test('accepted: a switch takes its texts and JSON booleans', () => {
    for (const on of ['true', true]) assert.equal(parse({ watermark: on }).params['watermark'], true);
    for (const off of ['false', false]) assert.equal(parse({ watermark: off }).params['watermark'], false);
  });

  test('refused: a seed that is no whole number in range, with the value and what is allowed', () => {
    for (const [seed, shown] of [
      [-1, '-1'],
      [1.5, '1.5'],
      ['7', '"7"'],
      [2_147_483_648, '2147483648'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      [true, 'true'],
      [[], 'an array'],
    ] as const) {
      assert.deepEqual(problemOf({ seed }), {
        path: 'params.seed',
        message: `must be a whole number from 0 to 2147483647; got ${shown}.`,
      });
    }
  });

  test('refused: an option that is not listed, in any other spelling', () => {
    for (const resolution of ['4K', '2k', ' 2K', 2, ['2K'], { a: 1 }]) {
      const { path, message } = problemOf({ resolution });
      assert.equal(path, 'params.resolution');
      assert.match(message, /^must be one of: 1K, 2K; got /);
    }
    assert.match(problemOf({ watermark: 'yes' }).message, /false, true/);
    assert.match(problemOf({ watermark: 0 }).message, /got 0/);
    assert.match(problemOf({ aspect_ratio: true }).message, /1:1, 16:9, 4:3, 21:9, 3:4, 9:16, 8:1, 1:8/);
  });

  test('refused: unknown keys, also those every object seems to have', () => {
    for (const key of ['size', 'Seed', 'constructor', 'toString', '']) {
      const { path, message } = problemOf({ [key]: 1 });
      assert.equal(path, `params.${key}`);
      assert.match(message, /allowed: aspect_ratio, resolution, watermark, seed, referenceMediaItems\./);
    }
    assert.equal(problemOf(JSON.parse('{"__proto__": {"seed": 1}}')).path, 'params.__proto__');
  });

  test('refused: params that are no object', () => {
    for (const params of [[], 'a', 5, true]) assert.equal(problemOf(params).path, 'params');
  });

  test('refused: everything wrong is said at once, within bounds', () => {
    const details = refusal({ prompt: '', params: { seed: -1, resolution: '9K', size: 1, referenceMediaItems: {} } });
    assert.deepEqual(
      details.map(({ path }) => path),
      ['prompt', 'params.size', 'params.referenceMediaItems', 'params.resolution', 'params.seed'],
    );
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, 1]));
    assert.equal(refusal({ prompt: 'A', params: many }).length, 20);
  });

  test('refused: what is repeated in a message is one short line', () => {
    const nasty = `line\nline\u2028${'😀'.repeat(500)}`;
    for (const detail of [problemOf({ resolution: nasty }), problemOf({ [nasty]: 1 })]) {
      assert.ok(detail.message.length < 200, detail.message);
      assert.ok(detail.path.length < 80, detail.path);
      assert.ok(detail.path.isWellFormed() && detail.message.isWellFormed());
      assert.doesNotMatch(`${detail.path}${detail.message}`, /[\n\u2028]/);
    }
  });
});

describe('prompt', () => {
  test('accepted: 5,000 code points, however many code units they take, kept as they were sent', () => {
    for (const prompt of ['x'.repeat(5_000), '😀'.repeat(5_000), '  tree \n', '👩‍🚀', '星空下的猫', '\u200d.']) {
      assert.equal(parse({}, prompt).prompt, prompt);
    }
  });

  test('refused: 5,001 code points, with the length', () => {
    for (const prompt of ['x'.repeat(5_001), '😀'.repeat(5_001)]) {
      const [detail] = refusal({ prompt });
      assert.deepEqual(detail, { path: 'prompt', message: 'must have at most 5000 characters; got 5001.' });
    }
  });

  test('refused: missing, null, blank or invisible', () => {
    for (const prompt of [
      undefined,
      null,
      '',
      ' \t\n',
      '\u00a0\u3000',
      '\u200b\u200d\ufeff',
      '\u3164\u2800',
      '\u0007',
    ]) {
      const details = refusal({ prompt });
      assert.deepEqual(
        details.map(({ path }) => path),
        ['prompt'],
        JSON.stringify(prompt),
      );
      assert.match(details[0]?.message ?? '', /required|blank/);
    }
  });

  test('refused: not a text, a NUL, half of a surrogate pair', () => {
    for (const prompt of [5, {}, ['a'], true]) assert.match(refusal({ prompt })[0]?.message ?? '', /must be a string/);
    assert.match(refusal({ prompt: 'a\0b' })[0]?.message ?? '', /NUL/);
    for (const prompt of ['a\ud83d', '\udc00a']) assert.match(refusal({ prompt })[0]?.message ?? '', /surrogate/);
  });
});
