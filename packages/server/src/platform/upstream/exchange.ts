import type { Dispatcher } from 'undici';
import { GrowingBytes } from './growing-bytes.ts';

export type ExchangeRequest = {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  /** Of the answer's body as it is transferred. */
  readonly bytesMax: number;
  /** Keep the first `bytesMax` bytes of a larger answer instead of failing. */
  readonly isCutOff?: boolean | undefined;
  /** Whether the body is of interest; if not, the connection is cut at the end of the headers. */
  readonly wantsBody?: (status: number) => boolean;
  /** Asked at the end of a body that only the end of its connection delimits. */
  readonly isBroken?: () => boolean;
  /** Ask for the connection to be closed after the answer. */
  readonly isLast?: boolean;
  readonly signal: AbortSignal;
};

export type RawAnswer = {
  readonly status: number;
  /** Names in lower case; repeated ones joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
};

/** How far a request came: not a byte of it was written, it was written at least in part, or its answer had begun. */
export type Stage = 'unsent' | 'sent' | 'answering';

/** The exchange ended without a whole answer. When its signal aborted, `cause` is the signal's reason. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  readonly stage: Stage;
  /** The answer had more bytes than allowed. */
  readonly isTooLarge: boolean;

  constructor(stage: Stage, cause: unknown, isTooLarge = false) {
    super(`The exchange failed (${stage}).`, { cause });
    this.stage = stage;
    this.isTooLarge = isTooLarge;
  }
}

/**
 * Sends one request, once, and reads its answer, whatever its status. The caller's signal is the only clock. Throws
 * `ExchangeFailed` and nothing else.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method, path, headers, body, isLast = false, signal } = request;
    const onAbort = () => receiver.fail(signal.reason);
    const receiver = new Receiver(request, (outcome) => {
      signal.removeEventListener('abort', onAbort);
      if (outcome instanceof ExchangeFailed) reject(outcome);
      else resolve(outcome);
    });
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
    dispatcher.dispatch({ method, path, headers, body: body ?? null, reset: isLast, ...timeouts }, receiver);
  });
}

/** What undici tells about one request. Nothing is told to `settle` twice. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #settle: (outcome: RawAnswer | ExchangeFailed) => void;
  readonly #body = new GrowingBytes();
  #stage: Stage = 'unsent';
  #head: Omit<RawAnswer, 'bytes'> = { status: 0, headers: {} };
  #controller: Dispatcher.DispatchController | undefined;
  #isSettled = false;

  constructor(request: ExchangeRequest, settle: (outcome: RawAnswer | ExchangeFailed) => void) {
    this.#request = request;
    this.#settle = settle;
  }

  /** The request is about to be written, unless the controller is told to abort. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A second start would send the same request again, after a connection that was lost in silence.
    if (this.#isSettled || this.#stage !== 'unsent') {
      controller.abort(new Error('This request must not be written any more.'));
      return;
    }
    this.#controller = controller;
    this.#stage = 'sent';
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HeaderLines): void {
    if (status < 200) return;
    this.#stage = 'answering';
    this.#head = { status, headers: joinLines(headers) };
    const { bytesMax, isCutOff = false, wantsBody = () => true } = this.#request;
    if (!wantsBody(status)) this.#finish();
    else if (Number(this.#head.headers['content-length'] ?? 0) > bytesMax && !isCutOff) this.#failAsTooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#isSettled) return;
    const { bytesMax, isCutOff = false } = this.#request;
    const room = bytesMax - this.#body.sizeBytes;
    this.#body.add(chunk.subarray(0, room));
    if (chunk.length <= room) return;
    if (isCutOff) this.#finish();
    else this.#failAsTooLarge();
  }

  onResponseEnd(): void {
    if (this.#request.isBroken?.() === true) this.fail(new Error('The connection was reset in the middle of a body.'));
    else this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    this.fail(error);
  }

  /** Ends the exchange from outside, or because of the connection. */
  fail(cause: unknown): void {
    this.#end(new ExchangeFailed(this.#stage, cause));
  }

  #failAsTooLarge(): void {
    const cause = new Error(`The answer has more than ${this.#request.bytesMax} bytes.`);
    this.#end(new ExchangeFailed(this.#stage, cause, true));
  }

  #finish(): void {
    this.#end({ ...this.#head, bytes: this.#body.take() });
  }

  #end(outcome: RawAnswer | ExchangeFailed): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#settle(outcome);
    // Does nothing to a request that is complete; cuts the connection of any other.
    this.#controller?.abort(new Error('The exchange has ended.'));
  }
}

type HeaderLines = Readonly<Record<string, string | readonly string[] | undefined>>;

function joinLines(lines: HeaderLines): Readonly<Record<string, string>> {
  const entries = Object.entries(lines).map(([name, value = '']) => [
    name.toLowerCase(),
    typeof value === 'string' ? value : value.join(', '),
  ]);
  return Object.fromEntries(entries);
}
