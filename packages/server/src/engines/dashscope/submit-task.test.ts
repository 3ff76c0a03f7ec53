import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import type { ApiFault } from '@rivya/simulator';
import { createCatalogue } from '../../catalogue/index.ts';
import { NotNow, type Progress } from '../engine.ts';
import { callOf, follow, isDone, isFailed, isPending, jobOf, openEngine, signal, submit } from './testing.ts';

describe('a submit that is accepted', () => {
  test('answers a handle and the upstream’s id; the task asked for exactly what the job says', async (t) => {
    const { engine, sim } = await openEngine(t);
    const params = { aspect_ratio: '16:9', resolution: '2K', watermark: true, seed: 0 };
    const job = jobOf({ model: 'wan-2-7-image', params, width: 2560, height: 1440 });
    const progress = await submit(engine, job);
    const [task] = sim.tasks();
    assert.equal(progress.upstreamId, task?.id);
    assert.equal(progress.handle['credential'], 'main');
    assert.equal(progress.handle['taskId'], task?.id);
    assert.ok(progress.pollAfterMs >= 1_000);
    assert.ok(progress.upstreamId !== undefined && task !== undefined);
    const { model, prompt, size, n, seed } = task;
    assert.deepEqual(
      { model, prompt, size, n, seed },
      {
        model: 'wan2.7-image',
        prompt: job.prompt,
        size: '2560*1440',
        n: 1,
        seed: 0,
      },
    );
    assert.deepEqual(Object(sim.submits()[0]?.body).parameters, { size: '2560*1440', n: 1, watermark: true, seed: 0 });
  });

  test('n is 1 whatever the upstream takes for its default, so one picture is billed', async (t) => {
    for (const defaultN of [1, 4] as const) {
      const { engine, sim } = await openEngine(t, { simulator: { defaultN } });
      const job = jobOf();
      isDone(await follow(engine, job, await submit(engine, job)));
      assert.equal(sim.billed(), 1);
    }
  });

  test('every ratio and tier of both models is accepted as it is', async (t) => {
    const { engine, sim } = await openEngine(t);
    let submits = 0;
    for (const { descriptor } of createCatalogue().list()) {
      for (const [tier, { byRatio }] of Object.entries(descriptor.sizes.tiers)) {
        for (const [ratio, size] of Object.entries(byRatio)) {
          const params = { aspect_ratio: ratio, resolution: tier, watermark: false };
          await submit(engine, jobOf({ model: descriptor.id, params, ...size }));
          submits += 1;
          assert.equal(sim.tasks().at(-1)?.size, `${size.width}*${size.height}`);
        }
      }
    }
    assert.equal(submits, 32);
  });

  test('call.sending() is awaited right before, and once', async (t) => {
    const { engine, sim } = await openEngine(t);
    const seen: number[] = [];
    const call = callOf(() => {
      seen.push(sim.requests().submit);
      return Promise.resolve();
    });
    isPending(await engine.submit(jobOf(), call, signal));
    assert.deepEqual(seen, [0]);
    assert.equal(sim.requests().submit, 1);
  });

  test('each purchase has a connection of its own; queries share theirs', async (t) => {
    const { sim } = await openEngine(t);
    let connections = 0;
    const proxy = createServer((socket) => {
      connections += 1;
      const upstream = connect(Number(new URL(sim.baseUrl).port), '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    t.after(() => proxy.close());
    const address = proxy.address();
    assert.ok(typeof address === 'object' && address !== null);
    const limits = { queriesPerSecond: 1_000, submitsPerSecond: 1_000, submitsAtOnce: 1, tasksMax: 10 };
    const { engine } = await openEngine(t, {
      settings: {
        baseUrl: `http://127.0.0.1:${address.port}/api/v1`,
        credentials: [{ name: 'main', apiKey: sim.key, ...limits }],
      },
    });
    const job = jobOf();
    for (let tasks = 0; tasks < 3; tasks += 1) {
      const { handle } = await submit(engine, job);
      await engine.poll(job, handle, signal);
    }
    assert.equal(connections, 4);
  });

  test('NotNow goes through, and nothing was sent', async (t) => {
    const { engine, sim } = await openEngine(t);
    const call = callOf(() => Promise.reject(new NotNow()));
    await assert.rejects(engine.submit(jobOf(), call, signal), NotNow);
    assert.equal(sim.requests().submit, 0);
  });
});

type Expected = {
  readonly reason: 'rejected' | 'failed' | 'unavailable';
  readonly bought: 'no' | 'unknown';
  readonly triesMax?: number;
  readonly trouble?: 'busy' | 'failing' | 'stopped' | 'model';
  readonly afterMs?: number;
};

const REJECTED: Expected = { reason: 'rejected', bought: 'no' };
const PERMANENT: Expected = { reason: 'failed', bought: 'no' };
const AGAIN: Expected = { reason: 'failed', bought: 'no', triesMax: 2 };
const STOPPED: Expected = { reason: 'unavailable', bought: 'no', triesMax: 4, trouble: 'stopped' };
const NO_MODEL: Expected = { reason: 'unavailable', bought: 'no', triesMax: 1, trouble: 'model' };
const BUSY: Expected = { reason: 'unavailable', bought: 'no', triesMax: 4, trouble: 'busy' };
const IN_DOUBT: Expected = { reason: 'unavailable', bought: 'unknown', trouble: 'failing' };

function outcomeOf(progress: Progress): Expected {
  isFailed(progress);
  const { reason, bought, retry, trouble } = progress;
  assert.ok(bought !== 'yes');
  return {
    reason,
    bought,
    ...(retry === undefined ? {} : { triesMax: retry.triesMax }),
    ...(trouble === undefined ? {} : { trouble: trouble.kind }),
  };
}

describe('a submit that meets a fault', () => {
  const faults: readonly (readonly [string, ApiFault, Expected])[] = [
    ['moderation', { kind: 'error', code: 'DataInspectionFailed' }, REJECTED],
    ['infringement', { kind: 'error', code: 'IPInfringementSuspect' }, REJECTED],
    [
      'moderation in a 500',
      { kind: 'error', code: 'InternalError.Algo', message: '… DataInspectionFailed …' },
      REJECTED,
    ],
    ['a bad request', { kind: 'error', code: 'InvalidParameter' }, PERMANENT],
    ['too large', { kind: 'error', code: 'BadRequest.TooLarge' }, PERMANENT],
    ['a new code', { kind: 'error', code: 'Something.New', status: 422 }, PERMANENT],
    ['a reference that could not be inspected', { kind: 'error', code: 'InvalidParameter.DataInspection' }, AGAIN],
    ['a revoked key', { kind: 'error', code: 'InvalidApiKey' }, STOPPED],
    ['an unpaid bill in a 400', { kind: 'error', code: 'Arrearage' }, STOPPED],
    ['an unpaid bill in a 429', { kind: 'error', code: 'PrepaidBillOverdue' }, STOPPED],
    ['a model not bought', { kind: 'error', code: 'AccessDenied.Unpurchased' }, STOPPED],
    ['an unknown model', { kind: 'error', code: 'ModelNotFound' }, NO_MODEL],
    ['throttling', { kind: 'error', code: 'Throttling.RateQuota' }, BUSY],
    ['throttling in a 200', { kind: 'code_in_200', code: 'Throttling.RateQuota' }, BUSY],
    ['a refusal in a 200', { kind: 'code_in_200', code: 'InvalidParameter' }, PERMANENT],
    ['moderation in a 200', { kind: 'code_in_200', code: 'DataInspectionFailed' }, REJECTED],
    ['an internal error in a 200', { kind: 'code_in_200', code: 'InternalError' }, IN_DOUBT],
    ['an internal error', { kind: 'error', code: 'InternalError' }, IN_DOUBT],
    ['a time-out said', { kind: 'error', code: 'RequestTimeOut', status: 408 }, IN_DOUBT],
    ['an unavailable service', { kind: 'error', code: 'ServiceUnavailable' }, IN_DOUBT],
    ['a proxy’s page', { kind: 'html', status: 502 }, IN_DOUBT],
    ['a page with a 200', { kind: 'html', status: 200 }, IN_DOUBT],
    ['a page with a 404', { kind: 'html', status: 404 }, IN_DOUBT],
    ['a redirect', { kind: 'redirect' }, IN_DOUBT],
    ['a reset before', { kind: 'reset_before' }, IN_DOUBT],
    ['a reset after', { kind: 'reset_after' }, IN_DOUBT],
    ['half an answer', { kind: 'cut' }, IN_DOUBT],
    ['accepted, and a page', { kind: 'accepted_but', status: 504 }, IN_DOUBT],
    ['accepted, and an error', { kind: 'accepted_but', status: 500, code: 'InternalError' }, IN_DOUBT],
  ];
  for (const [what, fault, expected] of faults) {
    test(`${what}: ${expected.reason}, bought ${expected.bought}`, async (t) => {
      const { engine, sim } = await openEngine(t);
      sim.inject('submit', fault);
      const progress = await engine.submit(jobOf(), callOf(), signal);
      assert.deepEqual(outcomeOf(progress), expected);
      assert.equal(sim.requests().submit, 1, 'it is sent once');
      if (expected.bought === 'no') assert.equal(sim.tasks().length, 0);
      assert.doesNotMatch(JSON.stringify(progress), new RegExp(sim.key));
      isFailed(progress);
      assert.doesNotMatch(progress.message, /alibaba|dashscope|model studio|wan|aliyun/i);
    });
  }

  test('no answer in time, the work accepted or not: in doubt', async (t) => {
    const { engine, sim } = await openEngine(t, { settings: { submitTimeoutMs: 150 } });
    for (const isAccepted of [true, false]) {
      sim.inject('submit', { kind: 'hang', isAccepted });
      assert.deepEqual(outcomeOf(await engine.submit(jobOf(), callOf(), signal)), IN_DOUBT);
    }
    assert.equal(sim.tasks().length, 1);
  });

  test('no connection: not sent, tried again', async (t) => {
    const { engine, sim } = await openEngine(t);
    await sim.close();
    const progress = await engine.submit(jobOf(), callOf(), signal);
    assert.deepEqual(outcomeOf(progress), { reason: 'unavailable', bought: 'no', triesMax: 4, trouble: 'failing' });
  });

  test('the id of a submit in doubt is the one that the list shows, if the answer has one', async (t) => {
    const { engine, sim } = await openEngine(t);
    for (const [hasRequestId, isGiven] of [
      [true, true],
      [false, false],
    ]) {
      sim.inject('submit', {
        kind: 'accepted_but',
        status: 500,
        code: 'InternalError',
        hasRequestId: hasRequestId === true,
      });
      const progress = await engine.submit(jobOf(), callOf(), signal);
      isFailed(progress);
      assert.equal(progress.requestId, isGiven ? sim.tasks().at(-1)?.requestId : undefined);
    }
  });

  test('Retry-After is honoured', async (t) => {
    const { engine, sim } = await openEngine(t);
    sim.inject('submit', { kind: 'error', code: 'Throttling', retryAfter: '7' });
    const progress = await engine.submit(jobOf(), callOf(), signal);
    isFailed(progress);
    assert.equal(progress.trouble?.retryAfterMs, 7_000);
    assert.equal(progress.retry?.afterMs, 7_000);
  });

  test('without Retry-After the wait is the code’s, and nothing is said to be asked for', async (t) => {
    const { engine, sim } = await openEngine(t);
    sim.inject('submit', { kind: 'error', code: 'Throttling.AllocationQuota' });
    const progress = await engine.submit(jobOf(), callOf(), signal);
    isFailed(progress);
    assert.equal(progress.trouble?.retryAfterMs, undefined);
    assert.equal(progress.retry?.afterMs, 10_000);
  });

  test('the operator reads what the upstream said', async (t) => {
    const { engine, sim } = await openEngine(t);
    sim.disableKey(sim.key, 'Arrearage');
    const progress = await engine.submit(jobOf(), callOf(), signal);
    isFailed(progress);
    assert.match(progress.trouble?.message ?? '', /400 Arrearage: Access denied, please make sure your account/);
  });

  test('an unknown model, in both documented ways, needs the operator', async (t) => {
    for (const unknownModel of ['400', '404'] as const) {
      const { engine, sim } = await openEngine(t, { simulator: { unknownModel } });
      const code = unknownModel === '400' ? 'InvalidParameter' : 'ModelNotFound';
      sim.inject('submit', { kind: 'error', code, ...(unknownModel === '400' ? { message: 'Model not exist.' } : {}) });
      assert.deepEqual(outcomeOf(await engine.submit(jobOf(), callOf(), signal)), NO_MODEL);
    }
  });

  test('an aborted submit throws the reason', async (t) => {
    const { engine, sim } = await openEngine(t);
    sim.inject('submit', { kind: 'hang' });
    const controller = new AbortController();
    const call = callOf(() => {
      setTimeout(() => controller.abort(new Error('lease lost')), 50);
      return Promise.resolve();
    });
    await assert.rejects(engine.submit(jobOf(), call, controller.signal), /lease lost/);
  });
});

test('a model that is not offered and a credential that is gone are never sent', async (t) => {
  const { engine, sim } = await openEngine(t);
  await assert.rejects(engine.submit(jobOf({ model: 'other' }), callOf(), signal), /not offered/);
  const call = { credential: 'old', sending: () => Promise.resolve() };
  await assert.rejects(engine.submit(jobOf(), call, signal), /no credential "old"/);
  assert.equal(sim.requests().submit, 0);
});
