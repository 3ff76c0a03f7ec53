import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { MINUTE_MS, SECOND_MS } from '../../platform/units.ts';
import type { EngineJob, Progress } from '../engine.ts';
import { type Account, QueryFailed, type TimedAnswer, UpstreamBusy } from './account.ts';
import { type FailureMeaning, meaningOfFailure, type UpstreamError } from './errors.ts';
import { cancelledElsewhere, lost, nothingMade, taskFailed } from './failures.ts';
import { type TaskHandle, toHandle, withAnswer, withoutStreak } from './handle.ts';
import type { TaskWatch } from './watch-tasks.ts';
import { readError, readTask, type TaskAnswer, taskPath } from './wire.ts';

export type PollDeps = {
  readonly clock: Clock;
  readonly log: Log;
  readonly account: Account;
  readonly watch: TaskWatch;
};

/** The upstream's own words: "output may differ slightly" from the size asked for. */
const SIZE_TOLERANCE = 0.05;
/** A task unknown for so long and so often is not just late in one of the upstream's copies. */
const UNKNOWN_TIMES_MAX = 10;
const UNKNOWN_MS_MAX = 3 * MINUTE_MS;
const UNKNOWN_POLL_MS_MAX = 20 * SECOND_MS;
/** An error without a task: said twice it is believed of the task, unless the query itself may have met it. */
const FINAL_TIMES = 2;
const PASSING_TIMES = 5;
const PASSING_MS = 15 * SECOND_MS;

/**
 * Asks for a task once. Throws `CredentialStopped` when the upstream refuses the key, and anything else when the answer
 * says nothing about the task: it is asked for again later.
 */
export async function pollTask(
  deps: PollDeps,
  job: EngineJob,
  task: TaskHandle,
  signal: AbortSignal,
): Promise<Progress> {
  const { account, watch } = deps;
  watch.note(task.taskId, { taskId: job.taskId, submittedAtMs: task.submittedAtMs });
  try {
    const answer = await account.query({ method: 'GET', path: taskPath(task.taskId) }, signal);
    const progress = read(deps, job, task, answer);
    if (progress.status !== 'pending') watch.forget(task.taskId);
    return progress;
  } catch (error) {
    if (error instanceof UpstreamBusy) return pending(watch, task, error.retryAfterMs);
    throw error;
  }
}

function read(deps: PollDeps, job: EngineJob, task: TaskHandle, answer: TimedAnswer): Progress {
  const { account, watch } = deps;
  const { status, body } = answer;
  const isSuccess = status >= 200 && status < 300;
  const view = readTask(body);
  if (isSuccess && view.status !== undefined) return readStatus(deps, job, task, view);
  const error = readError(status, body);
  const isAboutTask = error !== undefined && (isSuccess || status === 400);
  if (!isAboutTask) throw new QueryFailed(`No answer about a task: ${account.sayAnswer(answer)}`);
  return readFlatFailure({ account, watch, clock: deps.clock }, task, error);
}

function readStatus(
  { clock, log, account, watch }: PollDeps,
  job: EngineJob,
  task: TaskHandle,
  view: TaskAnswer,
): Progress {
  switch (view.status) {
    case 'SUCCEEDED':
      return readPictures(log, job, task, view) ?? withoutPicture(account, view);
    case 'FAILED':
      return failure(account, view) ?? taskFailed('again', { error: NO_REASON, said: NO_REASON.message });
    case 'CANCELED':
    case 'CANCELLED':
      return cancelledElsewhere();
    case 'UNKNOWN': {
      const { streak, ...rest } = withAnswer(task, 'UNKNOWN', clock.now());
      const forMs = clock.now() - streak.sinceMs;
      if (streak.count >= UNKNOWN_TIMES_MAX && forMs >= UNKNOWN_MS_MAX) return lost(streak.count, forMs);
      const afterMs = Math.min(streak.count * SECOND_MS, UNKNOWN_POLL_MS_MAX);
      return pending(watch, { ...rest, streak }, afterMs);
    }
    default:
      // PENDING, RUNNING, SUSPENDED, and whatever states are invented later: not ended.
      return pending(watch, withoutStreak(task), 0);
  }
}

/** The pictures of a task, if it has any. One was asked for; more were paid for all the same, and one is delivered. */
function readPictures(
  log: Log,
  job: EngineJob,
  { taskId: upstreamId }: TaskHandle,
  { imageUrls, imagesBilled }: TaskAnswer,
): Progress | undefined {
  const [url] = imageUrls;
  if (url === undefined) return undefined;
  if (imageUrls.length > 1 || (imagesBilled ?? 1) > 1) {
    const facts = { taskId: job.taskId, upstreamId, pictures: imageUrls.length, imagesBilled };
    log.warn(facts, 'the upstream made more than the one picture it was asked for');
  }
  const { seed } = job.params;
  const output = { url, sizeTolerance: SIZE_TOLERANCE, seed: typeof seed === 'number' ? seed : null };
  return { status: 'done', outputs: [output] };
}

/** A task that succeeded and has nothing to show for it; what it says went wrong counts, unless it was billed. */
function withoutPicture(account: Account, view: TaskAnswer): Progress {
  const isBilled = (view.imagesBilled ?? 0) > 0;
  return (isBilled ? undefined : failure(account, view)) ?? nothingMade(view.imagesBilled);
}

/** How a task failed, by the errors it names; refused content outweighs whatever else went wrong. */
function failure(account: Account, { errors }: TaskAnswer): Progress | undefined {
  const judged = errors.map((error) => ({ error: { ...error, status: 200 }, meaning: meaningOfFailure(error) }));
  const worst = judged.find(({ meaning }) => meaning === 'rejected') ?? judged[0];
  if (worst === undefined) return undefined;
  return taskFailed(worst.meaning, { error: worst.error, said: account.say(worst.error) });
}

const NO_REASON = { status: 200, code: '', message: 'The task failed without a reason.' } as const;

/**
 * An error with no word about the task: one documented shape of a failed task, and just as well the fate of this query.
 * It is believed once it has been said again, sooner where a query cannot meet it.
 */
function readFlatFailure(
  { account, watch, clock }: Omit<PollDeps, 'log'>,
  task: TaskHandle,
  error: UpstreamError,
): Progress {
  const meaning = meaningOfFailure(error);
  const { streak, ...rest } = withAnswer(task, error.code, clock.now());
  if (isBelieved(meaning, streak.count, clock.now() - streak.sinceMs)) {
    return taskFailed(meaning, { error, said: account.say(error) });
  }
  return pending(watch, { ...rest, streak }, SECOND_MS);
}

function isBelieved(meaning: FailureMeaning, times: number, forMs: number): boolean {
  if (meaning === 'rejected' || meaning === 'permanent') return times >= FINAL_TIMES;
  return times >= PASSING_TIMES && forMs >= PASSING_MS;
}

function pending(watch: TaskWatch, task: TaskHandle, afterMs: number): Progress {
  return {
    status: 'pending',
    handle: toHandle(task),
    pollAfterMs: Math.max(afterMs, watch.pollAfterMs(task.submittedAtMs)),
    upstreamId: task.taskId,
  };
}
