import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CredentialStopped, type EngineJob, NotNow, type Offer, type Progress } from '../engines/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import { silentLog } from '../platform/testing.ts';
import { createFigures } from './figures.ts';
import { observeOffer } from './observe-engine.ts';

const JOB: EngineJob = { taskId: 'task_1', model: 'm', prompt: '', params: {}, width: 1, height: 1, references: [] };
const FAILED = { status: 'failed', reason: 'rejected', message: 'no', bought: 'no' } as const;
const PENDING = { status: 'pending', handle: {}, pollAfterMs: 1 } as const;

/** An upstream engine that answers what it is told, with its calls watched. */
function setUp(answer: () => Promise<Progress>) {
  const metrics = createMetrics(silentLog);
  const offer: Offer = {
    serves: ({ id }) => id === 'm',
    engine: {
      id: 'up',
      notices: [],
      callsMax: 3,
      credentials: [{ name: 'main', submitsPerSecond: 1, submitsAtOnce: 1, tasksMax: 1 }],
      async submit(_job, call) {
        await call.sending();
        return await answer();
      },
      poll: answer,
      findWork: () => Promise.resolve([]),
    },
  };
  const { engine, serves } = observeOffer(offer, { figures: createFigures(metrics).engines, tracer: undefined });
  const submit = (sending = () => Promise.resolve()) =>
    engine.submit(JOB, { credential: 'main', sending }, new AbortController().signal);
  return { engine, serves, submit, scrape: () => metrics.scrape(), signal: new AbortController().signal };
}

function countOf(text: string, call: string, outcome: string): number {
  const line = `rivya_engine_calls_total{engine="up",credential="main",call="${call}",outcome="${outcome}"} `;
  return Number(
    text
      .split('\n')
      .find((one) => one.startsWith(line))
      ?.slice(line.length) ?? 0,
  );
}

describe('an engine that is watched', () => {
  test('is the same engine: what it cannot do it still cannot', async () => {
    const { engine, serves, signal } = setUp(() => Promise.resolve(PENDING));
    assert.deepEqual([engine.id, engine.callsMax, engine.credentials?.[0]?.name], ['up', 3, 'main']);
    assert.ok(!('cancel' in engine) && !('start' in engine) && !('isFree' in engine) && !('costOf' in engine));
    const search = { credential: 'main', model: 'm', fromMs: 0, untilMs: 1 };
    assert.deepEqual(await engine.findWork?.(search, signal), []);
    assert.equal(typeof serves, 'function');
  });

  for (const [what, answer, outcome] of [
    ['an accepted submit', () => Promise.resolve(PENDING), 'pending'],
    ['a refusal', () => Promise.resolve(FAILED), 'rejected'],
    ['a throw', () => Promise.reject(new Error('broken')), 'threw'],
    ['a refused credential', () => Promise.reject(new CredentialStopped('main', 'revoked')), 'stopped'],
    ['a call that was not made', () => Promise.reject(new NotNow('the task ended')), 'not_now'],
  ] as const) {
    test(`${what} is counted as ${outcome}, and reaches the caller as it was`, async () => {
      const { submit, scrape } = setUp(answer);
      const [got, expected] = await Promise.allSettled([submit(), answer()]);
      assert.equal(got.status, expected.status);
      const text = await scrape();
      assert.equal(countOf(text, 'submit', outcome), 1);
      const timed = /^rivya_engine_call_duration_seconds_count\{engine="up",call="submit"\} 1$/m.test(text);
      assert.equal(timed, outcome !== 'not_now');
    });
  }

  test('a poll and a look count on the credential they are made with', async () => {
    const { engine, scrape, signal } = setUp(() => Promise.resolve(PENDING));
    await engine.poll(JOB, { credential: 'main' }, signal);
    await engine.findWork?.({ credential: 'main', model: 'm', fromMs: 0, untilMs: 1 }, signal);
    const text = await scrape();
    assert.equal(countOf(text, 'poll', 'pending'), 1);
    assert.equal(countOf(text, 'find', 'listed'), 1);
  });

  test('the wait for a turn is no time of the upstream', async (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    const { submit, scrape } = setUp(() => Promise.resolve(PENDING));
    await submit(() => {
      nowMs += 60_000;
      return Promise.resolve();
    });
    assert.match(
      await scrape(),
      /^rivya_engine_call_duration_seconds_bucket\{le="0\.05",engine="up",call="submit"\} 1$/m,
    );
  });
});
