import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure } from '../platform/http/errors.ts';
import { createCatalogue, type ModelDescriptor } from './index.ts';
import { wan27Image } from './models/wan-2-7-image.ts';

const model = createCatalogue().get('wan-2-7-image');
const item = { url: 'http://127.0.0.1:8787/media/file_1', kind: 'image' };

function parse(referenceMediaItems: unknown, params: object = {}) {
  return model.parse({ prompt: 'At night', params: { ...params, referenceMediaItems } });
}

function problems(referenceMediaItems: unknown): readonly string[] {
  try {
    parse(referenceMediaItems);
  } catch (error) {
    assert.ok(error instanceof Failure);
    return (error.details ?? []).map(({ path, message }) => `${path} ${message}`);
  }
  return [];
}

describe('references', () => {
  test('accepted: every item with its path, optional fields only when given', () => {
    const full = { ...item, name: 'a.png', mimeType: 'image/png', durationSeconds: 2.5, durationToken: 'dt' };
    assert.deepEqual(parse([full, { ...item, name: null, mimeType: null, durationSeconds: null }]).references, [
      { ...full, path: 'params.referenceMediaItems[0]' },
      { ...item, path: 'params.referenceMediaItems[1]' },
    ]);
    assert.equal(parse(Array.from({ length: 9 }, () => item)).references.length, 9);
  });

  test('accepted: the ratio has no default beside references, unless it was given', () => {
    assert.deepEqual(parse([item]).params, { resolution: '2K', watermark: false });
    assert.equal(parse([item], { aspect_ratio: '8:1' }).params['aspect_ratio'], '8:1');
    assert.equal(parse([]).params['aspect_ratio'], '1:1');
    assert.equal(parse([item], { aspect_ratio: null }).params['aspect_ratio'], undefined);
  });

  test('refused: ten of them, naming nine', () => {
    assert.deepEqual(problems(Array.from({ length: 10 }, () => item)), [
      'params.referenceMediaItems must hold at most 9 files; got 10.',
    ]);
  });

  test('refused: no array, no objects', () => {
    assert.match(problems('a')[0] ?? '', /^params\.referenceMediaItems must be an array/);
    assert.match(problems({ 0: item })[0] ?? '', /^params\.referenceMediaItems must be an array/);
    assert.deepEqual(
      problems(['a', null, []]).map((text) => text.split(' ', 1)[0]),
      ['params.referenceMediaItems[0]', 'params.referenceMediaItems[1]', 'params.referenceMediaItems[2]'],
    );
  });

  test('refused: each field by its own path', () => {
    const at = 'params.referenceMediaItems[3]';
    for (const [field, value, expected] of [
      ['url', undefined, `${at}.url is required`],
      ['url', null, `${at}.url is required`],
      ['url', '', `${at}.url must not be blank`],
      ['url', 5, `${at}.url must be a string`],
      ['url', 'x'.repeat(2_049), `${at}.url must have at most 2048 characters; got 2049`],
      ['kind', undefined, `${at}.kind is required and must be image`],
      ['kind', 'video', `${at}.kind must be image; got "video"`],
      ['kind', ['image'], `${at}.kind must be image; got an array`],
      ['name', 'x'.repeat(256), `${at}.name must have at most 255 characters`],
      ['mimeType', 5, `${at}.mimeType must be a string`],
      ['durationSeconds', '5', `${at}.durationSeconds must be a number of seconds`],
      ['durationSeconds', -1, `${at}.durationSeconds must be a number of seconds`],
      ['durationToken', {}, `${at}.durationToken must be a string`],
      ['mime_type', 'image/png', `${at}.mime_type is not known here; allowed: url, kind, name, mimeType`],
    ] as const) {
      const found = problems([item, item, item, { ...item, [field]: value }]);
      assert.equal(found.length, 1);
      assert.ok(found[0]?.startsWith(expected), found[0]);
    }
  });

  test('refused: by a model that takes none', () => {
    const textOnly: ModelDescriptor = {
      ...wan27Image,
      id: 'text-only',
      referenceMedia: null,
      fileKinds: [],
      examples: [],
    };
    assert.throws(
      () =>
        createCatalogue([textOnly])
          .get('text-only')
          .parse({ prompt: 'A', params: { referenceMediaItems: [] } }),
      /params\.referenceMediaItems: is not known here; allowed: aspect_ratio, resolution, watermark, seed\./,
    );
  });
});
