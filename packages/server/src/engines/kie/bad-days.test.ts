import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import type { KieApiFault, KieOutcomeFault } from '@rivya/simulator';
import { CredentialStopped, type EngineJob, type Progress } from '../engine.ts';
import { failedOf, follow, jobOf, openSimulated, type Simulated, signal, submitCall, urlOf } from './testing.ts';

describe('a submit that goes wrong says honestly whether anything was bought', () => {
  for (const [fault, bought, trouble] of [
    [{ kind: 'code', code: 401 }, 'no', 'stopped'],
    [{ kind: 'code', code: 402 }, 'no', 'stopped'],
    [{ kind: 'code', code: 433 }, 'no', 'stopped'],
    [{ kind: 'code', code: 404 }, 'no', undefined],
    [{ kind: 'code', code: 422 }, 'no', undefined],
    [{ kind: 'code', code: 429 }, 'no', 'busy'],
    [{ kind: 'code', code: 455 }, 'no', 'failing'],
    [{ kind: 'code', code: 500 }, 'unknown', 'failing'],
    [{ kind: 'code', code: 501 }, 'no', undefined],
    [{ kind: 'code', code: 505 }, 'no', undefined],
    [{ kind: 'code', code: 429, status: 429 }, 'no', 'busy'],
    [{ kind: 'code', code: 500, message: 'prompt is required' }, 'no', undefined],
    [{ kind: 'html', status: 404 }, 'no', 'failing'],
    [{ kind: 'html', status: 429 }, 'no', 'busy'],
    [{ kind: 'html', status: 502 }, 'unknown', 'failing'],
    [{ kind: 'html', status: 200 }, 'unknown', 'failing'],
    [{ kind: 'reset_before' }, 'unknown', 'failing'],
    [{ kind: 'reset_after' }, 'unknown', 'failing'],
    [{ kind: 'cut' }, 'unknown', 'failing'],
    [{ kind: 'hang' }, 'unknown', 'failing'],
    [{ kind: 'hang', isAccepted: false }, 'unknown', 'failing'],
    [{ kind: 'slow_headers', ms: 60_000 }, 'unknown', 'failing'],
    [{ kind: 'slow_body', ms: 60_000 }, 'unknown', 'failing'],
    [{ kind: 'redirect' }, 'unknown', 'failing'],
    [{ kind: 'redirect', status: 307 }, 'unknown', 'failing'],
    [{ kind: 'accepted_but' }, 'unknown', 'failing'],
    [{ kind: 'accepted_but', status: 504 }, 'unknown', 'failing'],
    [{ kind: 'accepted_but', code: 500 }, 'unknown', 'failing'],
    [{ kind: 'accepted_but', code: 500, message: 'Internal error, invalid response' }, 'unknown', 'failing'],
    [{ kind: 'accepted_but', code: 200, message: 'success' }, 'unknown', 'failing'],
    [{ kind: 'accepted_but', code: 500, status: 503 }, 'unknown', 'failing'],
  ] as const satisfies readonly (readonly [KieApiFault, string, string | undefined])[]) {
    test(`${inspect(fault)}: ${bought}`, async (t) => {
      const isSilent = fault.kind === 'hang' || fault.kind === 'slow_headers' || fault.kind === 'slow_body';
      const { sim, engine } = await openSimulated(t, {}, { submitTimeoutMs: isSilent ? 400 : 10_000 });
      sim.inject('create', fault);
      const failed = failedOf(await engine.submit(jobOf(), submitCall(), signal));
      assert.deepEqual([failed.bought, failed.trouble?.kind], [bought, trouble]);
      assert.equal(failed.retry !== undefined && bought === 'unknown', false, 'nothing in doubt is tried again');
      assert.ok(bought === 'unknown' || sim.tasks().length === 0, 'what is said not to be bought was not bought');
      assert.equal(sim.requests().create, 1);
      assert.deepEqual(sim.leaks(), []);
    });
  }

  test('credits that run out stop the credential until there are more', async (t) => {
    const { sim, engine } = await openSimulated(t);
    sim.setCredits(11);
    assert.equal(failedOf(await engine.submit(jobOf(), submitCall(), signal)).trouble?.kind, 'stopped');
    sim.setCredits(12);
    assert.equal((await engine.submit(jobOf(), submitCall(), signal)).status, 'pending');
  });

  test('the limits of the account are busy, not failures', async (t) => {
    const { sim, engine } = await openSimulated(t, { createsPerWindow: 2, createWindowMs: 60_000 });
    for (const status of ['pending', 'pending', 'failed']) {
      const progress = await engine.submit(jobOf(), submitCall(), signal);
      assert.equal(progress.status, status);
      if (progress.status === 'failed') assert.deepEqual([progress.bought, progress.trouble?.kind], ['no', 'busy']);
    }
    assert.equal(sim.observed().refusedForLimits, 1);
  });
});

