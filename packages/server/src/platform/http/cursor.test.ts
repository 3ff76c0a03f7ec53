import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '../ids.ts';
import { decodeCursor, listView, toPage } from './cursor.ts';
import { Failure } from './errors.ts';

const rows = Array.from({ length: 5 }, () => ({ id: newId('task') }));

describe('pages', () => {
  test('a cursor leads back to the last item of its page', () => {
    const page = toPage(rows.slice(0, 4), 3);
    assert.deepEqual(page.items, rows.slice(0, 3));
    assert.ok(page.nextCursor !== null);
    assert.equal(decodeCursor(page.nextCursor, 'task'), rows[2]?.id);
  });

  test('a last page, full or not, has none', () => {
    assert.equal(toPage(rows, 5).nextCursor, null);
    assert.equal(toPage(rows, 100).nextCursor, null);
    assert.deepEqual(toPage([], 100), { items: [], nextCursor: null });
  });

  test('a list says whether there is more', () => {
    const view = listView(toPage(rows, 2), ({ id }) => id);
    assert.equal(view.object, 'list');
    assert.equal(view.has_more, true);
    assert.equal(view.data.length, 2);
    assert.deepEqual(listView(toPage([], 2), String), { object: 'list', data: [], has_more: false, next_cursor: null });
  });
});

describe('decodeCursor', () => {
  test('no cursor is no position', () => assert.equal(decodeCursor(undefined, 'task'), undefined));

  const encode = (text: string) => Buffer.from(text).toString('base64url');
  for (const [what, cursor] of [
    ['an empty one', ''],
    ['garbage', '%%%'],
    ['a bare id', newId('task')],
    ['one of another list', encode(newId('file'))],
    ['one with something behind it', encode(`${newId('task')}' or 1=1`)],
    ['a cut one', encode(newId('task').slice(0, -1))],
  ] as const) {
    test(`validation_failed: ${what}`, () => {
      assert.throws(
        () => decodeCursor(cursor, 'task'),
        (error) => error instanceof Failure && error.status === 400 && error.details?.[0]?.path === 'cursor',
      );
    });
  }
});
