import { ConnectionError, InvalidArgumentError } from '../errors/local-errors.ts';
import { VERSION } from '../version.ts';
import { type ApiPromise, toApiPromise, type WithResponse } from './api-promise.ts';
import type { FetchBody } from './fetch.ts';
import { type AnyPage, type ListPromise, toListPromise } from './list-promise.ts';
import { pause } from './pause.ts';
import { readAnswer, requestIdOf } from './read-answer.ts';
import { pauseBeforeRetry, type RetryPolicy } from './retry-policy.ts';
import { isBrowser } from './runtime.ts';
import { type Answer, type Request, sendOnce } from './send-once.ts';
import { type Settings, toMaxRetries, toTimeoutMs } from './settings.ts';

/** What every call can be given. */
export type CallOptions = {
  /** Ends the call with `AbortError`; what the server has accepted by then goes on. */
  readonly signal?: AbortSignal | undefined;
  /** For each try; default: the client's. */
  readonly timeoutMs?: number | undefined;
  /** Default: the client's. */
  readonly maxRetries?: number | undefined;
};

/** The values of a query; those not given are left out. */
export type Query = object;

/** A call as the API's parts describe it. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; ids as they are. */
  readonly path: readonly string[];
  readonly policy: RetryPolicy;
  /** A field that a successful answer has; absent when it has no body. */
  readonly field?: string;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the server may hold the call on purpose, on top of the time for an answer. */
  readonly holdMs?: number;
  /** Sent as it is; made for each try and closed after it. */
  readonly payload?: () => Payload;
};

export type Payload = {
  readonly body: FetchBody;
  readonly headers: Readonly<Record<string, string>>;
  /** What kept the body from being read; `fetch` reports that as a lost connection. */
  readonly failure?: () => unknown;
  /** Lets go of what the body holds open; called after the try. */
  readonly close?: () => void;
};

/** Sends calls as the settings say: with the key, within the time, again where that is safe. */
export class Transport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** One call; its promise rejects with a `RivyaError`. */
  send<Data>(call: Call, options?: CallOptions): ApiPromise<Data> {
    return toApiPromise(this.exchange<Data>(call, options));
  }

  /** A call for a list; further pages are the same call with a cursor. */
  sendList<Item, Page extends AnyPage<Item>>(
    call: Omit<Call, 'field'>,
    options?: CallOptions,
  ): ListPromise<Item, Page> {
    const pageAt = (query: Query | undefined) => this.exchange<Page>({ ...call, query, field: 'data' }, options);
    return toListPromise(pageAt(call.query), (cursor) => pageAt({ ...call.query, cursor }));
  }

  /** One call with all that came back. */
  async exchange<Data>(call: Call, options: CallOptions = {}): Promise<WithResponse<Data>> {
    const url = this.#urlOf(call);
    const retries = toMaxRetries(options.maxRetries ?? this.#settings.maxRetries ?? call.policy.retries);
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.#try(call, url, options);
        const data = readAnswer<Data>(answer, call.field);
        return { data, response: answer.response, requestId: requestIdOf(answer.response) };
      } catch (error) {
        const pauseMs = pauseBeforeRetry(error, { ...call.policy, retries }, tries);
        if (pauseMs === undefined) throw error;
        await pause(pauseMs, options.signal);
      }
    }
  }

  async #try(call: Call, url: string, { signal, timeoutMs }: CallOptions): Promise<Answer> {
    const payload = call.payload?.() ?? jsonPayload(call);
    const headers = { ...this.#headers(), ...call.headers, ...payload?.headers };
    const body = payload?.body;
    const request: Request = {
      ...{ url, method: call.method, headers },
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    };
    const answerMs = toTimeoutMs(timeoutMs ?? this.#settings.timeoutMs);
    const limits = { fetch: this.#settings.fetch, timeoutMs: answerMs + (call.holdMs ?? 0), signal };
    try {
      return await sendOnce(request, limits);
    } catch (error) {
      throw error instanceof ConnectionError ? (payload?.failure?.() ?? error) : error;
    } finally {
      payload?.close?.();
    }
  }

  #headers(): Record<string, string> {
    const { apiKey } = this.#settings;
    return {
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      // Browsers do not let it be set, and a header of one's own costs them a request before the request.
      ...(isBrowser() ? {} : { 'user-agent': `rivya-sdk/${VERSION}` }),
    };
  }

  #urlOf({ path, query = {} }: Call): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) search.set(name, String(value));
    }
    const suffix = search.size === 0 ? '' : `?${search}`;
    return `${this.#settings.baseURL}/api/v1/${path.map(toSegment).join('/')}${suffix}`;
  }
}

/**
 * An id that is missing or means a folder would lead to another route, and half a character cannot be written into an
 * address. Throws `InvalidArgumentError`.
 */
function toSegment(segment: string): string {
  if (typeof segment === 'string' && !/^\.{0,2}$|\p{Surrogate}/u.test(segment)) return encodeURIComponent(segment);
  throw new InvalidArgumentError(
    `The id must be the text the API gave, such as task_…; got ${JSON.stringify(segment)}.`,
  );
}

function jsonPayload({ json }: Call): Payload | undefined {
  if (json === undefined) return undefined;
  try {
    return { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  } catch (cause) {
    throw new InvalidArgumentError('The request cannot be written as JSON; see the cause.', cause);
  }
}
