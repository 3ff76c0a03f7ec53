import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotNow } from '../engines/index.ts';
import { testClock } from '../platform/testing.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import { CredentialGate, type GateTrouble } from './credential-gate.ts';

const IDLE = { preparing: 0, open: 0 };
const never = new AbortController().signal;
const busy: GateTrouble = { kind: 'busy', message: 'slow down' };
const failing: GateTrouble = { kind: 'failing', message: 'out of order' };
const stopped: GateTrouble = { kind: 'stopped', message: 'unpaid bill' };

function setUp(limits: Partial<CredentialGate['credential']> = {}) {
  const clock = testClock();
  let changes = 0;
  const credential = { name: 'main', submitsPerSecond: 1_000, submitsAtOnce: 1, tasksMax: 5, ...limits };
  const gate = new CredentialGate(credential, clock, () => {
    changes += 1;
  });
  return { clock, gate, changes: () => changes };
}

async function entered(gate: CredentialGate, id: string): Promise<'entered' | 'waits'> {
  const outcome = { entered: false };
  const controller = new AbortController();
  const entering = gate.enter(id, controller.signal).then(
    () => {
      outcome.entered = true;
    },
    () => undefined,
  );
  await new Promise((resolve) => setImmediate(resolve));
  if (!outcome.entered) controller.abort();
  await entering;
  return outcome.entered ? 'entered' : 'waits';
}

describe('the gate of a credential', () => {
  test('one submit whose outcome is unknown keeps the next waiting until it is known', async () => {
    const { gate, clock } = setUp();
    await gate.enter('a', never);
    clock.advance(SECOND_MS);
    assert.equal(await entered(gate, 'b'), 'waits');
    gate.doubt('a');
    gate.forget('a');
    assert.equal(await entered(gate, 'b'), 'waits', 'nobody works on it, and it is still in doubt');
    assert.equal(gate.room(IDLE), 0, 'no task is taken meanwhile');
    gate.leave('a');
    assert.equal(await entered(gate, 'b'), 'entered');
  });

  test('several may be in doubt if the operator says so', async () => {
    const { gate, clock } = setUp({ submitsAtOnce: 2 });
    for (const id of ['a', 'b']) {
      await gate.enter(id, never);
      clock.advance(SECOND_MS);
    }
    assert.equal(await entered(gate, 'c'), 'waits');
    gate.leave('a');
    assert.equal(await entered(gate, 'c'), 'entered');
  });

  test('what an earlier process left in doubt counts, until the store says otherwise', async () => {
    const { gate } = setUp();
    gate.sync(['old']);
    assert.equal(await entered(gate, 'a'), 'waits');
    gate.sync([]);
    assert.equal(await entered(gate, 'a'), 'entered');
  });

  test('a submit on its way is not taken for one in doubt when the store is looked at', async () => {
    const { gate, clock } = setUp();
    await gate.enter('a', never);
    gate.sync(['a']);
    gate.leave('a');
    clock.advance(SECOND_MS);
    assert.equal(await entered(gate, 'b'), 'entered');
  });

  test('submits keep their distance', async () => {
    const { gate, clock } = setUp({ submitsPerSecond: 0.1 });
    await gate.enter('a', never);
    gate.leave('a');
    clock.advance(9_999);
    assert.equal(await entered(gate, 'b'), 'waits');
    clock.advance(1);
    assert.equal(await entered(gate, 'b'), 'entered');
  });

  test('an aborted waiter leaves with the reason, and takes nobody’s turn', async () => {
    const { gate, clock } = setUp();
    await gate.enter('a', never);
    clock.advance(SECOND_MS);
    const controller = new AbortController();
    const waiting = gate.enter('b', controller.signal);
    controller.abort(new Error('lease lost'));
    await assert.rejects(waiting, /lease lost/);
    gate.leave('a');
    assert.equal(await entered(gate, 'c'), 'entered');
    await assert.rejects(gate.enter('d', controller.signal), /lease lost/);
  });
});

