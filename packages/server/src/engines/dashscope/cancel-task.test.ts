import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CredentialStopped } from '../engine.ts';
import { follow, isDone, isFailed, jobOf, openEngine, signal, submit } from './testing.ts';

test('a task that waits is cancelled and never billed', async (t) => {
  const { engine, sim } = await openEngine(t, { simulator: { pendingMs: 60_000 } });
  const job = jobOf();
  const { handle } = await submit(engine, job);
  assert.equal(await engine.cancel?.(handle, signal), 'cancelled');
  const progress = await engine.poll(job, handle, signal);
  isFailed(progress);
  assert.equal(progress.bought, 'no');
  assert.equal(sim.billed(), 0);
});

test('a task that runs, or has ended, is too late, and delivers', async (t) => {
  const { engine } = await openEngine(t, { simulator: { pendingMs: 0, runningMs: 20 } });
  const job = jobOf();
  const first = await submit(engine, job);
  assert.equal(await engine.cancel?.(first.handle, signal), 'too_late');
  isDone(await follow(engine, job, first));
  assert.equal(await engine.cancel?.(first.handle, signal), 'too_late');
});

test('no clear answer throws', async (t) => {
  const { engine, sim } = await openEngine(t, { simulator: { pendingMs: 60_000 } });
  const { handle } = await submit(engine, jobOf());
  for (const fault of [
    { kind: 'html', status: 502 },
    { kind: 'html', status: 200 },
    { kind: 'reset_before' },
    { kind: 'error', code: 'InternalError' },
    { kind: 'error', code: 'Throttling' },
    { kind: 'code_in_200', code: 'InternalError' },
  ] as const) {
    sim.inject('cancel', fault);
    await assert.rejects(async () => await engine.cancel?.(handle, signal), JSON.stringify(fault));
  }
  assert.equal(await engine.cancel?.(handle, signal), 'cancelled');
});

test('a stopped key throws so', async (t) => {
  const { engine, sim } = await openEngine(t, { simulator: { pendingMs: 60_000 } });
  const { handle } = await submit(engine, jobOf());
  sim.disableKey(sim.key, 'InvalidApiKey');
  await assert.rejects(async () => await engine.cancel?.(handle, signal), CredentialStopped);
});
