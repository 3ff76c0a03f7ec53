import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLog } from '../testing.ts';
import { HOUR_MS } from '../units.ts';
import { type Loop, startLoop } from './loop.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await turn();
}

type Answer = number | undefined;

function start(t: TestContext, round: (number: number) => Promise<Answer>, everyMs: number = HOUR_MS): Loop {
  let rounds = 0;
  const loop = startLoop({
    name: 'test',
    everyMs,
    log: silentLog,
    round: () => {
      rounds += 1;
      return round(rounds);
    },
  });
  t.after(() => loop.stop());
  return loop;
}

describe('startLoop', () => {
  test('runs a first round at once', async (t) => {
    let seen = 0;
    start(t, (number) => {
      seen = number;
      return Promise.resolve(undefined);
    });
    await turns(3);
    assert.equal(seen, 1);
  });

  test('any number of wake-ups during a round are one more round', async (t) => {
    const gate = Promise.withResolvers<Answer>();
    let seen = 0;
    const loop = start(t, (number) => {
      seen = number;
      return number === 1 ? gate.promise : Promise.resolve(undefined);
    });
    await turns(3);
    for (let index = 0; index < 5; index += 1) loop.wake();
    assert.equal(seen, 1);
    gate.resolve(undefined);
    await turns(6);
    assert.equal(seen, 2);
  });

  test('a round lets what was answered before it leave first', async (t) => {
    const events: string[] = [];
    const loop = start(t, (number) => {
      events.push(`round ${number}`);
      return Promise.resolve(undefined);
    });
    await turns(3);
    loop.wake();
    // As the polls do: read together in the next turn of the event loop.
    await turn();
    events.push('answered');
    await turns(3);
    assert.deepEqual(events, ['round 1', 'answered', 'round 2']);
  });

  test('stopped before its first round it runs none', async (t) => {
    let seen = 0;
    const loop = start(t, (number) => {
      seen = number;
      return Promise.resolve(undefined);
    });
    await loop.stop();
    await turns(3);
    assert.equal(seen, 0);
  });

  test('rounds never overlap', async (t) => {
    let running = 0;
    let most = 0;
    const loop = start(t, async () => {
      running += 1;
      most = Math.max(most, running);
      await turns(2);
      running -= 1;
      return undefined;
    });
    for (let index = 0; index < 10; index += 1) {
      loop.wake();
      await turn();
    }
    assert.equal(most, 1);
  });

  test('a round that fails does not end it', async (t) => {
    let seen = 0;
    const loop = start(t, (number) => {
      seen = number;
      return number === 1 ? Promise.reject(new Error('store away')) : Promise.resolve(undefined);
    });
    await turns(3);
    loop.wake();
    await turns(3);
    assert.equal(seen, 2);
  });

  test('comes back as soon as a round asked for it, and regularly without being asked', async (t) => {
    const asked = Promise.withResolvers<void>();
    start(t, (number) => {
      if (number === 3) asked.resolve();
      return Promise.resolve(1);
    });
    const regular = Promise.withResolvers<void>();
    start(
      t,
      (number) => {
        if (number === 3) regular.resolve();
        // More than the regular wait is not granted.
        return Promise.resolve(HOUR_MS);
      },
      1,
    );
    // The loop's timers do not keep a process alive; this one does.
    const alive = setInterval(() => undefined, 1_000);
    t.after(() => clearInterval(alive));
    await Promise.all([asked.promise, regular.promise]);
  });

  test('stop waits for the round in progress, and nothing starts after it', async (t) => {
    const gate = Promise.withResolvers<Answer>();
    const events: string[] = [];
    const loop = start(t, async () => {
      events.push('started');
      await gate.promise;
      events.push('ended');
      return 0;
    });
    await turns(3);
    loop.wake();
    const stopped = loop.stop().then(() => events.push('stopped'));
    await turns(3);
    gate.resolve(undefined);
    await stopped;
    loop.wake();
    await turns(3);
    assert.deepEqual(events, ['started', 'ended', 'stopped']);
  });
});
