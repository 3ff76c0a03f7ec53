import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type DashscopeSimulator, startDashscopeSimulator } from '@rivya/simulator';
import { verifyLedger } from './credits/index.ts';
import { verifyGenerations } from './generations/index.ts';
import { listIncidents } from './platform/incidents.ts';
import { testFolder } from './platform/testing.ts';
import { createTask, endOf } from './testing-tasks.ts';
import { dashscopeOf, prepareAccount, startTestServer } from './testing-upstream.ts';

/** What the caller and the operator see of one task on a day on which something goes wrong upstream. */
type BadDay = {
  readonly name: string;
  readonly prepare: (upstream: DashscopeSimulator) => void;
  /** `succeeded`, or the code of the failure. */
  readonly caller: string;
  readonly incidents?: readonly string[];
  /** Pictures the upstream bills; 1 unless said otherwise. */
  readonly billed?: number;
  /** Tasks the upstream accepted; 1 unless said otherwise. */
  readonly accepted?: number;
  readonly taskMs?: number;
};

const GONE_FOR_GOOD = 1_000;

const days: readonly BadDay[] = [
  { name: 'nothing goes wrong', prepare: () => undefined, caller: 'succeeded' },
  {
    name: 'two submits are over a limit',
    prepare: (upstream) => upstream.inject('submit', { kind: 'error', code: 'Throttling.RateQuota' }, 2),
    caller: 'succeeded',
  },
  {
    name: 'a limit with a Retry-After',
    prepare: (upstream) =>
      upstream.inject('submit', { kind: 'error', code: 'Throttling.Concurrency', retryAfter: '1' }),
    caller: 'succeeded',
  },
  ...([500, 502, 503] as const).map(
    (status): BadDay => ({
      name: `a proxy answers ${status} in HTML, and nothing was taken`,
      prepare: (upstream) => upstream.inject('submit', { kind: 'html', status }),
      caller: 'succeeded',
    }),
  ),
  {
    name: 'an internal error in JSON, and nothing was taken',
    prepare: (upstream) => upstream.inject('submit', { kind: 'error', code: 'InternalError' }),
    caller: 'succeeded',
  },
  {
    name: 'the connection is reset before the task was taken',
    prepare: (upstream) => upstream.inject('submit', { kind: 'reset_before' }),
    caller: 'succeeded',
  },
  {
    name: 'the connection is reset after the task was taken: it is found and adopted',
    prepare: (upstream) => upstream.inject('submit', { kind: 'reset_after' }),
    caller: 'succeeded',
  },
  {
    name: 'the task was taken and the answer is an error with a request id: adopted',
    prepare: (upstream) => upstream.inject('submit', { kind: 'accepted_but', status: 500, code: 'InternalError' }),
    caller: 'succeeded',
  },
  {
    name: 'the task was taken and a proxy answers 502: adopted',
    prepare: (upstream) => upstream.inject('submit', { kind: 'accepted_but', status: 502 }),
    caller: 'succeeded',
  },
  {
    name: 'the task was taken and the answer is cut in half: adopted',
    prepare: (upstream) => upstream.inject('submit', { kind: 'cut' }),
    caller: 'succeeded',
  },
  {
    name: 'the task was taken and no answer comes in time: adopted',
    prepare: (upstream) => upstream.inject('submit', { kind: 'slow_headers', ms: 60_000 }),
    caller: 'succeeded',
  },
  {
    name: 'the task was taken, the answer is lost, and another application submits at the same moment',
    prepare(upstream) {
      upstream.inject('submit', { kind: 'reset_after' });
      upstream.submitElsewhere({ model: 'wan2.7-image' });
    },
    caller: 'engine_unavailable',
    incidents: ['purchase_unclear'],
    billed: 2,
    accepted: 2,
  },
  {
    name: 'the task list is out of order for a while',
    prepare(upstream) {
      upstream.inject('submit', { kind: 'reset_after' });
      upstream.inject('list', { kind: 'html', status: 502 });
    },
    caller: 'succeeded',
  },
  {
    name: 'moderation refuses the prompt',
    prepare: (upstream) => upstream.inject('submit', { kind: 'error', code: 'DataInspectionFailed' }),
    caller: 'content_rejected',
    billed: 0,
    accepted: 0,
  },
  {
    name: 'moderation refuses the picture',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'moderated' }),
    caller: 'content_rejected',
    billed: 0,
  },
  {
    name: 'the task fails once: it was not billed and is tried once more',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'failed', code: 'InternalError.Algo' }),
    caller: 'succeeded',
    accepted: 2,
  },
  {
    name: 'the task fails once, in the flat shape',
    prepare(upstream) {
      upstream.set({ failureShape: 'flat' });
      upstream.inject('outcome', { kind: 'failed', code: 'InternalError.Algo' });
    },
    caller: 'succeeded',
    accepted: 2,
  },
  {
    name: 'the task fails every time',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'failed', code: 'InternalError' }, GONE_FOR_GOOD),
    caller: 'generation_failed',
    billed: 0,
    accepted: 2,
  },
  {
    name: 'the task succeeds without a picture once',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'zero_images' }),
    caller: 'succeeded',
    accepted: 2,
  },
  {
    name: 'the task succeeds without a picture every time',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'zero_images', shape: 'text_only' }, GONE_FOR_GOOD),
    caller: 'generation_failed',
    billed: 0,
    accepted: 2,
  },
  {
    name: 'the upstream forgets the task for a moment',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'unknown_once', times: 3 }),
    caller: 'succeeded',
  },
  {
    name: 'polls meet errors',
    prepare(upstream) {
      upstream.inject('query', { kind: 'html', status: 502 });
      upstream.inject('query', { kind: 'error', code: 'Throttling.RateQuota' });
    },
    caller: 'succeeded',
  },
  {
    name: 'the task never ends',
    prepare: (upstream) => upstream.inject('outcome', { kind: 'never_ends' }),
    caller: 'expired',
    incidents: ['purchase_unclear'],
    billed: 0,
    taskMs: 2_500,
  },
  ...(['half_png', 'truncated', 'wrong_type', 'dead', 'expired', 'wrong_size'] as const).map(
    (kind): BadDay => ({
      name: `the picture's link gives ${kind} twice, then the picture`,
      prepare: (upstream) => upstream.inject('result', { kind }, 2),
      caller: 'succeeded',
    }),
  ),
  ...(['half_png', 'dead', 'wrong_size'] as const).map(
    (kind): BadDay => ({
      name: `the picture's link gives ${kind} for good: never bought again, the operator is told`,
      prepare: (upstream) => upstream.inject('result', { kind }, GONE_FOR_GOOD),
      caller: 'engine_unavailable',
      incidents: ['result_lost'],
    }),
  ),
];

