import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { silentLog } from '../testing.ts';
import { Nullable, PageQuery } from './schemas.ts';
import { createHttpServer } from './server.ts';

const Item = Type.Object({ url: Type.String(), kind: Type.Enum(['image', 'video']) }, { additionalProperties: false });
const Body = Type.Object(
  {
    name: Type.String({ minLength: 2 }),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
    isOn: Type.Optional(Type.Boolean()),
    trace: Type.Optional(Type.String({ format: 'plain-text' })),
    note: Type.Optional(Nullable(Type.String({ maxLength: 3 }))),
    options: Type.Optional(Type.Object({ items: Type.Array(Item) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
const Query = Type.Object(
  { ...PageQuery, status: Type.Optional(Type.Enum(['queued', 'failed'])), text: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

function setUp(t: TestContext) {
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  app.route({ method: 'POST', url: '/things', schema: { body: Body }, handler: (request) => request.body });
  app.route({ method: 'GET', url: '/things', schema: { querystring: Query }, handler: (request) => request.query });
  return {
    post: (payload: object) => app.inject({ method: 'POST', url: '/things', payload }),
    get: (query: string) => app.inject(`/things?${query}`),
  };
}

type Answer = { statusCode: number; json(): { error: { code: string; details: unknown } } };

function assertDetails(answer: Answer, ...expected: (readonly [path: string, message: string])[]): void {
  assert.equal(answer.statusCode, 400);
  const { code, details } = answer.json().error;
  assert.equal(code, 'validation_failed');
  assert.deepEqual(
    details,
    expected.map(([path, message]) => ({ path, message })),
  );
}

describe('a body', () => {
  test('is refused with every problem, each with its path and what is allowed', async (t) => {
    const { post } = setUp(t);
    const items = [
      { url: 'u', kind: 'image' },
      { url: 5, kind: 'audio', extra: 1 },
    ];
    assertDetails(
      await post({ count: 1.5, options: { items }, other: 1 }),
      ['name', 'is required.'],
      ['other', 'is not a known field here.'],
      ['count', 'must be a whole number from 1 to 10.'],
      ['options.items[1].extra', 'is not a known field here.'],
      ['options.items[1].url', 'must be a string.'],
      ['options.items[1].kind', 'must be one of: image, video.'],
    );
  });

  for (const [field, value] of [
    ['count', '5'],
    ['count', true],
    ['isOn', 'true'],
    ['isOn', 1],
    ['name', 55],
  ] as const) {
    test(`is taken as it is: ${field} is not made of ${JSON.stringify(value)}`, async (t) => {
      const answer = await setUp(t).post({ name: 'ok', [field]: value });
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().error.details[0].path, field);
    });
  }

  test('out of range is refused, not cut to size', async (t) => {
    const { post } = setUp(t);
    for (const count of [0, 11]) assert.equal((await post({ name: 'ok', count })).statusCode, 400);
    assert.equal((await post({ name: 'ok', count: 10 })).json().count, 10);
  });

  test('too short is told with what is asked for', async (t) => {
    assertDetails(await setUp(t).post({ name: 'x' }), ['name', 'must have at least 2 characters.']);
  });

  test('a field that may be null is explained in one sentence', async (t) => {
    const { post } = setUp(t);
    assertDetails(await post({ name: 'ok', note: 5 }), ['note', 'must be a string or null.']);
    assertDetails(await post({ name: 'ok', note: 'long' }), ['note', 'must have at most 3 characters.']);
    assert.equal((await post({ name: 'ok', note: null })).statusCode, 200);
  });

  for (const trace of ['a\nb', '\u0000', '\u007f', '\ud800']) {
    test(`plain text is refused with ${JSON.stringify(trace)} in it`, async (t) => {
      const rule = 'must not hold control characters or half surrogate pairs.';
      assertDetails(await setUp(t).post({ name: 'xy', trace }), ['trace', rule]);
    });
  }

  test('plain text may hold anything that can be read', async (t) => {
    assert.equal((await setUp(t).post({ name: 'xy', trace: 'Bestellung 7 / 星空 🎨' })).statusCode, 200);
  });

  test('lists at most twenty problems', async (t) => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`unknown${index}`, index]));
    const answer = await setUp(t).post({ name: 'ok', ...body });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().error.details.length, 20);
  });
});

describe('a query', () => {
  test('becomes the numbers its schema asks for, with defaults', async (t) => {
    const { get } = setUp(t);
    assert.deepEqual((await get('limit=7&status=queued')).json(), { limit: 7, status: 'queued' });
    assert.deepEqual((await get('')).json(), { limit: 20 });
  });

  test('names what is allowed', async (t) => {
    const { get } = setUp(t);
    assertDetails(await get('status=done'), ['status', 'must be one of: queued, failed.']);
    assertDetails(await get('limit=many'), ['limit', 'must be a whole number from 1 to 100.']);
    assertDetails(await get('limit=101'), ['limit', 'must be a whole number from 1 to 100.']);
    assertDetails(await get('limit='), ['limit', 'must be a whole number from 1 to 100.']);
    assertDetails(await get('colour=red'), ['colour', 'is not a known field here.']);
  });

  for (const query of ['limit=1&limit=2', 'status=queued&status=failed', 'text=a&text=b']) {
    test(`is refused with a key that comes twice: ${query}`, async (t) => {
      const answer = await setUp(t).get(query);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().error.details[0].path, query.split('=')[0]);
    });
  }
});
