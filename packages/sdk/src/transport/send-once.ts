import { BadAnswerError, ConnectionError, TimeoutError } from '../errors/local-errors.ts';
import type { Fetch, FetchInit } from './fetch.ts';
import { withinTime } from './within-time.ts';

/** What came back, with its body read. */
export type Answer = { readonly response: Response; readonly text: string };

export type Request = Omit<FetchInit, 'signal' | 'redirect'> & { readonly url: string };

export type Limits = {
  readonly fetch: Fetch;
  /** From connecting to the last byte. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

/**
 * Sends a request once and reads the whole answer, whatever its status. Throws `ConnectionError`, `TimeoutError` or
 * `AbortError`; the latter two also when `fetch` does not care for signals.
 */
export function sendOnce({ url, ...init }: Request, { fetch, ...limits }: Limits): Promise<Answer> {
  const late = () => lateAnswer(url, limits.timeoutMs);
  return withinTime({ ...limits, late }, async (signal) => {
    try {
      const response = await fetch(url, { ...init, signal, redirect: 'manual' });
      return { response, text: await readText(response) };
    } catch (cause) {
      if (cause instanceof BadAnswerError) throw cause;
      throw noAnswer(url, cause);
    }
  });
}

/** The largest answer of the API, a page of a hundred tasks, is far below. */
const ANSWER_BYTES_MAX = 16 * 2 ** 20;

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return await response.text();
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > ANSWER_BYTES_MAX) {
      void reader.cancel().catch(() => undefined);
      const { status } = response;
      throw new BadAnswerError(`The answer is larger than ${ANSWER_BYTES_MAX / 2 ** 20} MB: it is not Rivya's.`, {
        status,
        requestId: undefined,
        retryAfterMs: undefined,
      });
    }
    text += decoder.decode(value, { stream: true });
  }
}

function lateAnswer(url: string, timeoutMs: number): TimeoutError {
  return new TimeoutError(
    `${originOf(url)} did not answer within ${timeoutMs / 1_000} s. Try again, or allow more with timeoutMs.`,
  );
}

function noAnswer(url: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    `No whole answer from ${originOf(url)} (${reasonOf(cause)}). Check that the server is up, and that baseURL or RIVYA_URL leads to it.`,
    cause,
  );
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'the server';
}

/** `fetch` says little itself; what happened stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : '';
  return cause.message.includes(code) ? cause.message || code : `${code}: ${cause.message}`;
}
