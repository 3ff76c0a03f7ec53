import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OutcomeFault } from '@rivya/simulator';
import { testClock } from '../../platform/testing.ts';
import { CredentialStopped, type Handle } from '../engine.ts';
import { follow, isDone, isFailed, isPending, jobOf, openEngine, signal, submit } from './testing.ts';

describe('a task that succeeds', () => {
  for (const choicesShape of ['many_choices', 'one_choice'] as const) {
    test(`${choicesShape}: where the picture is, how far its size may be off, and the seed given`, async (t) => {
      const { engine, sim } = await openEngine(t, { simulator: { choicesShape } });
      const job = jobOf({ params: { watermark: false, seed: 0 } });
      const progress = await follow(engine, job, await submit(engine, job));
      isDone(progress);
      assert.equal(progress.outputs.length, 1);
      const [output] = progress.outputs;
      assert.ok(output !== undefined && 'url' in output);
      assert.equal(new URL(output.url).origin, sim.resultOrigin);
      assert.deepEqual([output.seed, output.sizeTolerance], [0, 0.05]);
    });
  }

  test('no seed given is no seed known', async (t) => {
    const { engine } = await openEngine(t);
    const job = jobOf();
    const progress = await follow(engine, job, await submit(engine, job));
    isDone(progress);
    assert.equal(progress.outputs[0]?.seed, null);
  });

  for (const outcome of [{ kind: 'suspended' }, { kind: 'unknown_once', times: 3 }] satisfies OutcomeFault[]) {
    test(`${outcome.kind} on the way`, async (t) => {
      const { engine, sim } = await openEngine(t);
      sim.inject('outcome', outcome);
      const job = jobOf();
      isDone(await follow(engine, job, await submit(engine, job)));
    });
  }

  for (const shape of ['no_choices', 'empty_content', 'text_only'] as const) {
    test(`without a picture (${shape}): failed, not bought, one more try`, async (t) => {
      const { engine, sim } = await openEngine(t);
      sim.inject('outcome', { kind: 'zero_images', shape });
      const job = jobOf();
      const progress = await follow(engine, job, await submit(engine, job));
      isFailed(progress);
      assert.deepEqual([progress.reason, progress.bought, progress.retry?.triesMax], ['failed', 'no', 2]);
    });
  }
});

describe('a task that fails', () => {
  for (const failureShape of ['nested', 'flat'] as const) {
    for (const [outcome, reason, triesMax] of [
      [{ kind: 'moderated' }, 'rejected', undefined],
      [{ kind: 'failed', code: 'IPInfringementSuspect' }, 'rejected', undefined],
      [{ kind: 'failed', code: 'InvalidParameter' }, 'failed', undefined],
    ] as const) {
      const code = outcome.kind === 'failed' ? outcome.code : 'DataInspectionFailed';
      test(`${failureShape}, ${code}: ${reason}, not bought`, async (t) => {
        const { engine, sim } = await openEngine(t, { simulator: { failureShape } });
        sim.inject('outcome', outcome);
        const job = jobOf();
        const progress = await follow(engine, job, await submit(engine, job));
        isFailed(progress);
        assert.deepEqual([progress.reason, progress.bought, progress.retry?.triesMax], [reason, 'no', triesMax]);
        assert.doesNotMatch(progress.message, /alibaba|dashscope|model studio|wan|aliyun/i);
      });
    }
  }

  test('nested, an internal error: one more try', async (t) => {
    const { engine, sim } = await openEngine(t);
    for (const code of ['InternalError', 'InternalError.Timeout', 'ModelServiceFailed', 'Throttling']) {
      sim.inject('outcome', { kind: 'failed', code });
      const job = jobOf();
      const progress = await follow(engine, job, await submit(engine, job));
      isFailed(progress);
      assert.deepEqual([progress.bought, progress.retry?.triesMax, progress.trouble], ['no', 2, undefined]);
    }
  });

  test('a refused output says so, and that another seed may help', async (t) => {
    const { engine, sim } = await openEngine(t);
    sim.inject('outcome', { kind: 'moderated' });
    const job = jobOf();
    const progress = await follow(engine, job, await submit(engine, job));
    isFailed(progress);
    assert.match(progress.message, /seed/);
  });

  test('canceled elsewhere: failed, not bought, final', async (t) => {
    const { engine, sim } = await openEngine(t);
    sim.inject('outcome', { kind: 'canceled' });
    const job = jobOf();
    const progress = await follow(engine, job, await submit(engine, job));
    isFailed(progress);
    assert.deepEqual([progress.reason, progress.bought, progress.retry], ['failed', 'no', undefined]);
  });
});

describe('an error without a word about the task', () => {
  test('final, and not repeated: the task goes on', async (t) => {
    const { engine, sim } = await openEngine(t);
    for (const code of ['InvalidParameter', 'DataInspectionFailed', 'InternalError', 'Throttling']) {
      const job = jobOf();
      const first = await submit(engine, job);
      sim.inject('query', { kind: 'code_in_200', code });
      isDone(await follow(engine, job, first));
    }
    assert.equal(sim.billed(), 4);
  });

  test('one that a query can meet too is believed only after 15 seconds', async (t) => {
    const clock = testClock();
    const simulator = { failureShape: 'flat', pendingMs: 0, runningMs: 0, now: clock.now } as const;
    const { engine, sim } = await openEngine(t, { clock, simulator });
    sim.inject('outcome', { kind: 'failed', code: 'InternalError' });
    const job = jobOf();
    let progress = await follow(engine, job, await submit(engine, job), 20);
    isPending(progress);
    clock.advance(15_000);
    progress = await follow(engine, job, progress, 1);
    isFailed(progress);
    assert.deepEqual([progress.bought, progress.retry?.triesMax], ['no', 2]);
  });
});

