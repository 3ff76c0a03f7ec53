import { type Cidr, checkUrl } from './address-rules.ts';
import { DeadlinePassed, startDeadline } from './deadline.ts';
import { ExchangeFailed, type RawAnswer } from './exchange.ts';
import { exchangeAlone } from './exchange-alone.ts';
import { FetchRefused } from './fetch-refused.ts';
import { findAllowedAddresses, type GuardRules, openGuardedConnection } from './guarded-connection.ts';
import { mergeHeaders } from './merge-headers.ts';
import { createNameResolver, type Resolve } from './resolve-name.ts';

export { type FetchRefusal, FetchRefused } from './fetch-refused.ts';
export type { Resolve } from './resolve-name.ts';

export type UntrustedRequest = {
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Of the answer's body; more is `too_large`, and the connection is cut. */
  readonly bytesMax: number;
  /** Cut a larger answer off after `bytesMax` bytes instead of refusing it. */
  readonly isCutOff?: boolean;
  /** For everything together: resolving, connecting, every redirect, up to the last byte. */
  readonly timeoutMs: number;
  /** Default 0: an answer 3xx is `redirected`. Only `GET` follows, each hop is checked anew. */
  readonly redirectsMax?: number;
  readonly signal?: AbortSignal;
};

export type UntrustedAnswer = {
  readonly status: number;
  /** Names in lower case; repeated ones joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** As transferred: nothing is decompressed, whatever `content-encoding` says. */
  readonly bytes: Uint8Array;
};

/** The only way to an address that a caller or an upstream chose. */
export interface GuardedFetcher {
  /** Answers whatever the status is. Throws `FetchRefused`, or the reason of the request's signal when it aborts. */
  fetchUntrusted(url: string, request: UntrustedRequest): Promise<UntrustedAnswer>;
  /**
   * Whether the address could be fetched as things stand, without connecting: it is read, its host is resolved and every
   * address of it is judged. Throws `FetchRefused`; `unreachable` or `timeout` when nobody can tell, for want of an answer
   * to the name. What holds now may not hold when it is fetched: that is looked at again then.
   */
  checkUntrusted(url: string, timeoutMs: number): Promise<void>;
  /** Cuts what is under way; every fetch from then on is refused as `unreachable`. */
  close(): Promise<void>;
}

/**
 * Makes the fetcher. Public addresses are reached over https; those on the allowlist too, and over plain http. Every
 * request has a connection of its own: one that was checked for another name is never used again. `resolve` replaces the
 * resolver in tests.
 */
export function createGuardedFetcher(options: {
  readonly allowlist: readonly Cidr[];
  readonly resolve?: Resolve;
}): GuardedFetcher {
  const names = createNameResolver();
  const rules = { allowlist: options.allowlist, resolve: options.resolve ?? names.resolve };
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    async fetchUntrusted(url, request) {
      const fetching = fetchInTime(rules, closing.signal, { url, request });
      running.add(fetching);
      try {
        return await fetching;
      } finally {
        running.delete(fetching);
      }
    },
    checkUntrusted: (url, timeoutMs) => checkInTime(rules, closing.signal, { url, timeoutMs }),
    async close() {
      closing.abort(new FetchRefused('unreachable', 'The server is stopping.'));
      names.close();
      await Promise.allSettled(running);
    },
  };
}

type Fetch = { readonly url: string; readonly request: UntrustedRequest };

async function fetchInTime(rules: GuardRules, closing: AbortSignal, { url, request }: Fetch): Promise<UntrustedAnswer> {
  request.signal?.throwIfAborted();
  const first = checkUrl(url);
  const deadline = startDeadline(request.timeoutMs, [request.signal, closing]);
  try {
    return await fetchHops(rules, first, { ...request, signal: deadline.signal });
  } catch (error) {
    throw request.signal?.aborted === true ? request.signal.reason : error;
  } finally {
    deadline.end();
  }
}

async function checkInTime(
  rules: GuardRules,
  closing: AbortSignal,
  { url, timeoutMs }: { readonly url: string; readonly timeoutMs: number },
): Promise<void> {
  const parsed = checkUrl(url);
  const deadline = startDeadline(timeoutMs, [undefined, closing]);
  try {
    await findAllowedAddresses(rules, parsed, deadline.signal);
  } catch (cause) {
    if (cause instanceof FetchRefused) throw cause;
    const reason = cause instanceof DeadlinePassed ? 'timeout' : 'unreachable';
    throw new FetchRefused(reason, `${parsed.host} could not be resolved.`, { cause });
  } finally {
    deadline.end();
  }
}

type TimedRequest = UntrustedRequest & { readonly signal: AbortSignal };

async function fetchHops(rules: GuardRules, first: URL, request: TimedRequest): Promise<UntrustedAnswer> {
  const { method = 'GET', redirectsMax = 0 } = request;
  let url = first;
  let headers = request.headers;
  for (let hops = 0; ; hops += 1) {
    const answer = await fetchOnce(rules, url, { ...request, headers: headers ?? {} });
    if (!isRedirect(answer.status)) return answer;
    const next = method === 'GET' && hops < redirectsMax ? nextHop(answer, url) : undefined;
    if (next === undefined) {
      const message = `${url.host} answered with status ${answer.status}.`;
      throw new FetchRefused('redirected', message, { status: answer.status });
    }
    // What was meant for one host is nobody else's business, and is not picked up again on the way back.
    if (next.origin !== url.origin) headers = undefined;
    url = next;
  }
}

function isRedirect(status: number): boolean {
  return status >= 300 && status <= 399;
}

const FOLLOWED = new Set([301, 302, 303, 307, 308]);

/** Where the answer leads; nothing when it does not say. Throws `FetchRefused` when that must not be fetched. */
function nextHop({ status, headers }: RawAnswer, from: URL): URL | undefined {
  const location = headers['location'];
  const target = location === undefined || !FOLLOWED.has(status) ? null : URL.parse(location, from.href);
  return target === null ? undefined : checkUrl(target.href);
}

async function fetchOnce(rules: GuardRules, url: URL, request: TimedRequest): Promise<RawAnswer> {
  const { method = 'GET', headers, body, bytesMax, isCutOff, signal } = request;
  try {
    return await exchangeAlone(url.origin, () => openGuardedConnection(rules, url, signal), {
      method,
      path: `${url.pathname}${url.search}`,
      headers: mergeHeaders({ accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'rivya' }, headers),
      body,
      bytesMax,
      isCutOff,
      wantsBody: (status) => !isRedirect(status),
      signal,
    });
  } catch (error) {
    throw error instanceof ExchangeFailed ? refusalOf(error, url) : error;
  }
}

function refusalOf({ cause, stage, isTooLarge }: ExchangeFailed, { host }: URL): FetchRefused {
  if (cause instanceof FetchRefused) return cause;
  if (cause instanceof DeadlinePassed) return new FetchRefused('timeout', `${host} was not done in time.`, { cause });
  if (isTooLarge) return new FetchRefused('too_large', `${host} answered with more bytes than allowed.`, { cause });
  return stage === 'answering'
    ? new FetchRefused('incomplete', `The answer of ${host} broke off.`, { cause })
    : new FetchRefused('unreachable', `${host} could not be reached or did not answer.`, { cause });
}
