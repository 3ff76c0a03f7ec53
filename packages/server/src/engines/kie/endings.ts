import { unreachable } from '../../platform/units.ts';
import type { Progress, Retry, Trouble } from '../engine.ts';
import type { FailedMeaning, SubmitMeaning } from './errors.ts';

export type Failed = Extract<Progress, { status: 'failed' }>;

/** What the upstream said, for the operator. */
export type Said = {
  /** Without any secret. */
  readonly message: string;
  /** Asked for by the upstream, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
};

/** A reference, counted from 1, that no upstream could use. */
export function referenceUnusable(position: number, cause: unknown): Failed {
  const message = `Reference image ${position} cannot be read. Upload it again, or another one.`;
  return { status: 'failed', reason: 'failed', message, bought: 'no', cause };
}

/** A reference could not be uploaded just now. The credential is in order: work without references goes on. */
export function referenceNotSent({ message, retryAfterMs }: Said): Failed {
  const retry = { afterMs: retryAfterMs ?? FAILING_MS, triesMax: SUBMIT_TRIES_MAX };
  return { ...UNAVAILABLE, bought: 'no', retry, cause: new Error(message) };
}

/** The caller gets the picture's shape only where the upstream can make it: another engine may. */
export function ratioNotKept(): Failed {
  return {
    status: 'failed',
    reason: 'unavailable',
    message:
      'With reference files the picture can only take the last one’s aspect ratio just now: leave aspect_ratio out, or ' +
      'ask for that ratio.',
    bought: 'no',
    retry: ELSEWHERE_ONLY,
  };
}

/** How a submit ends whose answer means this. */
export function submitFailed(meaning: SubmitMeaning, said: Said): Failed {
  switch (meaning) {
    case 'busy':
      return unavailable(
        { afterMs: said.retryAfterMs ?? BUSY_MS, triesMax: SUBMIT_TRIES_MAX },
        troubleOf('busy', said),
      );
    case 'failing':
      return unavailable(
        { afterMs: said.retryAfterMs ?? FAILING_MS, triesMax: SUBMIT_TRIES_MAX },
        troubleOf('failing', said),
      );
    case 'ambiguous':
      return { ...taskLost(said), trouble: troubleOf('failing', said) };
    case 'stopped':
    case 'rejected':
    case 'elsewhere':
    case 'permanent':
    case 'retryable':
      return taskFailed(meaning, said);
    default:
      return unreachable(meaning);
  }
}

/** How a task ends that failed with this meaning, which is never charged. */
export function taskFailed(meaning: FailedMeaning, said: Said): Failed {
  switch (meaning) {
    case 'stopped':
      return unavailable({ afterMs: STOPPED_MS, triesMax: SUBMIT_TRIES_MAX }, troubleOf('stopped', said));
    case 'rejected':
      return {
        status: 'failed',
        reason: 'rejected',
        message: rejection(said.message),
        bought: 'no',
        cause: new Error(said.message),
      };
    case 'elsewhere':
      // No trouble of the credential: its other models are made as ever.
      return { ...UNAVAILABLE, bought: 'no', retry: ELSEWHERE_ONLY, cause: new Error(said.message) };
    case 'permanent':
      return {
        status: 'failed',
        reason: 'failed',
        message: NOT_POSSIBLE,
        bought: 'no',
        cause: new Error(said.message),
      };
    case 'retryable':
      return {
        status: 'failed',
        reason: 'failed',
        message: NOT_MADE,
        bought: 'no',
        retry: { afterMs: RETRY_MS, triesMax: FAILED_TRIES_MAX },
        cause: new Error(said.message),
      };
    default:
      return unreachable(meaning);
  }
}

/** The task was accepted, and what became of it can no longer be found out. */
export function taskLost(said: Said): Failed {
  return { ...UNAVAILABLE, bought: 'unknown', cause: new Error(said.message) };
}

function unavailable(retry: Retry, trouble: Trouble): Failed {
  return { ...UNAVAILABLE, bought: 'no', retry, trouble, cause: new Error(trouble.message) };
}

function troubleOf(kind: Trouble['kind'], { message, retryAfterMs }: Said): Trouble {
  return { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** For the caller: which part was refused, as far as the upstream says. */
function rejection(said: string): string {
  if (/infring|copyright/i.test(said)) {
    return 'The prompt or a reference image seems to use somebody else’s protected work. Change it and try again.';
  }
  if (/\boutput\b/i.test(said) && !/\binput\b/i.test(said)) {
    return 'The picture that was made did not pass the content check. Change the prompt, or try another seed.';
  }
  return 'The prompt or a reference image did not pass the content check. Change it and try again.';
}

const UNAVAILABLE = {
  status: 'failed',
  reason: 'unavailable',
  message: 'The picture cannot be made just now. Try again later.',
} as const;
const NOT_MADE = 'The picture could not be made. Try again.';
const NOT_POSSIBLE = 'No picture can be made from this request. Change the prompt or the reference images.';

const SUBMIT_TRIES_MAX = 4;
/** A task that failed was free, and costs the caller minutes: one more try, not several. */
const FAILED_TRIES_MAX = 2;
/** Creates are counted over ten seconds and refused ones are not queued (docs.kie.ai, "Getting Started"). */
const BUSY_MS = 5_000;
const FAILING_MS = 5_000;
const STOPPED_MS = 30_000;
const RETRY_MS = 2_000;
/** One try here is enough: the next engine of the route gets the task at once. */
const ELSEWHERE_ONLY: Retry = { afterMs: 0, triesMax: 1 };
