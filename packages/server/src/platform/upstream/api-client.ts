import type { Socket } from 'node:net';
import type { Pool } from 'undici';
import { DeadlinePassed, startDeadline } from './deadline.ts';
import { DECODABLE, decodeBody } from './decode-body.ts';
import { ExchangeFailed, type ExchangeRequest, exchange, type RawAnswer } from './exchange.ts';
import { connectorOf, exchangeAlone } from './exchange-alone.ts';
import { mergeHeaders } from './merge-headers.ts';
import { openConnection } from './open-connection.ts';
import { hideSecrets, secretsIn } from './secret-headers.ts';

export type ApiCall = {
  readonly method: 'GET' | 'POST';
  /** Appended to the base URL: begins with a slash, ids in it are encoded, no query, no `.` or `..`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Beside those of the client; these win. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** For everything together, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Of the answer, as transferred and once more when decompressed; default 4 MiB. */
  readonly bytesMax?: number;
  readonly signal?: AbortSignal;
  /**
   * A connection of its own, never a kept one: one that the other side has just dropped would leave it unknown whether
   * the purchase was made.
   */
  readonly isPurchase?: boolean;
};

export type ApiOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case; repeated ones joined by commas. */
      readonly headers: Readonly<Record<string, string>>;
      /** The parsed JSON; `undefined` when the body is none. */
      readonly body: unknown;
      /** The first 300 characters of the body, for the log. */
      readonly excerpt: string;
    }
  /** Not a byte of the request was written (no connection came about): nothing can have been bought. */
  | { readonly kind: 'not_sent'; readonly cause: unknown }
  /** The request left at least in part, and no whole answer came: reset, time-out, broken off, too large, unreadable. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** Talks JSON to one base URL that the operator chose; it may be private and plain http. */
export interface ApiClient {
  /**
   * Sends the call at most once. A redirect is an answer and never followed: it would carry the key elsewhere. Throws
   * only the reason of the call's signal, when it aborts. What the upstream repeats of the credentials it was sent is
   * replaced in `body` and `excerpt`.
   */
  call(call: ApiCall): Promise<ApiOutcome>;
  /** Cuts every connection; calls under way and later ones fail. */
  close(): Promise<void>;
}

export type ApiClientOptions = {
  /** http or https, with or without a path; no credentials, no query. */
  readonly baseUrl: string;
  /** Sent with every call, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 10 s, TLS included. */
  readonly connectTimeoutMs?: number;
};

const CONNECT_TIMEOUT_MS = 10_000;
const BYTES_MAX = 4 * 2 ** 20;
const EXCERPT_CHARACTERS = 300;
/** Between two polls of a quiet server; shorter than any load balancer drops an idle connection. */
const KEEP_ALIVE_MS = 15_000;
const CONNECTIONS_MAX = 64;

type ConnectDeps = { readonly base: URL; readonly connectTimeoutMs: number };
type Deps = ConnectDeps & {
  readonly headers: Readonly<Record<string, string>>;
  /** Opened by the first call that wants a kept connection. Throws once the client is closed. */
  readonly pool: () => Promise<Pool>;
  readonly closing: AbortSignal;
};

