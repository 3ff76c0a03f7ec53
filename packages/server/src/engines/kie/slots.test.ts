import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Slots } from './slots.ts';

describe('slots', () => {
  test('so many at once, the others in their order, also after one that threw', async () => {
    const slots = new Slots(2);
    const began: number[] = [];
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const all = gates.map((gate, index) =>
      slots.run(async () => {
        began.push(index);
        await gate.promise;
        return index;
      }),
    );
    await turn();
    assert.deepEqual(began, [0, 1]);
    gates[1]?.reject(new Error('no'));
    await assert.rejects(all[1] ?? Promise.resolve(), /no/);
    await turn();
    assert.deepEqual(began, [0, 1, 2]);
    for (const gate of gates) gate.resolve();
    const settled = await Promise.allSettled(all);
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : 'threw')),
      [0, 'threw', 2, 3, 4],
    );
    assert.deepEqual(began, [0, 1, 2, 3, 4]);
    assert.equal(await slots.run(() => Promise.resolve('free again')), 'free again');
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
