import { InvalidArgumentError } from '../errors/local-errors.ts';
import type { Fetch } from './fetch.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { isBrowser, readEnvironment } from './runtime.ts';

export type ClientOptions = {
  /** `rvya_sk_…`; default: `RIVYA_API_KEY`. Without one, public routes work, and all that a proxy adds a key to. */
  readonly apiKey?: string | undefined;
  /** Where the server is, without `/api/v1`; default: `RIVYA_URL`, else `http://127.0.0.1:8787`. In a web page a path such as `/rivya` will do. */
  readonly baseURL?: string | undefined;
  /** For each try of a call, from connecting to the last byte; default 60 s. Uploads have 10 minutes unless set with the call. */
  readonly timeoutMs?: number | undefined;
  /** How often a call is tried again after a failure that may pass; default 2, and 8 for each look of `wait` and `run`. */
  readonly maxRetries?: number | undefined;
  /** Instead of the runtime's own `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** Allows an API key in a web page or a worker of one, where every visitor can read it. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
};

/** The options, judged and filled in. */
export type Settings = {
  readonly apiKey: string | undefined;
  /** Without a slash at its end. */
  readonly baseURL: string;
  readonly timeoutMs: number;
  /** `undefined`: as the policy of each call says. */
  readonly maxRetries: number | undefined;
  readonly fetch: Fetch;
};

const BASE_URL_DEFAULT = 'http://127.0.0.1:8787';
const TIMEOUT_MS_DEFAULT = 60_000;

/** Throws `InvalidArgumentError` with what to do about a setting that cannot be right, or that is none. */
export function toSettings(options: ClientOptions): Settings {
  refuseUnknown(options);
  const apiKey = toApiKey(options.apiKey ?? readEnvironment('RIVYA_API_KEY'));
  if (apiKey !== undefined && isBrowser() && options.dangerouslyAllowBrowser !== true) {
    throw new InvalidArgumentError(
      'An API key in a web page or a worker of one can be read and used by every visitor. Keep it on a server of yours that passes calls on, ' +
        'and give that as baseURL without an apiKey. If you know that nobody else gets to see the page, set ' +
        'dangerouslyAllowBrowser: true.',
    );
  }
  return {
    apiKey,
    baseURL: toBaseURL(options.baseURL ?? readEnvironment('RIVYA_URL') ?? BASE_URL_DEFAULT),
    timeoutMs: toTimeoutMs(options.timeoutMs ?? TIMEOUT_MS_DEFAULT),
    maxRetries: options.maxRetries === undefined ? undefined : toMaxRetries(options.maxRetries),
    // Looked up when it is called, so that what replaces `fetch` later (a test, a tracer) is used.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
  };
}

/** Throws `InvalidArgumentError` unless it is a number over 0; `Infinity` is no limit. */
export function toTimeoutMs(value: number): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new InvalidArgumentError(`timeoutMs must be a number of milliseconds over 0; got ${String(value)}.`);
}

/** Throws `InvalidArgumentError` unless it is a whole number from 0. */
export function toMaxRetries(value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError(`maxRetries must be a whole number from 0; got ${String(value)}.`);
}

function toApiKey(value: string | undefined): string | undefined {
  const key = value?.trim();
  // A line break or a typographic quote from a bad copy is not allowed in a header; the key itself is not shown.
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new InvalidArgumentError(
    key === ''
      ? 'apiKey is empty. Give the key, or leave apiKey out to call public routes only.'
      : 'apiKey holds characters that no key has, such as spaces or typographic quotes. Copy it again.',
  );
}

function toBaseURL(value: string): string {
  const base = value
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api\/v1$/, '');
  const isPath = isBrowser() && (base === '' || base.startsWith('/'));
  if (isPath || isServerAddress(base)) return base;
  throw new InvalidArgumentError(
    `baseURL (or RIVYA_URL) must be an http or https address without credentials, query or fragment, such as ${BASE_URL_DEFAULT}.`,
  );
}

function isServerAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
