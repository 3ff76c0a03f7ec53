import { GenerationFailedError } from '../errors/generation-failed-error.ts';
import { BadAnswerError, TimeoutError } from '../errors/local-errors.ts';
import { RivyaError } from '../errors/rivya-error.ts';
import type { Generation } from '../generated/api.ts';
import type { WithResponse } from '../transport/api-promise.ts';
import { pause } from '../transport/pause.ts';
import { RETRY_POLICIES } from '../transport/retry-policy.ts';
import { toTimeoutMs } from '../transport/settings.ts';
import { tell } from '../transport/tell.ts';
import type { Transport } from '../transport/transport.ts';
import { withinTime } from '../transport/within-time.ts';
import { lookAt } from './look-at.ts';

export type WaitOptions = {
  /** Ends the waiting with `AbortError`; the task goes on, `cancel` would end it. */
  readonly signal?: AbortSignal | undefined;
  /** For all of the waiting; default 30 minutes. */
  readonly timeoutMs?: number | undefined;
  /** For each look; default: the client's, else 8, so that a server may restart meanwhile. */
  readonly maxRetries?: number | undefined;
  /** Called with the task after each look, and waited for when it is async. What it throws ends the waiting with `CallbackError`. */
  readonly onUpdate?: ((generation: Generation) => void) | undefined;
};

/** `created`: the task as `create` gave it, which `onUpdate` has not seen. */
export type FollowOptions = WaitOptions & { readonly created?: Generation | undefined };

/** A server lets a task work that long before it gives up on it. */
const TIMEOUT_MS_DEFAULT = 30 * 60_000;
/** Short enough for the proxies that end silent connections after 30 s. */
const HOLD_SECONDS = 25;
/** Where the server does not hold the call: the pace the API asks for, from look to look. */
const FIRST_GAP_MS = [2_000, 3_000] as const;
const NEXT_GAP_MS = [5_000, 10_000] as const;

/**
 * Looks at a task until it has ended: the server holds each look until then, or for 25 s. Throws `GenerationFailedError`
 * when the task failed, `TimeoutError`, `AbortError`, and what a look ends with; all of them carry `generationId`.
 */
export async function followGeneration(
  transport: Transport,
  id: string,
  { created, ...options }: FollowOptions = {},
): Promise<WithResponse<Generation>> {
  try {
    const timeoutMs = toTimeoutMs(options.timeoutMs ?? TIMEOUT_MS_DEFAULT);
    const limit = { timeoutMs, signal: options.signal, late: () => lateEnd(id, timeoutMs) };
    return await withinTime(limit, async (signal) => {
      if (created !== undefined) await tell(['onUpdate', options.onUpdate], created);
      return await lookUntilEnded(transport, id, { ...options, signal });
    });
  } catch (error) {
    if (error instanceof RivyaError) error.generationId = id;
    throw error;
  }
}

async function lookUntilEnded(
  transport: Transport,
  id: string,
  options: WaitOptions,
): Promise<WithResponse<Generation>> {
  const { signal, maxRetries, onUpdate } = options;
  for (let gapMs: readonly [number, number] = FIRST_GAP_MS; ; gapMs = NEXT_GAP_MS) {
    const startMs = performance.now();
    const look = lookAt(id, { policy: RETRY_POLICIES.follow, wait: HOLD_SECONDS });
    const answer = await transport.exchange<Generation>(look, { signal, maxRetries });
    await tell(['onUpdate', onUpdate], answer.data);
    if (hasEnded(answer)) return answer;
    const [leastMs, mostMs] = gapMs;
    await pause(leastMs + Math.random() * (mostMs - leastMs) - (performance.now() - startMs), signal);
  }
}

/** Throws when it ended badly, and for a status this version does not know: that one might never end. */
function hasEnded({ data, requestId }: WithResponse<Generation>): boolean {
  const { status } = data;
  switch (status) {
    case 'queued':
    case 'processing':
      return false;
    case 'succeeded':
      return true;
    case 'failed':
      throw new GenerationFailedError(data, requestId);
    default:
      throw unknownStatus(status, requestId);
  }
}

function unknownStatus(status: never, requestId: string | undefined): BadAnswerError {
  return new BadAnswerError(
    `The task has the status ${JSON.stringify(status)}, which this version of @rivya/sdk does not know. Update it.`,
    { requestId },
  );
}

function lateEnd(id: string, timeoutMs: number): TimeoutError {
  return new TimeoutError(
    `The task ${id} had not ended after ${timeoutMs / 1_000} s. It goes on: wait for it again, or cancel it.`,
  );
}
