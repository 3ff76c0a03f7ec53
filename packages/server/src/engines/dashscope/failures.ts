import { unreachable } from '../../platform/units.ts';
import type { Progress } from '../engine.ts';
import { type FailureMeaning, findRule, type Meaning, TRY_AGAIN_MS, type UpstreamError } from './errors.ts';

type Failed = Extract<Progress, { readonly status: 'failed' }>;

/** What else is known about a failure, besides its meaning. */
export type FailureFacts = {
  readonly error: UpstreamError;
  /** For the operator: what the upstream said, without any secret. */
  readonly said: string;
  /** Asked for by the upstream. */
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
};

/** Tries of a submit that never left, or that the upstream refused for a while. */
const SUBMIT_TRIES_MAX = 4;
/** A task that the upstream failed was free: one more try, not several. */
const FAILED_TRIES_MAX = 2;
const AFTER_STOP_MS = 30_000;
const NOT_SENT_RETRY = { afterMs: TRY_AGAIN_MS, triesMax: SUBMIT_TRIES_MAX } as const;

/** A submit that the upstream answered with an error, by what the error means. */
export function refused(meaning: Meaning, facts: FailureFacts): Failed {
  const { error, said, retryAfterMs, requestId } = facts;
  const afterMs = retryAfterMs ?? findRule(error)?.afterMs ?? TRY_AGAIN_MS;
  switch (meaning) {
    case 'busy':
      return overLimit(said, { afterMs, retryAfterMs });
    case 'ambiguous':
      return inDoubt(said, { requestId });
    case 'again':
    case 'stopped':
    case 'model':
    case 'permanent':
    case 'rejected':
      return taskFailed(meaning, facts);
    default:
      return unreachable(meaning);
  }
}

/** A task that was accepted and then failed; failures are free. */
export function taskFailed(meaning: FailureMeaning, { error, said }: FailureFacts): Failed {
  const cause = new Error(said);
  switch (meaning) {
    case 'rejected':
      return { status: 'failed', reason: 'rejected', message: rejection(error), bought: 'no', cause };
    case 'permanent':
      return { status: 'failed', reason: 'failed', message: NOT_POSSIBLE, bought: 'no', cause };
    case 'again':
      return { status: 'failed', reason: 'failed', message: NOT_MADE, bought: 'no', retry: ONCE_MORE, cause };
    case 'stopped':
      return keyStopped(said);
    case 'model':
      return { ...UNAVAILABLE, bought: 'no', retry: ELSEWHERE, trouble: { kind: 'model', message: said } };
    default:
      return unreachable(meaning);
  }
}

/** Over a limit of the upstream: nothing was bought. `retryAfterMs` is what it asked for. */
export function overLimit(said: string, waits: { afterMs: number; retryAfterMs?: number | undefined }): Failed {
  const { afterMs, retryAfterMs } = waits;
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
  const retry = { afterMs, triesMax: SUBMIT_TRIES_MAX };
  return { ...UNAVAILABLE, bought: 'no', retry, trouble: { kind: 'busy', message: said, ...asked } };
}

/** The upstream takes nothing more from this key until an operator acts. */
export function keyStopped(said: string): Failed {
  const retry = { afterMs: AFTER_STOP_MS, triesMax: SUBMIT_TRIES_MAX };
  return { ...UNAVAILABLE, bought: 'no', retry, trouble: { kind: 'stopped', message: said } };
}

/** A submit that may have bought a picture: nobody knows until the upstream's task list is looked at. */
export function inDoubt(said: string, facts: { requestId?: string | undefined; cause?: unknown } = {}): Failed {
  return {
    ...UNAVAILABLE,
    bought: 'unknown',
    trouble: { kind: 'failing', message: said },
    ...(facts.requestId === undefined ? {} : { requestId: facts.requestId }),
    ...(facts.cause === undefined ? {} : { cause: facts.cause }),
  };
}

/** No byte of the submit left, or what had to be done before it did not work out. */
export function notSent(said: string, cause: unknown): Failed {
  return { ...UNAVAILABLE, bought: 'no', retry: NOT_SENT_RETRY, trouble: { kind: 'failing', message: said }, cause };
}

/** A reference could not be brought to the upstream; the credential itself is in order. */
export function referenceNotSent(cause: unknown): Failed {
  return { ...UNAVAILABLE, bought: 'no', retry: NOT_SENT_RETRY, cause };
}

/** A reference that no upstream could use. */
export function referenceUnusable(position: number, cause: unknown): Failed {
  const message = `Reference image ${position} cannot be read. Upload it again, or another one.`;
  return { status: 'failed', reason: 'failed', message, bought: 'no', cause };
}

/** The upstream says it is done and has no picture to show; it bills only what it delivers. */
export function nothingMade(imagesBilled: number | undefined): Failed {
  const cause = new Error(`The task succeeded without a picture; billed: ${imagesBilled ?? 'not said'}.`);
  const failed = { status: 'failed', reason: 'failed', message: NOT_MADE, cause } as const;
  if (imagesBilled !== undefined && imagesBilled > 0) return { ...failed, bought: 'yes' };
  return { ...failed, bought: 'no', retry: ONCE_MORE };
}

/** Somebody cancelled the task at the upstream, which is possible only before it costs anything. */
export function cancelledElsewhere(): Failed {
  const cause = new Error('The task was cancelled at the upstream.');
  return { status: 'failed', reason: 'failed', message: NOT_MADE, bought: 'no', cause };
}

/** The upstream does not know a task that it accepted: forgotten, or asked for with another account's key. */
export function lost(count: number, forMs: number): Failed {
  const cause = new Error(`The upstream answered UNKNOWN ${count} times in a row, for ${Math.round(forMs / 1_000)} s.`);
  return { ...UNAVAILABLE, bought: 'unknown', cause };
}

/** Not here: the next engine of the route, if there is one. */
const ELSEWHERE = { afterMs: 0, triesMax: 1 } as const;
const ONCE_MORE = { afterMs: TRY_AGAIN_MS, triesMax: FAILED_TRIES_MAX } as const;
const NOT_MADE = 'The picture could not be made. Try again.';
const NOT_POSSIBLE = 'No picture can be made from this request. Change the prompt or the reference images.';
const UNAVAILABLE = {
  status: 'failed',
  reason: 'unavailable',
  message: 'The picture cannot be made just now. Try again later.',
} as const;

/** For the caller: which part was refused, as far as the upstream says. */
function rejection({ code, message }: UpstreamError): string {
  const text = `${code} ${message}`;
  if (/infringement/i.test(text)) {
    return 'The prompt or a reference image seems to use somebody else’s protected work. Change it and try again.';
  }
  if (/\boutput\b/i.test(message) && !/\binput\b/i.test(message)) {
    return 'The picture that was made did not pass the content check. Change the prompt, or try another seed.';
  }
  return 'The prompt or a reference image did not pass the content check. Change it and try again.';
}
