import { setTimeout as sleep } from 'node:timers/promises';
import { NoAnswer, ServerRefusal } from '../admin/client.ts';

export type RetryOptions = {
  /** How often to try in all. */
  readonly tries: number;
  /** Whether a server that cannot be reached may just be starting again; otherwise that fails at once. */
  readonly mayRestart: boolean;
  readonly signal: AbortSignal;
  /** Told before each wait. */
  readonly onWait?: (waitMs: number, why: Error) => void;
  /** Waits; a test passes one that does not. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

const WAIT_MS_FIRST = 500;
const WAIT_MS_MAX = 60_000;

/**
 * Repeats work that is safe to repeat, for as long as the failure looks like it passes: a busy server, a lost connection.
 * Waits as long as the server asks for, else twice as long each time. Throws the last failure.
 */
export async function retrying<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { tries, signal, onWait, wait = waitFor } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt >= tries || !(error instanceof Error) || !passes(error, options)) throw error;
      const asked = error instanceof ServerRefusal ? error.retryAfterMs : undefined;
      const waitMs = Math.min(asked ?? WAIT_MS_FIRST * 2 ** (attempt - 1), WAIT_MS_MAX);
      onWait?.(waitMs, error);
      await wait(waitMs, signal);
    }
  }
}

function passes(error: Error, { mayRestart }: RetryOptions): boolean {
  // Switched off by the operator: that does not pass in seconds.
  if (error instanceof ServerRefusal && error.code === 'public_api_disabled') return false;
  if (error instanceof ServerRefusal) return error.status === 429 || error.status === 503;
  if (!(error instanceof NoAnswer)) return false;
  return error.kind === 'lost' || (error.kind === 'unreachable' && mayRestart);
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
