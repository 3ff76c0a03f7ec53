import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { firstIdAt, idAfter, newId } from './ids.ts';

// Ids of one process never go back, so every test here takes later moments than the ones before it.
let lastMs = Date.UTC(2030, 0, 1);
function laterMs(): number {
  lastMs += 1_000;
  return lastMs;
}

describe('idAfter', () => {
  test('sorts after the id and before what is made a moment later, each time another one', () => {
    const nowMs = laterMs();
    const id = newId('evt', nowMs);
    const after = idAfter(id);
    assert.match(after, /^evt_[0-9a-hjkmnp-tv-z]{26}$/);
    assert.ok(after > id && after < firstIdAt('evt', nowMs + 2), after);
    assert.notEqual(idAfter(id), after);
  });
});

describe('newId', () => {
  test('is the prefix and 26 lower-case characters without i, l, o and u', () => {
    for (const prefix of ['task', 'file', 'req'] as const) {
      assert.match(newId(prefix, laterMs()), new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`));
    }
  });

  test('says when it was made in its first ten characters', () => {
    const nowMs = laterMs();
    assert.equal(newId('task', nowMs).slice(0, 15), firstIdAt('task', nowMs).slice(0, 15));
  });

  test('sorts in the order of making within a millisecond, with no two alike', () => {
    const nowMs = laterMs();
    const ids = Array.from({ length: 5_000 }, () => newId('task', nowMs));
    assert.deepEqual([...ids].sort(), ids);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('sorts in the order of making across milliseconds', () => {
    const startMs = laterMs();
    const ids = Array.from({ length: 500 }, (_, index) => newId('task', startMs + index));
    assert.deepEqual([...ids].sort(), ids);
    lastMs += 1_000;
  });

  test('sorts in the order of making although the clock was set back', () => {
    const nowMs = laterMs();
    const ids = [nowMs, nowMs - 60_000, nowMs - 1, nowMs, nowMs + 1].map((timeMs) => newId('task', timeMs));
    assert.deepEqual([...ids].sort(), ids);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('cannot be guessed from the one of another millisecond', () => {
    const random = Array.from({ length: 300 }, () => newId('task', laterMs()).slice(15));
    assert.equal(new Set(random).size, random.length);
    for (let position = 0; position < 16; position += 1) {
      const digits = new Set(random.map((text) => text[position]));
      assert.ok(digits.size > 16, `only ${digits.size} different digits at ${position}`);
    }
  });
});

describe('firstIdAt', () => {
  test('divides the ids made before a moment from those made at it', () => {
    const nowMs = laterMs();
    const before = newId('task', nowMs - 1);
    const at = newId('task', nowMs);
    assert.ok(before < firstIdAt('task', nowMs));
    assert.ok(at >= firstIdAt('task', nowMs));
    assert.ok(at < firstIdAt('task', nowMs + 1));
  });

  test('takes moments before 1970 for the first one', () => {
    assert.equal(firstIdAt('task', -5), `task_${'0'.repeat(26)}`);
  });
});
