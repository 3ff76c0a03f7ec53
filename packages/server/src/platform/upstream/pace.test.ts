import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pace, type PaceTime } from './pace.ts';

/** Time that moves only when told to, and stops at every timer on the way. */
class HandTime implements PaceTime {
  /** How much later than asked a timer fires; negative: earlier. */
  latenessMs = 0;
  #nowMs = 0;
  readonly #timers = new Map<number, { readonly atMs: number; readonly work: () => void }>();
  #lastId = 0;

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, work: () => void): () => void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#timers.set(id, { atMs: this.#nowMs + Math.max(0, delayMs + this.latenessMs), work });
    return () => this.#timers.delete(id);
  }

  get timers(): number {
    return this.#timers.size;
  }

  async advance(byMs: number): Promise<void> {
    await settled();
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [due] = [...this.#timers].sort(([, left], [, right]) => left.atMs - right.atMs);
      if (due === undefined || due[1].atMs > untilMs) break;
      this.#timers.delete(due[0]);
      this.#nowMs = due[1].atMs;
      due[1].work();
      await settled();
    }
    this.#nowMs = untilMs;
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

/** Takes turns and writes down who started when. */
function takeTurns(pace: Pace, time: HandTime, starts: [string, number][]) {
  return (name: string, options: { signal?: AbortSignal; isUrgent?: boolean } = {}) =>
    pace
      .turn(options.signal ?? never, { isUrgent: options.isUrgent ?? false })
      .then(() => void starts.push([name, time.now()]));
}

describe('Pace', () => {
  test('the first goes at once, the others evenly apart', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const take = takeTurns(new Pace(5, time), time, starts);
    const all = Promise.all(['a', 'b', 'c'].map((name) => take(name)));
    await time.advance(1_000);
    await all;
    assert.deepEqual(starts, [
      ['a', 0],
      ['b', 212],
      ['c', 424],
    ]);
    assert.equal(time.timers, 0);
  });

  test('no second sees more than it may, even with late timers', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const take = takeTurns(new Pace(20, time), time, starts);
    const all = Promise.all(Array.from({ length: 100 }, (_, index) => take(String(index))));
    for (let round = 0; round < 200; round += 1) {
      time.latenessMs = (round * 7) % 60;
      await time.advance(50);
    }
    await all;
    for (const [index, [, atMs]] of starts.entries()) {
      const inSecond = starts.slice(index).filter(([, later]) => later < atMs + 1_000).length;
      assert.ok(inSecond <= 20, `${inSecond} within a second of ${atMs}`);
    }
  });

  test('no second sees more than it may where calls arrive with up to 50 ms of jitter, or one of them late', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const take = takeTurns(new Pace(20, time), time, starts);
    const all = Promise.all(Array.from({ length: 60 }, (_, index) => take(String(index))));
    await time.advance(4_000);
    await all;
    const sentAtMs = starts.map(([, atMs]) => atMs);
    const mostInSecond = (arrivals: readonly number[]) =>
      Math.max(...arrivals.map((fromMs) => arrivals.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000).length));
    for (const late of [0, 20, 40]) {
      const jittered = sentAtMs.map((atMs, index) => atMs + (index % 20 === 0 ? 50 - late : late));
      assert.ok(mostInSecond(jittered) <= 20, `${mostInSecond(jittered)} with jitter`);
      const straggling = sentAtMs.map((atMs, index) => (index === 7 ? atMs + late * 23 : atMs));
      assert.ok(mostInSecond(straggling) <= 20, `${mostInSecond(straggling)} with one late`);
    }
  });

  test('a timer that fires early starts nobody early', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const take = takeTurns(new Pace(3, time), time, starts);
    time.latenessMs = -1;
    const all = Promise.all([take('a'), take('b')]);
    time.latenessMs = 0;
    await time.advance(353);
    assert.deepEqual(starts, [['a', 0]]);
    await time.advance(1);
    await all;
    assert.equal(starts.length, 2);
  });

  test('idle time is not saved up', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const take = takeTurns(new Pace(10, time), time, starts);
    await take('a');
    await time.advance(60_000);
    const all = Promise.all([take('b'), take('c')]);
    await time.advance(105);
    assert.equal(starts.length, 2);
    await time.advance(1);
    await all;
    assert.deepEqual(starts.at(-1), ['c', 60_106]);
  });

  test('urgent ones go first, each line in its order', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const pace = new Pace(10, time);
    const take = takeTurns(pace, time, starts);
    const all = Promise.all([
      take('first'),
      take('slow 1'),
      take('slow 2'),
      take('urgent 1', { isUrgent: true }),
      take('urgent 2', { isUrgent: true }),
    ]);
    assert.equal(pace.waiting, 4);
    await time.advance(1_000);
    await all;
    assert.deepEqual(
      starts.map(([name]) => name),
      ['first', 'urgent 1', 'urgent 2', 'slow 1', 'slow 2'],
    );
    assert.equal(pace.waiting, 0);
  });

  test('one that is aborted leaves and takes up no turn', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const pace = new Pace(10, time);
    const take = takeTurns(pace, time, starts);
    const leaving = new AbortController();
    const all = Promise.all([take('a'), take('c')]);
    const gone = assert.rejects(take('b', { signal: leaving.signal, isUrgent: true }), /changed my mind/);
    leaving.abort(new Error('changed my mind'));
    await gone;
    assert.equal(pace.waiting, 1);
    await time.advance(106);
    await all;
    assert.deepEqual(starts, [
      ['a', 0],
      ['c', 106],
    ]);
  });

  test('when the last one leaves, no timer is left', async () => {
    const time = new HandTime();
    const pace = new Pace(1, time);
    await pace.turn(never);
    const leaving = new AbortController();
    const gone = assert.rejects(pace.turn(leaving.signal));
    assert.equal(time.timers, 1);
    leaving.abort();
    await gone;
    assert.equal(time.timers, 0);
    assert.equal(pace.waiting, 0);
  });

  test('a signal that has aborted already gets no turn', async () => {
    const pace = new Pace(1, new HandTime());
    await assert.rejects(pace.turn(AbortSignal.abort(new Error('too late'))), /too late/);
    assert.equal(pace.waiting, 0);
    await pace.turn(never);
  });

  test('fractions are slower than one a second', async () => {
    const time = new HandTime();
    const starts: [string, number][] = [];
    const take = takeTurns(new Pace(0.5, time), time, starts);
    const all = Promise.all([take('a'), take('b')]);
    await time.advance(2_120);
    await all;
    assert.deepEqual(starts.at(-1), ['b', 2_120]);
  });

  test('runs on the clock of the system', async () => {
    const pace = new Pace(200);
    await Promise.all([pace.turn(never), pace.turn(never), pace.turn(never)]);
    assert.equal(pace.waiting, 0);
  });

  for (const perSecond of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`refuses ${perSecond} per second`, () => assert.throws(() => new Pace(perSecond), RangeError));
  }
});