describe('a task that goes wrong', () => {
  for (const [outcome, expected, billed] of [
    [{ kind: 'failed' }, 'failed, bought no, tries 2', 0],
    [{ kind: 'failed', code: '422', message: 'bad input' }, 'failed, bought no, tries 1', 0],
    [{ kind: 'failed', code: '402', message: 'x' }, 'unavailable, bought no, tries 4', 0],
    [{ kind: 'moderated' }, 'rejected, bought no, tries 1', 0],
    [{ kind: 'zero_images' }, 'failed, bought no, tries 2', 0],
    [{ kind: 'zero_images', shape: 'no_list' }, 'failed, bought no, tries 2', 0],
    [{ kind: 'broken_result' }, 'unavailable, bought unknown, tries 1', 1],
    [{ kind: 'forgotten' }, 'unavailable, bought unknown, tries 1', 1],
    [{ kind: 'forgotten', isBilled: false }, 'unavailable, bought unknown, tries 1', 0],
  ] as const satisfies readonly (readonly [KieOutcomeFault, string, number])[]) {
    for (const [unknownTask, nothing] of [
      [422, 'null'],
      [404, 'empty'],
    ] as const) {
      test(`${inspect(outcome)}, unknown as ${unknownTask}, nothing as ${nothing}: ${expected}`, async (t) => {
        const { sim, engine, clock } = await openSimulated(t, { unknownTask, nothing });
        sim.inject('outcome', outcome);
        const job = jobOf();
        const ended = failedOf(await follow({ engine, clock }, job, await engine.submit(job, submitCall(), signal)));
        const { reason, bought, retry } = ended;
        assert.equal(`${reason}, bought ${bought}, tries ${retry?.triesMax ?? 1}`, expected);
        assert.equal(sim.billed(), billed);
      });
    }
  }

  for (const outcome of [
    { kind: 'unknown_once', times: 7 },
    { kind: 'odd_state', state: 'archiving' },
  ] as const) {
    test(`${inspect(outcome)}: the picture comes all the same`, async (t) => {
      const { sim, engine, clock } = await openSimulated(t);
      sim.inject('outcome', outcome);
      const job = jobOf();
      urlOf(await follow({ engine, clock }, job, await engine.submit(job, submitCall(), signal)));
      assert.equal(sim.billed(), 1);
    });
  }

  test('queries that fail in every way do not lose the picture', async (t) => {
    const { sim, engine, clock } = await openSimulated(t, {}, { queryTimeoutMs: 400 });
    const job = jobOf();
    const progress = await engine.submit(job, submitCall(), signal);
    for (const fault of [
      { kind: 'code', code: 429 },
      { kind: 'code', code: 500 },
      { kind: 'code', code: 455 },
      { kind: 'html', status: 502 },
      { kind: 'html', status: 404 },
      { kind: 'reset_before' },
      { kind: 'reset_after' },
      { kind: 'cut' },
      { kind: 'hang' },
      { kind: 'redirect' },
    ] as const) {
      sim.inject('query', fault);
    }
    urlOf(await follow({ engine, clock }, job, progress));
    assert.equal(
      Object.values(sim.struck()).reduce((sum, count) => sum + count),
      10,
    );
    assert.equal(sim.billed(), 1);
    assert.deepEqual(sim.leaks(), []);
  });

  test('a key that is disabled while a task runs stops the credential; enabled again, the task is found', async (t) => {
    const { sim, engine, clock } = await openSimulated(t);
    const job = jobOf();
    const progress = await engine.submit(job, submitCall(), signal);
    sim.disableKey(sim.key, 401);
    await assert.rejects(follow({ engine, clock }, job, progress), CredentialStopped);
    sim.enableKey(sim.key);
    urlOf(await follow({ engine, clock }, job, progress));
  });
});

