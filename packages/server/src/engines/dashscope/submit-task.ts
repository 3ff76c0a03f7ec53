import { unreachable } from '../../platform/units.ts';
import { CredentialStopped, type EngineJob, type Progress, type SubmitCall } from '../engine.ts';
import { type Account, type Answer, QueryFailed, UpstreamBusy } from './account.ts';
import { meaningOfSubmit, TRY_AGAIN_MS } from './errors.ts';
import { inDoubt, keyStopped, notSent, overLimit, referenceNotSent, referenceUnusable, refused } from './failures.ts';
import { toHandle } from './handle.ts';
import { type ReferenceDeps, ReferenceUnusable, sendReferences, UploadFailed } from './send-references.ts';
import type { TaskWatch } from './watch-tasks.ts';
import { readError, readRequestId, readTaskId, SUBMIT_PATH, submitBody, submitHeaders } from './wire.ts';

export type SubmitDeps = ReferenceDeps & { readonly watch: TaskWatch };

/**
 * Buys one picture, or finds out why not. References are brought to the upstream first; between `call.sending()` and the
 * purchase nothing happens. Throws what `call.sending()` or reading a reference throws, and the signal's reason.
 */
export async function submitTask(
  deps: SubmitDeps,
  job: EngineJob,
  call: SubmitCall,
  signal: AbortSignal,
): Promise<Progress> {
  const { account, clock, watch } = deps;
  const request = await prepare(deps, job, signal);
  if ('status' in request) return request;
  await call.sending();
  const submittedAtMs = clock.now();
  const outcome = await account.purchase(SUBMIT_PATH, request.body, request.headers, signal);
  switch (outcome.kind) {
    case 'not_sent':
      return notSent(`No connection to the upstream: ${account.sayCause(outcome.cause)}`, outcome.cause);
    case 'unknown':
      return inDoubt(`No whole answer to a submit: ${account.sayCause(outcome.cause)}`, { cause: outcome.cause });
    case 'answer': {
      const taskId = isSuccess(outcome) ? readTaskId(outcome.body) : undefined;
      if (taskId === undefined) return notAccepted(account, outcome);
      const handle = toHandle({ credential: account.name, taskId, submittedAtMs });
      watch.note(taskId, { taskId: job.taskId, submittedAtMs });
      return { status: 'pending', handle, pollAfterMs: watch.pollAfterMs(submittedAtMs), upstreamId: taskId };
    }
    default:
      return unreachable(outcome);
  }
}

type Request = { readonly body: unknown; readonly headers: Readonly<Record<string, string>> };

async function prepare(deps: SubmitDeps, job: EngineJob, signal: AbortSignal): Promise<Request | Progress> {
  try {
    const references = await sendReferences(deps, job, signal);
    return { body: submitBody(job, references), headers: submitHeaders(references) };
  } catch (error) {
    if (error instanceof ReferenceUnusable) return referenceUnusable(error.position, error);
    if (error instanceof UploadFailed) return referenceNotSent(error);
    if (error instanceof CredentialStopped) return keyStopped(error.message);
    if (error instanceof UpstreamBusy) return overLimit(error.message, { afterMs: error.retryAfterMs });
    if (error instanceof QueryFailed) return notSent(error.message, error);
    throw error;
  }
}

/** The body is looked at first: a 200 can carry an error, and an answer without a task or a reason is no answer. */
function notAccepted(account: Account, answer: Answer): Progress {
  const { status, body } = answer;
  const requestId = readRequestId(body);
  const error = readError(status, body);
  const said = account.sayAnswer(answer);
  // Whatever page says so: over a limit nothing was taken.
  if (error === undefined && status === 429) return overLimit(said, limitWaits(account, answer));
  if (error === undefined) return inDoubt(said, { requestId });
  return refused(meaningOfSubmit(error), { error, said, retryAfterMs: account.retryAfterMs(answer), requestId });
}

function limitWaits(account: Account, answer: Answer) {
  const retryAfterMs = account.retryAfterMs(answer);
  return { afterMs: retryAfterMs ?? TRY_AGAIN_MS, retryAfterMs };
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
