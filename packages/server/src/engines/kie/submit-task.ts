import type { ApiOutcome } from '../../platform/upstream/api-client.ts';
import { parseRetryAfter } from '../../platform/upstream/retry-after.ts';
import type { EngineJob, Progress, SubmitCall } from '../engine.ts';
import { accountFor, type KieAccount } from './accounts.ts';
import { ratioNotKept, type Said, submitFailed } from './endings.ts';
import { type SubmitMeaning, statusMeaning, submitMeaning } from './errors.ts';
import { keepsRatio } from './offers.ts';
import { causeOf } from './said.ts';
import { sendReferences } from './send-references.ts';
import type { KieParts } from './settings.ts';
import type { TaskHandle } from './task-handle.ts';
import { createTaskBody, readEnvelope, readTaskId } from './wire.ts';

/** Uploads the references and creates the task. Up to `call.sending()` nothing was bought, whatever happens. */
export async function submitTask(
  parts: KieParts,
  job: EngineJob,
  { call, signal }: { call: SubmitCall; signal: AbortSignal },
): Promise<Progress> {
  if (!keepsRatio(job)) return ratioNotKept();
  const { settings, clock } = parts;
  const account = accountFor(parts.accounts, call.credential);
  const sent = await sendReferences(parts, job, { account, signal });
  if (sent.status === 'failed') return sent;
  const callbackUrl = settings.callbackUrlOf?.(job.taskId);
  const body = createTaskBody(job, { inputUrls: sent.urls, callbackUrl });
  await call.sending();
  const outcome = await account.client.call({
    method: 'POST',
    path: '/jobs/createTask',
    body,
    timeoutMs: settings.submitTimeoutMs,
    signal,
    isPurchase: true,
  });
  const verdict = judge(outcome, account, clock.now());
  if (verdict.meaning !== 'accepted') return submitFailed(verdict.meaning, verdict.said);
  const { taskId } = verdict;
  const handle: TaskHandle = { credential: account.name, taskId, submittedAtMs: clock.now() };
  return { status: 'pending', handle, pollAfterMs: account.inFlight.pollAfterMs(handle), upstreamId: taskId };
}

type Verdict =
  | { readonly meaning: 'accepted'; readonly taskId: string }
  | { readonly meaning: SubmitMeaning; readonly said: Said };

/**
 * The body's code counts, whatever the HTTP status, with one exception: a 5xx may come from something in front of the
 * API that hides an accepted task. An id of a task is proof that there is one.
 */
function judge(outcome: ApiOutcome, account: KieAccount, nowMs: number): Verdict {
  if (outcome.kind === 'not_sent') return silence('failing', `createTask was not sent: ${causeOf(outcome.cause)}`);
  if (outcome.kind === 'unknown') return silence('ambiguous', `createTask was not answered: ${causeOf(outcome.cause)}`);
  const { status, headers, excerpt } = outcome;
  const { code, message, data } = readEnvelope(outcome.body);
  const taskId = readTaskId(data);
  if (code === 200 && taskId !== undefined) return { meaning: 'accepted', taskId };
  const quoted = account.quote(message === '' ? excerpt : message);
  const said = {
    message: `createTask answered HTTP ${status}, code ${code ?? 'none'}: ${quoted}`,
    retryAfterMs: parseRetryAfter(headers['retry-after'], nowMs),
  };
  if (status >= 500 || code === 200) return { meaning: 'ambiguous', said };
  const isFromApi = code !== undefined && status !== 404;
  return { meaning: isFromApi ? submitMeaning(code, message) : statusMeaning(status, excerpt), said };
}

function silence(meaning: SubmitMeaning, message: string): Verdict {
  return { meaning, said: { message } };
}
