import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { type DashscopeOptions, startDashscopeSimulator } from '@rivya/simulator';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/testing.ts';
import { parseCidr } from '../../platform/upstream/address-rules.ts';
import { createGuardedFetcher } from '../../platform/upstream/guarded-fetcher.ts';
import type { Engine, EngineJob, EngineReference, Progress, SubmitCall } from '../engine.ts';
import { createDashscopeEngine, type DashscopeSettings } from './index.ts';

/** For tests only: a recorded or documented answer, by its file's name. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
}

/** For tests only: limits so wide that a test which is not about them never meets them. */
export const UNLIMITED = { submitsPerSecond: 10_000, tasksInProcess: 10_000, queriesPerSecond: 10_000 } as const;

/** For tests only: never aborts. */
export const signal = new AbortController().signal;

/** What a test opens an engine with. */
export type Setting = {
  readonly simulator?: Partial<DashscopeOptions>;
  readonly settings?: Partial<DashscopeSettings>;
  readonly queriesPerSecond?: number;
  readonly clock?: Clock;
};

/** For tests only: a simulator and an engine with one credential, `main`, for its first key. */
export async function openEngine(t: TestContext, { simulator, settings, queriesPerSecond, clock }: Setting = {}) {
  const sim = await startDashscopeSimulator({ ...UNLIMITED, ...simulator });
  t.after(() => sim.close());
  const fetcher = createGuardedFetcher({ allowlist: [parseCidr('127.0.0.0/8')] });
  t.after(() => fetcher.close());
  const limits = { submitsPerSecond: 1_000, submitsAtOnce: 100, tasksMax: 500 };
  const { engine } = createDashscopeEngine(
    { clock: clock ?? systemClock, log: silentLog, fetcher },
    {
      id: 'dashscope',
      baseUrl: sim.baseUrl,
      credentials: [{ name: 'main', apiKey: sim.key, queriesPerSecond: queriesPerSecond ?? 1_000, ...limits }],
      prices: {},
      submitTimeoutMs: 5_000,
      queryTimeoutMs: 5_000,
      ...settings,
    },
  );
  t.after(() => engine.close?.());
  return { sim, engine, fetcher };
}

let jobs = 0;

/** For tests only: a job for one square picture. */
export function jobOf(rest: Partial<EngineJob> = {}): EngineJob {
  jobs += 1;
  const params = { watermark: false };
  const job = { model: 'wan-2-7-image-pro', prompt: 'A lighthouse at dusk', params, width: 1024, height: 1024 };
  return { taskId: `task_${jobs}`, references: [], ...job, ...rest };
}

/** For tests only: a file of the caller's. */
export function referenceOf(bytes: Uint8Array): EngineReference {
  const read = () => Promise.resolve(bytes);
  return { fileId: 'file_1', mimeType: 'image/png', width: null, height: null, sizeBytes: bytes.length, read };
}

/** For tests only: a call with the credential `main` that may leave at once. */
export function callOf(sending: () => Promise<void> = () => Promise.resolve()): SubmitCall {
  return { credential: 'main', sending };
}

/** For tests only: asserts that a task goes on. */
export function isPending(progress: Progress): asserts progress is Extract<Progress, { status: 'pending' }> {
  assert.equal(progress.status, 'pending', JSON.stringify(progress));
}

/** For tests only: asserts that a try failed. */
export function isFailed(progress: Progress): asserts progress is Extract<Progress, { status: 'failed' }> {
  assert.equal(progress.status, 'failed', JSON.stringify(progress));
}

/** For tests only: asserts that a task delivered. */
export function isDone(progress: Progress): asserts progress is Extract<Progress, { status: 'done' }> {
  assert.equal(progress.status, 'done', JSON.stringify(progress));
}

/** For tests only: submits, which must be accepted. */
export async function submit(engine: Engine, job: EngineJob) {
  const progress = await engine.submit(job, callOf(), signal);
  isPending(progress);
  return progress;
}

/** For tests only: polls without waiting as long as asked, until the task has ended or `pollsMax` polls were made. */
export async function follow(engine: Engine, job: EngineJob, first: Progress, pollsMax = 500): Promise<Progress> {
  let progress = first;
  for (let polls = 0; progress.status === 'pending' && polls < pollsMax; polls += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    progress = await engine.poll(job, progress.handle, signal);
  }
  return progress;
}
