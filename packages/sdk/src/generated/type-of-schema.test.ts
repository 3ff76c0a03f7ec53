import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Schema, typeOf, withComment } from '../../build/type-of-schema.ts';

const same = (name: string) => name;

describe('schemas become types', () => {
  const cases: readonly (readonly [Schema, string])[] = [
    [{ type: 'integer' }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'string', enum: ['a', "b's"] }, `'a' | 'b\\'s'`],
    [{ enum: ['false', 'true', false, true, null] }, `'false' | 'true' | null | boolean`],
    [{ const: 'list' }, `'list'`],
    [{ $ref: '#/components/schemas/Model' }, 'Model'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
    [{ anyOf: [{ $ref: '#/a/B' }, { type: 'null' }] }, 'B | null'],
    [{ allOf: [{ $ref: '#/a/B' }, { oneOf: [{ $ref: '#/a/C' }, { $ref: '#/a/D' }] }] }, 'B & (C | D)'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', properties: {} }, 'Readonly<Record<string, unknown>>'],
    [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' }, 'b-c': { type: 'number' } } },
      `{\nreadonly a: string;\nreadonly 'b-c'?: number | undefined;\n}`,
    ],
  ];
  for (const [schema, type] of cases) test(type, () => assert.equal(typeOf(schema, same), type));

  test('what is not understood is refused, not written as unknown', () => {
    assert.throws(() => typeOf({}, same), /No type can be written/);
    assert.throws(() => typeOf({ type: 'file' }, same), /file/);
  });
});

test('comments hold what the schema says, and cannot be left', () => {
  const schema = { description: 'Ends */ here.', default: '1:1', minimum: 0, maximum: 9, maxLength: 5, maxItems: 2 };
  assert.equal(
    withComment(schema, 'x'),
    "/** Ends *\\/ here. Default: `'1:1'`. A number from 0 up to 9. Up to 5 characters. Up to 2 items. */\nx",
  );
});