describe('a bad day upstream', { concurrency: 8 }, () => {
  for (const day of days) {
    test(`${day.name}: ${day.caller}`, async (t) => {
      const story = await setUp(t, day);
      day.prepare(story.upstream);
      const id = await createTask(story, 'a lake at dawn');
      const end = await endOf(story, id);
      assert.equal(end.error?.code ?? end.status, day.caller);
      assert.equal(end.final_credits, day.caller === 'succeeded' ? 5 : 0);
      const told = (await listIncidents(story.server.db, 10)).map(({ kind }) => kind);
      assert.deepEqual(told, day.incidents ?? []);
      assert.equal(story.upstream.tasks().length, day.accepted ?? 1, 'tasks accepted upstream');
      // What the upstream still has in work is billed when it is done.
      for (const task of story.upstream.tasks()) {
        if (task.status === 'PENDING' || task.status === 'RUNNING') story.upstream.finish(task.id);
      }
      if (day.caller !== 'expired') assert.equal(story.upstream.billed(), day.billed ?? 1, 'pictures billed');
      assert.deepEqual(story.upstream.leaks(), [], 'no key reached a host that only serves files');
      assert.deepEqual((await verifyLedger(story.server)).problems, []);
      assert.deepEqual((await verifyGenerations(story.server.db)).problems, []);
    });
  }
});

async function setUp(t: TestContext, { taskMs }: BadDay) {
  const upstream = await startDashscopeSimulator();
  t.after(() => upstream.close());
  const folder = join(testFolder(t), 'data');
  const { key } = await prepareAccount(folder, 100);
  const server = await startTestServer({
    folder,
    offersOf: dashscopeOf({
      ...upstream,
      submitTimeoutMs: 4_000,
      limits: { submitsPerSecond: 4, queriesPerSecond: 15 },
    }),
    timeouts: { looksMs: [50, 200, 600], fetchMs: 2_500, ...(taskMs === undefined ? {} : { taskMs }) },
  });
  t.after(() => server.stop());
  return { upstream, server, url: server.url, key };
}
