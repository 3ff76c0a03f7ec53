import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'node:test';
import { type DashscopeSimulator, startDashscopeSimulator } from '@rivya/simulator';
import { verifyLedger } from './credits/index.ts';
import { TASK_STEPS, type TaskStep, verifyGenerations } from './generations/index.ts';
import { openSqlite } from './platform/db/database.ts';
import { listIncidents } from './platform/incidents.ts';
import { testFolder } from './platform/testing.ts';
import { createTask, endOf } from './testing-tasks.ts';
import { prepareAccount } from './testing-upstream.ts';

const CHILD = join(import.meta.dirname, 'testing-kill-child.ts');

type Scene = {
  readonly name: string;
  readonly step: TaskStep;
  readonly prepare?: (upstream: DashscopeSimulator) => void;
  /** Tasks the upstream accepted in the end; 1 unless said otherwise. */
  readonly accepted?: number;
};

const scenes: readonly Scene[] = [
  ...TASK_STEPS.filter((step) => step !== 'in_doubt').map((step) => ({ name: `after "${step}"`, step })),
  {
    name: 'after "in_doubt", the work taken upstream',
    step: 'in_doubt',
    prepare: (upstream) => upstream.inject('submit', { kind: 'reset_after' }),
  },
  {
    name: 'after "in_doubt", nothing taken upstream',
    step: 'in_doubt',
    prepare: (upstream) => upstream.inject('submit', { kind: 'reset_before' }),
  },
  {
    name: 'after "handle_kept", adopted from the task list',
    step: 'handle_kept',
    prepare: (upstream) => upstream.inject('submit', { kind: 'accepted_but', status: 502 }),
  },
  {
    name: 'after "delivered", the first download being half a picture',
    step: 'delivered',
    prepare: (upstream) => upstream.inject('result', { kind: 'half_png' }),
  },
];

describe('kill -9 between two steps of a task, then a restart', { concurrency: 4 }, () => {
  for (const scene of scenes) {
    test(`${scene.name}: one picture, bought once, paid once`, async (t) => {
      const upstream = await startDashscopeSimulator();
      t.after(() => upstream.close());
      scene.prepare?.(upstream);
      const folder = join(testFolder(t), 'data');
      const { key } = await prepareAccount(folder, 100);

      const first = await startChild(t, { folder, upstream, step: scene.step });
      const id = await createTask({ url: first.url, key }, 'a lake at dawn').catch(() => undefined);
      assert.equal(await first.ended, 'SIGKILL', 'it died at the step');

      const second = await startChild(t, { folder, upstream, step: 'none' });
      const end = await endOf({ url: second.url, key }, id ?? (await onlyTask({ url: second.url, key })));
      second.child.kill('SIGTERM');
      second.child.kill('SIGKILL');
      await second.ended;

      assert.equal(end.status, 'succeeded', JSON.stringify(end.error));
      assert.equal(end.final_credits, 5);
      assert.equal(end.result?.items.length, 1);
      assert.equal(upstream.billed(), 1, 'pictures billed');
      assert.equal(upstream.tasks().length, scene.accepted ?? 1, 'tasks accepted upstream');
      const db = openSqlite(join(folder, 'rivya.sqlite'));
      assert.deepEqual(await listIncidents(db, 10), []);
      assert.deepEqual((await verifyLedger({ db })).problems, []);
      assert.deepEqual((await verifyGenerations(db)).problems, []);
      await db.close();
    });
  }
});

type Started = { readonly url: string; readonly child: ChildProcess; readonly ended: Promise<string> };

async function startChild(
  t: TestContext,
  { folder, upstream, step }: { folder: string; upstream: DashscopeSimulator; step: TaskStep | 'none' },
): Promise<Started> {
  const child = spawn(process.execPath, [CHILD, folder, upstream.baseUrl, upstream.key, step], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const lines = createInterface({ input: child.stdout });
  const [url] = await once(lines, 'line');
  return { url: String(url), child, ended };
}

/** The create was cut off by the kill; the task is the only one there is. */
async function onlyTask({ url, key }: { url: string; key: string }): Promise<string> {
  const response = await fetch(`${url}/api/v1/generations`, { headers: { authorization: `Bearer ${key}` } });
  const list: { readonly data: readonly { readonly id: string }[] } = JSON.parse(await response.text());
  assert.equal(list.data.length, 1);
  return list.data[0]?.id ?? '';
}
