import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHandle, toHandle, withAnswer, withoutStreak } from './handle.ts';

const task = { credential: 'main', taskId: 'a', submittedAtMs: 1_000 };

test('a handle survives the store, with and without a streak', () => {
  for (const kept of [task, { ...task, streak: { answer: 'UNKNOWN', count: 3, sinceMs: 2_000 } }]) {
    assert.deepEqual(readHandle(JSON.parse(JSON.stringify(toHandle(kept)))), kept);
  }
});

test('the same answer counts up, another one starts anew', () => {
  const first = withAnswer(task, 'UNKNOWN', 2_000);
  assert.deepEqual(first.streak, { answer: 'UNKNOWN', count: 1, sinceMs: 2_000 });
  const second = withAnswer(first, 'UNKNOWN', 3_000);
  assert.deepEqual(second.streak, { answer: 'UNKNOWN', count: 2, sinceMs: 2_000 });
  assert.deepEqual(withAnswer(second, 'Other', 4_000).streak, { answer: 'Other', count: 1, sinceMs: 4_000 });
  assert.deepEqual(withoutStreak(second), task);
});

test('a handle of another engine is refused', () => {
  for (const handle of [{}, { ...task, taskId: 7 }, { ...task, credential: null }, { ...task, submittedAtMs: '1' }]) {
    assert.throws(() => readHandle(handle), /no handle/);
  }
});
