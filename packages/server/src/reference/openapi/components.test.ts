import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Type } from 'typebox';
import { Components } from './components.ts';
import { componentName } from './model-schemas.ts';

const Leaf = Type.Object({ size: Type.Integer() }, { title: 'Leaf' });

describe('named schemas', () => {
  test('a schema with a name is written once and referred to from everywhere', () => {
    const components = new Components();
    const tree = components.use(Type.Object({ first: Leaf, all: Type.Array(Leaf) }));
    const reference = { $ref: '#/components/schemas/Leaf' };
    assert.deepEqual(tree['properties'], { first: reference, all: { type: 'array', items: reference } });
    assert.deepEqual(Object.keys(components.schemas), ['Leaf']);
  });

  test('a title that is a sentence names nothing', () => {
    const components = new Components();
    assert.deepEqual(components.use({ title: 'A leaf', type: 'string' }), { title: 'A leaf', type: 'string' });
    assert.deepEqual(components.schemas, {});
  });

  test('two different schemas under one name are an error', () => {
    const components = new Components();
    components.use(Leaf);
    components.use(Leaf);
    assert.throws(() => components.use(Type.Object({}, { title: 'Leaf' })), /Leaf/);
    assert.throws(() => components.define('Leaf', {}), /Leaf/);
  });

  test('a schema that was given for a name stands for those met later', () => {
    const components = new Components();
    components.define('Leaf', { type: 'string' });
    assert.deepEqual(components.use(Leaf), { $ref: '#/components/schemas/Leaf' });
    assert.deepEqual(components.schemas, { Leaf: { type: 'string' } });
  });

  test('are listed by name, whatever was met first', () => {
    const components = new Components();
    components.define('Tree', {});
    components.define('Branch', {});
    assert.deepEqual(Object.keys(components.schemas), ['Branch', 'Tree']);
  });
});

describe('schemas in the words most tools read best', () => {
  const use = (schema: object) => new Components().use(schema);

  test('what may be null has a list of types', () => {
    const text = Type.Union([Type.String({ maxLength: 3, description: 'inner' }), Type.Null()], {
      description: 'outer',
    });
    assert.deepEqual(use(text), { type: ['string', 'null'], maxLength: 3, description: 'outer' });
    const value = Type.Union([Type.String(), Type.Number(), Type.Null()]);
    assert.deepEqual(use(value), { type: ['string', 'number', 'null'] });
  });

  test('fixed values that may be null stay a union', () => {
    const colour = use(Type.Union([Type.Enum(['red', 'green']), Type.Null()]));
    assert.deepEqual(colour['anyOf'], [{ type: 'string', enum: ['red', 'green'] }, { type: 'null' }]);
  });

  test('a record of anything is an object of further properties', () => {
    const record = use(Type.Record(Type.String(), Type.Integer()));
    assert.deepEqual(record['additionalProperties'], { type: 'integer' });
    assert.equal(record['patternProperties'], undefined);
  });

  test('the format of ours becomes a pattern that takes and refuses the same', () => {
    const { pattern, format } = use({ type: 'string', format: 'plain-text' });
    assert.equal(format, undefined);
    const isPlain = new RegExp(String(pattern), 'u');
    assert.ok(isPlain.test('order 17 – 图片'));
    for (const text of ['a\nb', '\u0000', '\u007f', '\u0085']) assert.ok(!isPlain.test(text));
  });
});

describe('names of models', () => {
  test('are names in every language, and differ where the ids do', () => {
    const ids = ['wan-2-7-image-pro', 'wan-27-image-pro', 'gpt-5.4-chat', 'gpt-5-4-chat', 'gpt-54-chat', 'z-image'];
    const names = ids.map(componentName);
    assert.deepEqual(names.slice(0, 1), ['Wan2_7ImagePro']);
    for (const name of names) assert.match(name, /^[A-Z]\w*$/);
    assert.equal(new Set(names).size, ids.length);
  });
});