describe('a bad day: faults by chance in every call', () => {
  test('no job is bought twice, and all that is billed is delivered or reported', { timeout: 120_000 }, async (t) => {
    const opened = await openSimulated(t);
    const { sim } = opened;
    sim.injectRandomly({ seed: 20_261_122, rate: 0.25, faults: BAD_DAY });
    const jobs = Array.from({ length: 120 }, (_, index) => jobOf({ taskId: `task_${index}`, prompt: `Job ${index}` }));
    const ends = new Map<string, Progress>();
    const lanes = Array.from({ length: 12 }, async (_, lane) => {
      for (const job of jobs.filter((_, index) => index % 12 === lane)) ends.set(job.prompt, await runJob(opened, job));
    });
    await Promise.all(lanes);
    const billed = Map.groupBy(
      sim.tasks().filter(({ imageCount }) => imageCount > 0),
      ({ prompt }) => prompt,
    );
    for (const [prompt, tasks] of billed) {
      assert.equal(tasks.length, 1, `${prompt} was bought ${tasks.length} times`);
      const end = ends.get(prompt);
      const isTold = end?.status === 'done' || (end?.status === 'failed' && end.bought !== 'no');
      assert.ok(isTold, `${prompt} was billed and ended as ${inspect(end)}`);
    }
    const done = [...ends.values()].filter(({ status }) => status === 'done').length;
    assert.ok(done > 60, `${done} of 120 were delivered`);
    assert.ok(Object.keys(sim.struck()).length >= 12, 'the day was bad enough');
    assert.deepEqual(sim.leaks(), []);
  });
});

const BAD_DAY = [
  { operation: 'create', fault: { kind: 'code', code: 429 } },
  { operation: 'create', fault: { kind: 'code', code: 455 } },
  { operation: 'create', fault: { kind: 'code', code: 500 } },
  { operation: 'create', fault: { kind: 'html', status: 502 } },
  { operation: 'create', fault: { kind: 'reset_before' } },
  { operation: 'create', fault: { kind: 'reset_after' } },
  { operation: 'create', fault: { kind: 'accepted_but', code: 500 } },
  { operation: 'create', fault: { kind: 'cut' } },
  { operation: 'query', fault: { kind: 'code', code: 429 } },
  { operation: 'query', fault: { kind: 'html', status: 503 } },
  { operation: 'query', fault: { kind: 'reset_after' } },
  { operation: 'query', fault: { kind: 'cut' } },
  { operation: 'outcome', fault: { kind: 'failed' } },
  { operation: 'outcome', fault: { kind: 'moderated' } },
  { operation: 'outcome', fault: { kind: 'zero_images' } },
  { operation: 'outcome', fault: { kind: 'forgotten' } },
  { operation: 'outcome', fault: { kind: 'broken_result' } },
  { operation: 'outcome', fault: { kind: 'unknown_once', times: 3 } },
] as const;

/** As the server does it: another try only when nothing was bought and a retry is offered. */
async function runJob(opened: Simulated, job: EngineJob): Promise<Progress> {
  for (let tries = 1; ; ) {
    const progress = await follow(opened, job, await opened.engine.submit(job, submitCall(), signal));
    const mayTryAgain = progress.status === 'failed' && progress.bought === 'no' && progress.retry !== undefined;
    if (!mayTryAgain) return progress;
    if (progress.trouble?.kind !== 'busy') tries += 1;
    if (tries > (progress.retry?.triesMax ?? 1)) return progress;
  }
}
