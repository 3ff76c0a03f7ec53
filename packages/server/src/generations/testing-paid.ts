import assert from 'node:assert/strict';
import { readBalance, verifyLedger } from '../credits/index.ts';
import type { Progress } from '../engines/index.ts';
import { findAttempts } from './attempt-store.ts';
import { FAST_CREDENTIAL, ONE_PIXEL_PNG, ScriptedEngine, setUpGenerations, type TestGenerations } from './testing.ts';
import { verifyGenerations } from './verify-generations.ts';

type Failed = Extract<Progress, { status: 'failed' }>;

export const unknown: Failed = { status: 'failed', reason: 'unavailable', message: 'no answer', bought: 'unknown' };
export const notSent: Failed = {
  ...{ status: 'failed', reason: 'unavailable', message: 'unreachable', bought: 'no' },
  retry: { afterMs: 1_000, triesMax: 3 },
};
export const busy: Failed = { ...notSent, trouble: { kind: 'busy', message: 'slow down' } };
export const stopped: Failed = { ...notSent, trouble: { kind: 'stopped', message: 'unpaid bill' } };
export const failing: Failed = { ...notSent, trouble: { kind: 'failing', message: 'out of order' } };
export const done: Progress = { status: 'done', outputs: [{ bytes: ONE_PIXEL_PNG, seed: 7 }] };

export const paid = (onSubmit: () => Promise<Progress>, id = 'scripted') =>
  new ScriptedEngine(onSubmit, { id, credentials: [FAST_CREDENTIAL] });
export const answers = (progress: Progress) => () => Promise.resolve(progress);
export const inTurn = (...all: readonly Progress[]) => {
  const rest = [...all];
  return () => Promise.resolve(rest.shift() ?? done);
};

type Hooks = Parameters<typeof setUpGenerations>[0];

export async function begin(t: Hooks, engine: ScriptedEngine, more: readonly ScriptedEngine[] = []) {
  const story = await setUpGenerations(t, engine, more);
  const caller = await story.caller('a', 100);
  const { id } = await story.create(caller);
  return { story, accountId: caller.accountId, id };
}

export async function stepNew(story: TestGenerations, queue?: string): Promise<void> {
  await stepAll(story, await story.claim(1, queue));
}

export async function stepDue(story: TestGenerations): Promise<void> {
  await stepAll(story, await story.claimDue());
}

export async function stepRetry(story: TestGenerations, queue?: string): Promise<void> {
  await stepAll(story, await story.claimRetries(1, queue));
}

export async function stepAll(
  story: TestGenerations,
  tasks: Awaited<ReturnType<TestGenerations['claim']>>,
): Promise<void> {
  assert.equal(tasks.length, 1);
  for (const task of tasks) await story.run(task);
}

export async function stateOf(story: TestGenerations, id: string) {
  return (await findAttempts(story.db.read, [id])).at(-1)?.state;
}

export async function boughtOf(story: TestGenerations, id: string) {
  const rows = await story.db.read
    .selectFrom('attempts')
    .select('bought')
    .where('generation_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ bought }) => bought);
}

export async function assertEnds(story: TestGenerations, accountId: string, current: number): Promise<void> {
  assert.deepEqual({ ...(await readBalance(story.deps, accountId)) }, { current, held: 0 });
  assert.deepEqual((await verifyLedger(story.deps)).problems, []);
  assert.deepEqual((await verifyGenerations(story.db)).problems, []);
}