describe('room for tasks', () => {
  test('tasks in process count up to the limit, those only being fetched do not', () => {
    const { gate } = setUp({ tasksMax: 5 });
    assert.equal(gate.room({ preparing: 0, open: 4 }), 1);
    assert.equal(gate.room({ preparing: 0, open: 5 }), 0);
    gate.deliver('x');
    assert.equal(gate.room({ preparing: 0, open: 5 }), 1);
    gate.leave('x');
    assert.equal(gate.room({ preparing: 0, open: 5 }), 0);
  });

  test('no more is made ready than about a second of submits', () => {
    const { gate } = setUp({ tasksMax: 500, submitsPerSecond: 5 });
    assert.equal(gate.room(IDLE), 5);
    assert.equal(gate.room({ preparing: 3, open: 30 }), 2);
  });
});

describe('what calls say about the credential', () => {
  test('busy pauses it, longer each time, and those who wait are sent back', async () => {
    const { gate, clock } = setUp();
    await gate.enter('a', never);
    const waiting = gate.enter('b', never);
    assert.equal(gate.trouble(busy), false, 'nothing for an operator');
    await assert.rejects(waiting, NotNow);
    assert.equal(gate.room(IDLE), 0);
    gate.leave('a');
    const pauses: number[] = [];
    for (let times = 0; times < 8; times += 1) {
      pauses.push((gate.pausedUntilMs ?? 0) - clock.now());
      clock.advance(MINUTE_MS);
      assert.equal(gate.room(IDLE), 1, 'a trial');
      gate.trouble(busy);
    }
    assert.ok((pauses[0] ?? 0) <= SECOND_MS && (pauses[5] ?? 0) >= 10 * SECOND_MS, pauses.join());
    assert.ok(pauses.every((pauseMs) => pauseMs <= MINUTE_MS));
    assert.equal(gate.isUsable, true, 'tasks still go to it');
  });

  test('the wait an upstream asks for is kept', () => {
    const { gate, clock } = setUp();
    gate.trouble({ ...busy, retryAfterMs: 90 * SECOND_MS });
    assert.equal(gate.pausedUntilMs, clock.now() + 90 * SECOND_MS);
  });

  test('five failing submits in a row open the circuit once; a trial that fails opens it again, quietly', () => {
    const { gate, clock } = setUp();
    const news = Array.from({ length: 5 }, () => gate.trouble(failing));
    assert.deepEqual(news, [false, false, false, false, true]);
    assert.equal(gate.isUsable, false);
    clock.advance(MINUTE_MS);
    assert.equal(gate.isUsable, true);
    assert.equal(gate.room({ preparing: 1, open: 1 }), 0, 'one trial at a time');
    assert.equal(gate.trouble(failing), false);
    assert.equal(gate.isUsable, false);
    clock.advance(5 * MINUTE_MS);
    gate.accept('trial');
    assert.equal(gate.state, 'open');
    assert.equal(gate.trouble(failing), false);
  });

  test('an accepted submit forgets the failures before it', () => {
    const { gate } = setUp();
    for (let times = 0; times < 20; times += 1) {
      assert.equal(gate.trouble(failing), false);
      gate.accept('trial');
    }
    assert.equal(gate.isUsable, true);
  });

  test('an answer to a submit that left before a pause began does not end it, not even during the trial', async () => {
    for (const met of [busy, stopped]) {
      const { gate, clock } = setUp({ submitsAtOnce: 3 });
      for (const id of ['a', 'b', 'c']) {
        await gate.enter(id, never);
        clock.advance(SECOND_MS);
      }
      gate.trouble({ ...met, retryAfterMs: HOUR_MS });
      gate.leave('a');
      gate.accept('b');
      gate.leave('b');
      assert.equal(gate.state, met.kind);
      assert.equal(gate.pausedUntilMs, clock.now() + HOUR_MS);
      clock.advance(HOUR_MS);
      gate.accept('c');
      gate.leave('c');
      assert.equal(gate.state, met.kind, 'still on trial');
      await gate.enter('trial', never);
      gate.accept('trial');
      assert.equal(gate.state, 'open');
    }
  });

  test('every trial of a stopped credential that fails pauses it again, whatever it met', () => {
    const { gate, clock } = setUp();
    gate.trouble(stopped);
    clock.advance(HOUR_MS);
    for (const met of [busy, failing, { ...busy, retryAfterMs: MINUTE_MS }]) {
      assert.equal(gate.room(IDLE), 1, 'a trial');
      assert.equal(gate.trouble(met), met === failing, 'a new reason is told once');
      assert.equal(gate.room(IDLE), 0, 'paused again');
      assert.equal(gate.state, 'stopped');
      clock.advance(HOUR_MS);
    }
  });

  test('what is less grave, or comes late, never shortens a pause', () => {
    const { gate, clock } = setUp();
    gate.trouble({ ...stopped, retryAfterMs: HOUR_MS });
    gate.trouble(busy);
    gate.trouble(stopped);
    assert.equal(gate.pausedUntilMs, clock.now() + HOUR_MS);
  });

  test('a submit that was given up on its way is in doubt until the store says otherwise', async () => {
    const { gate, clock } = setUp();
    await gate.enter('a', never);
    clock.advance(SECOND_MS);
    gate.forget('a');
    assert.equal(await entered(gate, 'b'), 'waits');
    gate.sync([]);
    assert.equal(await entered(gate, 'b'), 'entered');
  });

  test('nothing new is sent while the server stops', async () => {
    const { gate, clock } = setUp();
    await gate.enter('a', never);
    clock.advance(SECOND_MS);
    const waiting = gate.enter('b', never);
    gate.drain();
    await assert.rejects(waiting, NotNow);
    await assert.rejects(gate.enter('c', never), NotNow);
  });

  test('a clock that was set back holds submits up for no longer than their distance', async () => {
    const { gate, clock } = setUp({ submitsPerSecond: 100 });
    await gate.enter('a', never);
    gate.leave('a');
    clock.advance(-HOUR_MS);
    assert.equal(await entered(gate, 'b'), 'waits');
    clock.advance(10);
    assert.equal(await entered(gate, 'b'), 'entered');
  });

  test('pictures that are bought and cannot be had stop the buying, but for one trial at a time, until one arrives', () => {
    const { gate, clock } = setUp();
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map(() => gate.loseResult('the host is out of reach')),
      [false, false, true, false],
    );
    assert.equal(gate.room(IDLE), 0);
    clock.advance(HOUR_MS);
    assert.equal(gate.room(IDLE), 1);
    gate.accept('trial');
    assert.equal(gate.state, 'stopped', 'that it was taken shows nothing');
    assert.equal(gate.room({ preparing: 0, open: 1 }), 0, 'one at a time');
    gate.keepResult();
    assert.equal(gate.room(IDLE), 5);
  });

  test('a refused model is told once and pauses nothing', () => {
    const { gate } = setUp();
    assert.equal(gate.refuseModel('wan-2-7-image'), true);
    assert.equal(gate.refuseModel('wan-2-7-image'), false);
    assert.equal(gate.refuseModel('wan-2-7-image-pro'), true);
    assert.equal(gate.room(IDLE), 5);
  });

  test('a stop is said once, outweighs all else, and ends with an accepted trial or the operator', () => {
    const { gate, clock } = setUp();
    assert.equal(gate.trouble(stopped), true);
    assert.equal(gate.trouble(stopped), false, 'an echo of a call that left before');
    assert.equal(gate.trouble(busy), false);
    assert.equal(gate.state, 'stopped');
    clock.advance(HOUR_MS);
    assert.equal(gate.trouble(stopped), false, 'a trial that found nothing new');
    assert.equal(gate.room(IDLE), 0);
    gate.resume();
    assert.equal(gate.room(IDLE), 5);
    assert.equal(gate.trouble(stopped), true);
  });

  test('whoever watches is told when there may be room', () => {
    const { gate, changes } = setUp();
    const before = changes();
    gate.trouble(stopped);
    gate.resume();
    assert.ok(changes() > before);
  });
});
