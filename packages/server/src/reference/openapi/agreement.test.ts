import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCatalogue, type ModelDescriptor, modelView, type ParamDescriptor } from '../../catalogue/index.ts';
import { openTestApp } from '../../testing-app.ts';
import { otherModel } from '../content/model-page/testing.ts';
import { describeApi, type OpenApiDocument } from './index.ts';
import { type Json, type JsonObject, objectAt } from './json.ts';
import { at, createCheck, objectIn } from './testing.ts';
import { isTaken, saidByDescription, saidByModel } from './testing-models.ts';

const BASE_URL = 'http://127.0.0.1:8787';
const { app, close } = await openTestApp();
await app.http.ready();
const routes = app.http.describedRoutes;
await close();

const builtIn = createCatalogue()
  .list()
  .map(({ descriptor }) => descriptor);
const [pro] = builtIn;
assert.ok(pro);
const other = otherModel(pro);
const otherWithoutFiles: ModelDescriptor = { ...other, id: 'other-1.5-text', referenceMedia: null, fileKinds: [] };
const all = [...builtIn, other, otherWithoutFiles];

function describeModels(descriptors: readonly ModelDescriptor[]): OpenApiDocument {
  return describeApi({ routes, catalogue: createCatalogue(descriptors), baseUrl: BASE_URL });
}

describe('the description says what /models answers', () => {
  const document = describeModels(all);
  for (const descriptor of all) {
    test(descriptor.id, () => {
      assert.deepEqual(saidByDescription(document, descriptor.id), saidByModel(modelView(descriptor, [])));
    });
  }

  test('and lists the same models', () => {
    const ids = all.map(({ id }) => id);
    assert.deepEqual(at(document.components, 'schemas', 'ModelId', 'enum'), ids);
    const union = objectIn(document, document.components, 'schemas', 'GenerationRequest');
    assert.deepEqual(Object.keys(objectAt(objectAt(union, 'discriminator'), 'mapping')), ids);
    assert.ok(Array.isArray(union['oneOf']) && union['oneOf'].length === ids.length);
  });
});

describe('the description takes and refuses what validation does', () => {
  const catalogue = createCatalogue(all);
  const check = createCheck(describeModels(all));
  const isDescribed = (body: JsonObject) =>
    check({ $ref: '#/components/schemas/GenerationRequest' }, body).length === 0;
  for (const descriptor of all) {
    const needed = Object.fromEntries(
      descriptor.params.flatMap((param) => (param.isRequired && param.default === undefined ? [[param.key, 1]] : [])),
    );
    const bodies = [
      ...promptsFor(descriptor).map((prompt) => ({ prompt, params: needed })),
      ...descriptor.params.flatMap((param) =>
        valuesFor(param).map((value) => ({ prompt: 'A dot', params: { ...needed, [param.key]: value } })),
      ),
      ...referencesFor(descriptor).map((items) => ({
        prompt: 'A dot',
        params: { ...needed, referenceMediaItems: items },
      })),
      ...[null, {}, [], 'text', { unknown: 1 }].map((params) => ({ prompt: 'A dot', params })),
      { prompt: 'A dot' },
      { params: needed },
    ];
    test(`${descriptor.id}: ${bodies.length} bodies`, () => {
      const taken = bodies.filter((body) => isTaken(catalogue, descriptor.id, body));
      assert.ok(taken.length > 10 && taken.length < bodies.length - 10);
      for (const body of bodies) {
        const text = JSON.stringify(body).slice(0, 200);
        assert.equal(isDescribed({ model: descriptor.id, ...body }), taken.includes(body), text);
      }
    });
  }
});

function promptsFor({ prompt }: ModelDescriptor): readonly Json[] {
  const longest = '\u{1f3a8}'.repeat(prompt.charactersMax);
  return ['A dot', '', '   ', '\n', longest, `${longest}x`, null, 1, {}, []];
}

function valuesFor(param: ParamDescriptor): readonly Json[] {
  const always: readonly Json[] = [null, true, false, 'true', 'other', '', 0, 0.1, -1, 1e12, [], {}];
  switch (param.type) {
    case 'select':
      return [...always, ...param.options];
    case 'number': {
      const { min = 0, max = 100, step = 1 } = param;
      return [...always, min, min - step, min + step, min + step / 2, max, max + step, String(min)];
    }
    default:
      return [...always, 'x'.repeat(param.max), 'x'.repeat(param.max + 1)];
  }
}

function referencesFor({ referenceMedia }: ModelDescriptor): readonly Json[] {
  const kinds = Object.keys(referenceMedia?.kinds ?? { image: {} });
  const item = (kind: string): JsonObject => ({
    url: 'http://127.0.0.1/media/file_x/x',
    kind,
    durationToken: 'token',
  });
  const first = item(kinds[0] ?? 'image');
  const most = Array.from({ length: referenceMedia?.maxFiles ?? 1 }, () => first);
  return [
    ...[null, [], {}, 'text', [null], [{}], [{ url: 'http://127.0.0.1' }], [{ kind: kinds[0] ?? '' }]],
    ...['image', 'video', 'audio', 'text'].map((kind) => [item(kind)]),
    ...[most, [...most, first], [{ ...first, name: 'a.png', mimeType: 'image/png', durationSeconds: 1.5 }]],
    ...[
      [{ ...first, other: 1 }],
      [{ ...first, url: '' }],
      [{ ...first, durationSeconds: -1 }],
      [{ ...first, name: 1 }],
    ],
  ];
}