describe('a task the upstream does not know', () => {
  test('is asked for again, and lost after ten times in three minutes', async (t) => {
    const clock = testClock();
    const { engine, sim } = await openEngine(t, { clock, simulator: { now: clock.now } });
    sim.inject('outcome', { kind: 'forgotten' });
    const job = jobOf();
    let progress = await follow(engine, job, await submit(engine, job), 12);
    isPending(progress);
    assert.equal(progress.pollAfterMs, 12_000, 'ever more rarely');
    clock.advance(180_000);
    progress = await follow(engine, job, progress, 1);
    isFailed(progress);
    assert.deepEqual([progress.reason, progress.bought, progress.retry], ['unavailable', 'unknown', undefined]);
  });

  test('three minutes alone are not enough', async (t) => {
    const clock = testClock();
    const { engine, sim } = await openEngine(t, { clock, simulator: { now: clock.now } });
    sim.inject('outcome', { kind: 'forgotten' });
    const job = jobOf();
    const first = await submit(engine, job);
    const second = await engine.poll(job, first.handle, signal);
    clock.advance(600_000);
    isPending(second);
    isPending(await follow(engine, job, second, 8));
  });

  test('what was unknown in between starts anew', async (t) => {
    const { engine, sim } = await openEngine(t, { simulator: { pendingMs: 60_000 } });
    sim.inject('outcome', { kind: 'unknown_once', times: 2 });
    const job = jobOf();
    const progress = await follow(engine, job, await submit(engine, job), 3);
    isPending(progress);
    assert.equal(progress.handle['streak'], undefined);
  });

  test('and that is what another account’s key sees', async (t) => {
    const { engine, sim } = await openEngine(t);
    const foreign = sim.submitElsewhere({ key: sim.addAccount().key });
    const handle = { credential: 'main', taskId: foreign.id, submittedAtMs: Date.now() };
    const progress = await engine.poll(jobOf(), handle, signal);
    isPending(progress);
    assert.equal(progress.handle['streak'], 'UNKNOWN');
  });
});

describe('a poll that gets no answer about the task', () => {
  for (const fault of [
    { kind: 'html', status: 502 },
    { kind: 'html', status: 403 },
    { kind: 'reset_before' },
    { kind: 'cut' },
    { kind: 'redirect' },
    { kind: 'error', code: 'InternalError' },
    { kind: 'error', code: 'NotFound' },
    { kind: 'error', code: 'Something.New', status: 410 },
  ] as const) {
    test(`${JSON.stringify(fault)}: throws, and the next one finds the picture`, async (t) => {
      const { engine, sim } = await openEngine(t);
      const job = jobOf();
      const first = await submit(engine, job);
      sim.inject('query', fault);
      await assert.rejects(engine.poll(job, first.handle, signal), (error: Error) => {
        assert.ok(!(error instanceof CredentialStopped));
        assert.doesNotMatch(String(error.message), new RegExp(sim.key));
        return true;
      });
      isDone(await follow(engine, job, first));
    });
  }

  for (const code of ['InvalidApiKey', 'Arrearage', 'PostpaidBillOverdue', 'AccessDenied', 'Workspace.AccessDenied']) {
    test(`${code}: the credential is stopped`, async (t) => {
      const { engine, sim } = await openEngine(t);
      const job = jobOf();
      const { handle } = await submit(engine, job);
      sim.disableKey(sim.key, code);
      await assert.rejects(engine.poll(job, handle, signal), (error) => {
        assert.ok(error instanceof CredentialStopped && error.credential === 'main');
        assert.match(error.message, new RegExp(code));
        return true;
      });
      sim.enableKey(sim.key);
      isDone(await follow(engine, job, await engine.poll(job, handle, signal)));
    });
  }

  test('a 429 is waited out, as long as the upstream asks', async (t) => {
    const { engine, sim } = await openEngine(t);
    const job = jobOf();
    const first = await submit(engine, job);
    sim.inject('query', { kind: 'error', code: 'Throttling', retryAfter: '9' });
    const progress = await engine.poll(job, first.handle, signal);
    isPending(progress);
    assert.equal(progress.pollAfterMs, 9_000);
    assert.deepEqual(progress.handle, first.handle);
    isDone(await follow(engine, job, progress));
  });

  test('a credential that is gone is named', async (t) => {
    const { engine } = await openEngine(t);
    const handle: Handle = { credential: 'old', taskId: 'a', submittedAtMs: 1 };
    await assert.rejects(engine.poll(jobOf(), handle, signal), /no credential "old" in its settings/);
  });
});

describe('when to poll next', () => {
  test('a tenth of the task’s age, between 1 and 5 seconds', async (t) => {
    const clock = testClock();
    const { engine } = await openEngine(t, { clock, simulator: { now: clock.now, pendingMs: 1e9 } });
    const job = jobOf();
    const first = await submit(engine, job);
    const waits = [first.pollAfterMs];
    for (const advance of [10_000, 20_000, 30_000, 600_000]) {
      clock.advance(advance);
      const progress = await engine.poll(job, first.handle, signal);
      isPending(progress);
      waits.push(progress.pollAfterMs);
    }
    assert.deepEqual(waits, [1_000, 1_000, 3_000, 5_000, 5_000]);
  });

  test('many tasks share four fifths of the queries a second', async (t) => {
    const { engine } = await openEngine(t, { queriesPerSecond: 10, simulator: { pendingMs: 1e9 } });
    const waits: number[] = [];
    for (let tasks = 0; tasks < 40; tasks += 1) waits.push((await submit(engine, jobOf())).pollAfterMs);
    assert.deepEqual([waits[0], waits[15], waits[39]], [1_000, 2_000, 5_000]);
  });
});
