import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure } from '../../platform/http/errors.ts';
import { Gate } from './gate.ts';

type Job = { readonly done: Promise<string>; finish(): void };

/** Work that runs until it is told to end, and notes when it began. */
function job(gate: Gate, slots: number, name: string, started: string[]): Job {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = gate.run(slots, async () => {
    started.push(name);
    await promise;
    return name;
  });
  return { done, finish: resolve };
}

describe('the gate', () => {
  test('two run at once, the third waits its turn', async () => {
    const gate = new Gate(2);
    const started: string[] = [];
    const [a, b, c] = [job(gate, 1, 'a', started), job(gate, 1, 'b', started), job(gate, 1, 'c', started)];
    await Promise.resolve();
    assert.deepEqual(started, ['a', 'b']);
    b.finish();
    await b.done;
    await new Promise(setImmediate);
    assert.deepEqual(started, ['a', 'b', 'c']);
    a.finish();
    c.finish();
    assert.deepEqual(await Promise.all([a.done, c.done]), ['a', 'c']);
  });

  test('one that needs all of the gate runs alone and is not overtaken for ever', async () => {
    const gate = new Gate(2);
    const started: string[] = [];
    const [a, heavy, c] = [job(gate, 1, 'a', started), job(gate, 9, 'heavy', started), job(gate, 1, 'c', started)];
    await new Promise(setImmediate);
    assert.deepEqual(started, ['a']);
    a.finish();
    await a.done;
    await new Promise(setImmediate);
    assert.deepEqual(started, ['a', 'heavy']);
    heavy.finish();
    await heavy.done;
    c.finish();
    await c.done;
    assert.deepEqual(started, ['a', 'heavy', 'c']);
  });

  test('overloaded: the sixty-fifth that would wait is sent away, and nobody else', async () => {
    const gate = new Gate(1);
    const started: string[] = [];
    const running = job(gate, 1, 'running', started);
    const waiting = Array.from({ length: 64 }, (_, index) => gate.run(1, () => Promise.resolve(index)));
    await assert.rejects(
      gate.run(1, () => Promise.resolve('too many')),
      (error) => error instanceof Failure && error.code === 'overloaded',
    );
    running.finish();
    assert.equal((await Promise.all(waiting)).length, 64);
    assert.equal(await gate.run(1, () => Promise.resolve('next')), 'next');
  });

  test('work that fails gives its place back', async () => {
    const gate = new Gate(1);
    await assert.rejects(
      gate.run(1, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await gate.run(1, () => Promise.resolve('next')), 'next');
  });
});
