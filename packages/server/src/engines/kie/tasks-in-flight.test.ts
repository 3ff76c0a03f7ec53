import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testClock } from '../../platform/testing.ts';
import { TasksInFlight } from './tasks-in-flight.ts';

describe('how often a task is asked for', () => {
  test('every second while young, every five seconds when old', () => {
    const clock = testClock();
    const inFlight = new TasksInFlight(clock, 10);
    const task = { taskId: 'a', submittedAtMs: clock.now() };
    assert.equal(inFlight.pollAfterMs(task), 1_000);
    clock.advance(4_000);
    assert.equal(inFlight.pollAfterMs(task), 1_000);
    clock.advance(11_000);
    assert.equal(inFlight.pollAfterMs(task), 3_000);
    clock.advance(100_000);
    assert.equal(inFlight.pollAfterMs(task), 5_000);
  });

  test('more rarely when all of them together would ask more than the account may', () => {
    const clock = testClock();
    const inFlight = new TasksInFlight(clock, 10);
    const waits = Array.from({ length: 80 }, (_, index) =>
      inFlight.pollAfterMs({ taskId: `task ${index}`, submittedAtMs: clock.now() }),
    );
    assert.equal(waits[0], 1_000);
    assert.equal(waits[79], 10_000);
    for (let index = 0; index < 72; index += 1) inFlight.end(`task ${index}`);
    assert.equal(inFlight.pollAfterMs({ taskId: 'task 79', submittedAtMs: clock.now() }), 1_000);
  });

  test('tasks nobody asks for any more do not count', () => {
    const clock = testClock();
    const inFlight = new TasksInFlight(clock, 1);
    for (let index = 0; index < 50; index += 1) {
      inFlight.pollAfterMs({ taskId: `task ${index}`, submittedAtMs: clock.now() });
    }
    clock.advance(10 * 60_000);
    assert.equal(inFlight.pollAfterMs({ taskId: 'new', submittedAtMs: clock.now() }), 1_250);
  });

  test('a clock that was set back does no harm', () => {
    const clock = testClock();
    const inFlight = new TasksInFlight(clock, 10);
    assert.equal(inFlight.pollAfterMs({ taskId: 'a', submittedAtMs: clock.now() + 3_600_000 }), 1_000);
  });
});
