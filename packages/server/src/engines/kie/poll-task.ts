import { MINUTE_MS, SECOND_MS, unreachable } from '../../platform/units.ts';
import type { ApiOutcome } from '../../platform/upstream/api-client.ts';
import { parseRetryAfter } from '../../platform/upstream/retry-after.ts';
import { CredentialStopped, type EngineJob, type Handle, type Progress } from '../engine.ts';
import { accountFor, type KieAccount } from './accounts.ts';
import { taskFailed, taskLost } from './endings.ts';
import { failedMeaning, type PollMeaning, pollMeaning } from './errors.ts';
import { causeOf } from './said.ts';
import type { KieParts } from './settings.ts';
import { readTaskHandle, type TaskHandle } from './task-handle.ts';
import { readEnvelope, readRecord, type TaskRecord, type TaskResult } from './wire.ts';

const BUSY_MS = 10 * SECOND_MS;
const UNREADABLE_MS = 2 * SECOND_MS;
const UNREADABLE_MAX = 3;
const MISSING_MIN = 10;
const MISSING_MS_MIN = 3 * MINUTE_MS;

/**
 * The sizes behind a resolution are not published; those in use elsewhere differ from ours by up to a tenth. Wide enough
 * for any size of the tier, because a picture that was paid for must not be thrown away for a few pixels. The ratio is
 * another matter: it was promised to the caller, and no job is sent whose ratio cannot be kept.
 */
const SIZE_TOLERANCE = 0.35;

/** Asks for the task. Throws when there is no answer to go by: asked again later. Throws `CredentialStopped`. */
export async function pollTask(
  parts: KieParts,
  job: EngineJob,
  { handle, signal }: { handle: Handle; signal: AbortSignal },
): Promise<Progress> {
  const task = readTaskHandle(handle);
  const account = accountFor(parts.accounts, task.credential);
  await account.pace.turn(signal);
  const outcome = await account.client.call({
    method: 'GET',
    path: '/jobs/recordInfo',
    query: { taskId: task.taskId },
    timeoutMs: parts.settings.queryTimeoutMs,
    signal,
  });
  const poll = { parts, job, task, account };
  const progress = progressOf(poll, outcome);
  if (progress.status !== 'pending') account.inFlight.end(task.taskId);
  return progress;
}

type Poll = {
  readonly parts: KieParts;
  readonly job: EngineJob;
  readonly task: TaskHandle;
  readonly account: KieAccount;
};

function progressOf(poll: Poll, outcome: ApiOutcome): Progress {
  if (outcome.kind !== 'answer') throw new Error(`recordInfo was not answered: ${causeOf(outcome.cause)}`);
  const { code, message, data } = readEnvelope(outcome.body);
  const record = code === 200 && outcome.status < 500 ? readRecord(data) : undefined;
  if (record !== undefined) return fromRecord(poll, record);
  const quoted = poll.account.quote(message === '' ? outcome.excerpt : message);
  const said = `recordInfo answered HTTP ${outcome.status}, code ${code ?? 'none'}: ${quoted}`;
  const meaning = answerMeaning(outcome.status, code, message);
  switch (meaning) {
    case 'stopped':
      throw new CredentialStopped(poll.account.name, said);
    case 'busy': {
      const askedMs = parseRetryAfter(outcome.headers['retry-after'], poll.parts.clock.now()) ?? 0;
      return { status: 'pending', handle: poll.task, pollAfterMs: Math.max(askedMs, BUSY_MS) };
    }
    case 'missing':
      return missing(poll, said);
    case 'again':
      throw new Error(said);
    default:
      return unreachable(meaning);
  }
}

function answerMeaning(status: number, code: number | undefined, message: string): PollMeaning {
  // A task the API knows nothing about comes as code 200 without data, too.
  if (code === 200) return status < 500 ? 'missing' : 'again';
  if (code !== undefined && status < 500 && status !== 404) return pollMeaning(code, message);
  if (status === 401) return 'stopped';
  return status === 429 ? 'busy' : 'again';
}

function fromRecord(poll: Poll, record: TaskRecord): Progress {
  switch (record.state) {
    case 'pending':
      return pending(poll, {});
    case 'success':
      return fromResult(poll, record.result);
    case 'fail': {
      const said = poll.account.quote(`${record.code} ${record.message}`.trim());
      return taskFailed(failedMeaning(record.code, record.message), { message: `The task failed: ${said}` });
    }
    default:
      return unreachable(record);
  }
}

function fromResult(poll: Poll, result: TaskResult): Progress {
  if (result === 'unreadable') return unreadable(poll);
  const [url, ...more] = result.urls;
  if (url === undefined) return taskFailed('retryable', { message: 'The task succeeded without a picture.' });
  const { seed } = poll.job.params;
  if (more.length > 0) {
    const { taskId: upstreamId } = poll.task;
    poll.parts.log.warn(
      { taskId: poll.job.taskId, upstreamId, pictures: result.urls.length },
      'more than one picture came',
    );
  }
  return {
    status: 'done',
    outputs: [{ url, sizeTolerance: SIZE_TOLERANCE, seed: typeof seed === 'number' ? seed : null }],
  };
}

/** Asked for again a few times: it was bought, and the place of the picture may still be written down. */
function unreadable(poll: Poll): Progress {
  const { taskId } = poll.job;
  const count = (poll.task.unreadable ?? 0) + 1;
  const message = 'The task succeeded, and its result cannot be read.';
  poll.parts.log.warn({ taskId, upstreamId: poll.task.taskId, count }, 'unreadable result of a task that succeeded');
  if (count > UNREADABLE_MAX) return taskLost({ message });
  return { ...pending(poll, { unreadable: count }), pollAfterMs: UNREADABLE_MS };
}

/** Records appear late and may be lost: only many misses over minutes count. */
function missing(poll: Poll, said: string): Progress {
  const nowMs = poll.parts.clock.now();
  const count = (poll.task.missing ?? 0) + 1;
  const sinceMs = poll.task.missingSinceMs ?? nowMs;
  if (count >= MISSING_MIN && nowMs - sinceMs >= MISSING_MS_MIN) return taskLost({ message: said });
  return pending(poll, { missing: count, missingSinceMs: sinceMs });
}

function pending(
  { task: { credential, taskId, submittedAtMs }, account }: Poll,
  odd: Pick<TaskHandle, 'missing' | 'missingSinceMs' | 'unreadable'>,
) {
  const handle = { credential, taskId, submittedAtMs, ...odd };
  return { status: 'pending', handle, pollAfterMs: account.inFlight.pollAfterMs(handle) } as const;
}
