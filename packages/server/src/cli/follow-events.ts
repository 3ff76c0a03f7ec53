import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, RivyaError, type WebhookEvent } from '@rivya/sdk';
import { NoAnswer } from '../admin/client.ts';
import { firstIdAt } from '../platform/ids.ts';
import type { PublicApi } from './public-api.ts';

export type FollowOptions = {
  /** The last event that is known; without it the listening begins with what happens from now on. */
  readonly since: string | undefined;
  /** Called where the listening begins, before the first event. */
  readonly onStart: (after: string) => void;
  /** Called with each event, the oldest first; the next one waits for it. */
  readonly onEvent: (event: WebhookEvent) => Promise<void>;
  /** Told when the server goes away, and when it is there again. */
  readonly onNotice: (text: string) => void;
};

const POLL_MS = 1_000;
const PAGE_EVENTS = 100;
const BACKOFF_MS_MAX = 10_000;

/**
 * Asks for new events until the signal aborts, and throws its reason then. A server that goes away after its first answer
 * is waited for. Throws what it refuses for good, such as a key that was revoked.
 */
export async function followEvents(api: PublicApi, options: FollowOptions): Promise<never> {
  const { client, signal } = api;
  let after = options.since ?? (await newestEventId(api));
  options.onStart(after);
  for (;;) {
    const page = await patiently(options, signal, () =>
      client.webhooks.events({ after, limit: PAGE_EVENTS }, { signal, maxRetries: 0 }),
    );
    for (const event of page.data) {
      await options.onEvent(event);
      after = event.id;
    }
    if (!page.has_more) await sleep(POLL_MS, undefined, { signal });
  }
}

/** By the server's order, for clocks differ. In an account without events, whatever comes is new. */
async function newestEventId({ client, signal }: PublicApi): Promise<string> {
  const { data } = await client.webhooks.events({ limit: 1 }, { signal });
  return data[0]?.id ?? firstIdAt('evt', 0);
}

async function patiently<Result>(
  { onNotice }: FollowOptions,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await work();
      if (tries > 1) onNotice('The server answers again.');
      return result;
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      if (tries === 1) onNotice(`${inWords(error)} Trying until it answers.`);
      const backoffMs = Math.min(POLL_MS * 2 ** (tries - 1), BACKOFF_MS_MAX);
      await sleep(Math.max(backoffMs, error.retryAfterMs ?? 0), undefined, { signal });
    }
  }
}

/** A refusal lasts, unless it is for the moment; no answer, or that of a proxy before a server that restarts, may pass. */
function mayPass(error: unknown): error is RivyaError {
  if (!(error instanceof RivyaError)) return false;
  return !(error instanceof ApiError) || error.status === 429 || (error.status ?? 0) >= 500;
}

function inWords({ message, cause }: RivyaError): string {
  return cause instanceof NoAnswer ? cause.message : message;
}