/** Makes a client. Throws `RangeError` when the base URL is none. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const base = toBase(options.baseUrl);
  const connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const closing = new AbortController();
  let opened: Promise<Pool> | undefined;
  const pool = async () => {
    opened ??= openPool({ base, connectTimeoutMs }, closing.signal);
    const open = await opened;
    closing.signal.throwIfAborted();
    return open;
  };
  const deps = { base, connectTimeoutMs, headers: options.headers ?? {}, pool, closing: closing.signal };
  return {
    call: (call) => callInTime(deps, call),
    async close() {
      closing.abort(new Error('The client was closed.'));
      await (await opened)?.destroy();
    },
  };
}

async function openPool(deps: ConnectDeps, closing: AbortSignal): Promise<Pool> {
  const { Pool } = await import('undici');
  return new Pool(deps.base.origin, {
    connect: connectorOf(() => openInTime(deps, closing)),
    connections: CONNECTIONS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
}

async function callInTime(deps: Deps, call: ApiCall): Promise<ApiOutcome> {
  call.signal?.throwIfAborted();
  const deadline = startDeadline(call.timeoutMs, [call.signal, deps.closing]);
  try {
    const request = toRequest(deps, call, deadline.signal);
    const answer = await (call.isPurchase === true
      ? exchangeAlone(deps.base.origin, () => openForPurchase(deps, call, deadline.signal), request)
      : exchange(await deps.pool(), request));
    return await toOutcome(answer, request);
  } catch (error) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    if (!(error instanceof ExchangeFailed)) return { kind: 'not_sent', cause: error };
    return { kind: error.stage === 'unsent' ? 'not_sent' : 'unknown', cause: error.cause };
  } finally {
    deadline.end();
  }
}

/**
 * Opens the connection of a call that buys, unless its time is over by then. A process that was stopped and goes on
 * looks at its sockets before its timers: it would send a purchase that others have long looked for in vain.
 */
async function openForPurchase(deps: ConnectDeps, { timeoutMs }: ApiCall, signal: AbortSignal): Promise<Socket> {
  const startedMs = performance.now();
  const socket = await openInTime(deps, signal);
  if (performance.now() - startedMs <= timeoutMs) return socket;
  socket.destroy();
  throw new DeadlinePassed(`Not sent within ${timeoutMs} ms.`);
}

/** Throws when the call cannot be written down as a request; nothing was sent then. */
function toRequest({ base, headers }: Deps, call: ApiCall, signal: AbortSignal): ExchangeRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) query.append(name, String(value));
  const isJson = call.body !== undefined;
  return {
    method: call.method,
    path: `${base.pathname.replace(/\/+$/, '')}${checkPath(call.path)}${query.size === 0 ? '' : `?${query}`}`,
    headers: mergeHeaders(
      { accept: 'application/json', 'accept-encoding': DECODABLE, 'user-agent': 'rivya' },
      isJson ? { 'content-type': 'application/json' } : undefined,
      headers,
      call.headers,
    ),
    body: isJson ? JSON.stringify(call.body) : undefined,
    bytesMax: call.bytesMax ?? BYTES_MAX,
    signal,
  };
}

/** Gives up on connecting, TLS included, after `connectTimeoutMs` or when the signal aborts. */
async function openInTime({ base, connectTimeoutMs }: ConnectDeps, signal: AbortSignal): Promise<Socket> {
  const deadline = startDeadline(connectTimeoutMs, [signal]);
  try {
    return await openConnection({ url: base, signal: deadline.signal });
  } finally {
    deadline.end();
  }
}

async function toOutcome({ status, headers, bytes }: RawAnswer, request: ExchangeRequest): Promise<ApiOutcome> {
  try {
    const decoded = await decodeBody(bytes, headers['content-encoding'], request.bytesMax);
    const text = hideSecrets(new TextDecoder().decode(decoded), secretsIn(request.headers));
    const excerpt = text.slice(0, EXCERPT_CHARACTERS).toWellFormed();
    return { kind: 'answer', status, headers, body: parseJson(text), excerpt };
  } catch (cause) {
    return { kind: 'unknown', cause };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toBase(baseUrl: string): URL {
  const url = URL.parse(baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new RangeError('The base URL must be an absolute http or https URL without a user name or password.');
  }
  if (url.search !== '' || url.hash !== '') throw new RangeError('The base URL must have no query and no fragment.');
  return url;
}

/** An id that an upstream made up must not lead to another route, nor a dot segment that a proxy would resolve. */
function checkPath(path: string): string {
  const hasDots = path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
  if (!path.startsWith('/') || /[?#\\\s]/.test(path) || hasDots) {
    throw new RangeError('The path of a call must begin with a slash and have no query, fragment or dot segment.');
  }
  return path;
}
