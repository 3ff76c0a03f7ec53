import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Batcher, type Settled } from './batcher.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function doubled(items: readonly number[]): readonly Settled<number>[] {
  return items.map((item) => ({ ok: true, value: item * 2 }));
}

describe('Batcher', () => {
  test('answers each item with its own outcome', async () => {
    const batcher = new Batcher((items: readonly number[]) => Promise.resolve(doubled(items)));
    assert.deepEqual(await Promise.all([1, 2, 3].map((item) => batcher.submit(item))), [2, 4, 6]);
  });

  test('collects what arrives while a group runs into the next one', async () => {
    const groups: (readonly number[])[] = [];
    const gate = Promise.withResolvers<void>();
    const batcher = new Batcher(async (items: readonly number[]) => {
      groups.push(items);
      if (groups.length === 1) await gate.promise;
      return doubled(items);
    });
    const first = batcher.submit(1);
    await turn();
    const later = [2, 3, 4].map((item) => batcher.submit(item));
    assert.equal(batcher.waiting, 3);
    gate.resolve();
    assert.deepEqual(await Promise.all([first, ...later]), [2, 4, 6, 8]);
    assert.deepEqual(groups, [[1], [2, 3, 4]]);
    assert.equal(batcher.waiting, 0);
  });

  test('tells how large each group was, also of one that failed', async () => {
    const sizes: number[] = [];
    const run = (items: readonly number[]) =>
      items.includes(2) ? Promise.reject(new Error('broken')) : Promise.resolve(doubled(items));
    const batcher = new Batcher(run, 2, ({ size, ms }) => sizes.push(ms >= 0 ? size : -1));
    await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    assert.deepEqual(sizes, [2, 1]);
  });

  test('refuses one item of a group alone', async () => {
    const batcher = new Batcher((items: readonly number[]) =>
      Promise.resolve(
        items.map(
          (item): Settled<number> =>
            item === 2 ? { ok: false, error: new Error('cannot pay') } : { ok: true, value: item },
        ),
      ),
    );
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  test('hands a throw to everybody in the group, and goes on with the next group', async () => {
    let isBroken = true;
    const batcher = new Batcher((items: readonly number[]) => {
      if (isBroken) throw new Error('disk full');
      return Promise.resolve(doubled(items));
    });
    const outcomes = await Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
    for (const outcome of outcomes) assert.match(String('reason' in outcome && outcome.reason), /disk full/);
    isBroken = false;
    assert.equal(await batcher.submit(3), 6);
  });

  test('what one item breaks is its own failure: the others are run again without it', async () => {
    const batcher = new Batcher((items: readonly number[]) => {
      if (items.includes(2)) throw new Error('two');
      return Promise.resolve(doubled(items));
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
      [2, 'Error: two', 6],
    );
  });

  test('a store that cannot be written is not asked again for every item', async () => {
    let runs = 0;
    const batcher = new Batcher((): Promise<Settled<number>[]> => {
      runs += 1;
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    assert.equal(runs, 1);
  });

  test('never takes more than the cap into a group', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher((items: readonly number[]) => {
      sizes.push(items.length);
      return Promise.resolve(doubled(items));
    }, 4);
    await Promise.all(Array.from({ length: 10 }, (_, item) => batcher.submit(item)));
    assert.deepEqual(sizes, [4, 4, 2]);
  });

  test('lets timers and sockets have their turn between groups', async () => {
    const events: string[] = [];
    const batcher = new Batcher((items: readonly number[]) => {
      events.push('group');
      setImmediate(() => events.push('other work'));
      return Promise.resolve(doubled(items));
    }, 1);
    await Promise.all([1, 2, 3].map((item) => batcher.submit(item)));
    assert.deepEqual(events.slice(0, 5), ['group', 'other work', 'group', 'other work', 'group']);
  });

  test('an item the group forgot is refused rather than left waiting', async () => {
    const batcher = new Batcher<number, number>(() => Promise.resolve([{ ok: true, value: 1 }]));
    const outcomes = await Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
  });
});
