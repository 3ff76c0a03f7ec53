import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credits } from '../platform/units.ts';
import { createCatalogue, type ModelDescriptor, type ParamDescriptor } from './index.ts';
import { wan27ImagePro } from './models/wan-2-7-image-pro.ts';

const [ratio, resolution, watermark, seed] = wan27ImagePro.params;
assert.ok(ratio && resolution && watermark && seed);
const sizes = wan27ImagePro.sizes;

function withParams(...params: readonly ParamDescriptor[]): ModelDescriptor {
  return { ...wan27ImagePro, params };
}

describe('a descriptor that makes no sense stops the start', () => {
  const cases: readonly (readonly [string, ModelDescriptor, RegExp])[] = [
    ['a key twice', withParams(ratio, resolution, watermark, seed, seed), /seed comes twice/],
    [
      'a default that is no option',
      withParams(ratio, resolution, { key: 'style', type: 'select', options: ['a'], default: 'b', description: '' }),
      /the default of style must be one of: a; got "b"/,
    ],
    [
      'min above max',
      withParams(ratio, resolution, { key: 'steps', type: 'number', min: 5, max: 1, description: '' }),
      /steps has min 5 above max 1/,
    ],
    [
      'a default off its step',
      withParams(ratio, resolution, { key: 'steps', type: 'number', step: 1, default: 0.5, description: '' }),
      /the default of steps must be a whole number/,
    ],
    [
      'an option without a size',
      withParams(
        { key: 'aspect_ratio', type: 'select', options: ['1:1', '5:4'], default: '1:1', description: '' },
        resolution,
      ),
      /there is no size for 5:4 at 1K; there is no size for 5:4 at 2K/,
    ],
    [
      'a tier without sizes',
      withParams(ratio, { key: 'resolution', type: 'select', options: ['8K'], default: '8K', description: '' }),
      /there is no size for 1:1 at 8K/,
    ],
    [
      'a size over its budget',
      { ...wan27ImagePro, sizes: { ...sizes, tiers: { ...sizes.tiers, '1K': { pixelsMax: 9, byRatio: {} } } } },
      /there is no size for 1:1 at 1K/,
    ],
    ['no ratio to size by', withParams(resolution), /aspect_ratio is not a select with a default/],
    ['other file kinds than its references', { ...wan27ImagePro, fileKinds: ['video'] }, /its file kinds \(video\)/],
    ['uploads for an unknown mode', { ...wan27ImagePro, supportedModes: [] }, /it needs uploads for image-to-image/],
    ['a price below zero', { ...wan27ImagePro, billing: { type: 'FIXED', baseCredits: credits(-1) } }, /below zero/],
    ['an id with spaces', { ...wan27ImagePro, id: 'Wan 2.7' }, /its id is not/],
    [
      'an example that is refused',
      { ...wan27ImagePro, examples: [{ title: 'Bad', prompt: '', params: {} }] },
      /its example "Bad" is refused: prompt/,
    ],
  ];
  for (const [name, descriptor, expected] of cases) {
    test(name, () => assert.throws(() => createCatalogue([descriptor]), expected));
  }

  test('an id twice', () => {
    assert.throws(() => createCatalogue([wan27ImagePro, wan27ImagePro]), /wan-2-7-image-pro is described twice/);
  });
});

describe('kinds of parameters no built-in model has', () => {
  const style: ParamDescriptor = { key: 'style', type: 'text', max: 4, isRequired: true, description: '' };
  const weight: ParamDescriptor = { key: 'weight', type: 'number', min: 0.5, max: 2, step: 0.1, description: '' };
  const descriptor: ModelDescriptor = { ...withParams(ratio, resolution, style, weight), examples: [] };
  const model = createCatalogue([descriptor]).get(descriptor.id);
  const parse = (params: object) => model.parse({ prompt: 'A', params }).params;

  test('text is required and limited in code points', () => {
    assert.equal(parse({ style: '😀😀😀😀' })['style'], '😀😀😀😀');
    assert.throws(() => parse({}), /params\.style: is required\./);
    assert.throws(() => parse({ style: '12345' }), /params\.style: must have at most 4 characters; got 5\./);
  });

  test('numbers keep to their step', () => {
    for (const value of [0.5, 0.7, 1.3, 2]) assert.equal(parse({ style: 'a', weight: value })['weight'], value);
    assert.throws(
      () => parse({ style: 'a', weight: 0.75 }),
      /params\.weight: must be a number from 0\.5 to 2 in steps of 0\.1 from 0\.5; got 0\.75\./,
    );
  });
});
