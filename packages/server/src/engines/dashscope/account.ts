import type { Clock } from '../../platform/clock.ts';
import { type ApiClient, type ApiOutcome, createApiClient } from '../../platform/upstream/api-client.ts';
import { Pace } from '../../platform/upstream/pace.ts';
import { parseRetryAfter } from '../../platform/upstream/retry-after.ts';
import { type Credential, CredentialStopped } from '../engine.ts';
import { findRule, meaningOfSubmit, TRY_AGAIN_MS, type UpstreamError } from './errors.ts';
import { readError } from './wire.ts';

/** A credential with its secret and how many queries a second its account allows: polls, lists, cancels, policies. */
export type DashscopeCredential = Credential & { readonly apiKey: string; readonly queriesPerSecond: number };

export type AccountSettings = {
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  readonly submitTimeoutMs: number;
  readonly queryTimeoutMs: number;
};

export type Answer = Extract<ApiOutcome, { readonly kind: 'answer' }>;

/** An answer to a query, and when the query left and the answer was there. */
export type TimedAnswer = Answer & { readonly sentAtMs: number; readonly receivedAtMs: number };

/** A call that buys nothing. */
export type Query = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Goes before the others that wait for their turn. */
  readonly isUrgent?: boolean;
};

/** A query was over the account's limit; ask again after `retryAfterMs`. */
export class UpstreamBusy extends Error {
  override readonly name = 'UpstreamBusy';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A query got no answer, or none that says anything about what was asked. */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

const SAID_CHARACTERS_MAX = 300;

/** One key of an upstream account: everything it asks and buys goes through here. */
export class Account {
  readonly name: string;
  readonly queriesPerSecond: number;
  readonly #clock: Clock;
  readonly #settings: AccountSettings;
  readonly #apiKey: string;
  readonly #client: ApiClient;
  readonly #queries: Pace;

  constructor(clock: Clock, settings: AccountSettings, { name, apiKey, queriesPerSecond }: DashscopeCredential) {
    this.name = name;
    this.queriesPerSecond = queriesPerSecond;
    this.#clock = clock;
    this.#settings = settings;
    this.#apiKey = apiKey;
    this.#client = createApiClient({
      baseUrl: settings.baseUrl,
      headers: { authorization: `Bearer ${apiKey}` },
    });
    this.#queries = new Pace(queriesPerSecond);
  }

  /**
   * Waits for the account's turn and asks. Answers are handed on with any status but those about the key and the limit.
   * Throws `CredentialStopped`, `UpstreamBusy`, `QueryFailed` when no answer came or one that is no JSON, or the
   * signal's reason.
   */
  async query({ isUrgent = false, ...call }: Query, signal: AbortSignal): Promise<TimedAnswer> {
    await this.#queries.turn(signal, { isUrgent });
    const sentAtMs = this.#clock.now();
    const outcome = await this.#client.call({ ...call, timeoutMs: this.#settings.queryTimeoutMs, signal });
    if (outcome.kind !== 'answer') {
      throw new QueryFailed(`The upstream gave no answer: ${this.sayCause(outcome.cause)}`, { cause: outcome.cause });
    }
    if (outcome.body === undefined) {
      throw new QueryFailed(`The upstream answered ${outcome.status} without JSON: ${this.#quote(outcome.excerpt)}`);
    }
    this.#checkAccess(outcome);
    return { ...outcome, sentAtMs, receivedAtMs: this.#clock.now() };
  }

  /** Makes the call that may buy something, on a connection of its own. Throws only the signal's reason. */
  purchase(path: string, body: unknown, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    const timeoutMs = this.#settings.submitTimeoutMs;
    return this.#client.call({ method: 'POST', path, body, headers, timeoutMs, signal, isPurchase: true });
  }

  /** What the upstream said, for the operator: cut, on one line, without the key. */
  say({ status, code, message }: UpstreamError): string {
    return `${status} ${this.#quote(code === '' ? message : `${code}: ${message}`)}`;
  }

  /** The same for an answer of any kind. */
  sayAnswer({ status, body, excerpt }: Answer): string {
    return this.say(readError(status, body) ?? { status, code: '', message: excerpt });
  }

  /** The same for what kept an answer away. */
  sayCause(cause: unknown): string {
    return this.#quote(cause instanceof Error ? cause.message : String(cause));
  }

  /** How long the upstream asks to be left alone, if it says so. */
  retryAfterMs({ headers }: Answer): number | undefined {
    return parseRetryAfter(headers['retry-after'], this.#clock.now());
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #checkAccess(answer: Answer): void {
    const { status, body } = answer;
    const error = readError(status, body) ?? { status, code: '', message: answer.excerpt };
    const isAnError = error.code !== '' || status >= 400;
    // A path or a task that is not there says nothing about the key.
    const isStopped = isAnError && status !== 404 && meaningOfSubmit(error) === 'stopped';
    if (isStopped) throw new CredentialStopped(this.name, this.say(error));
    if (status === 429) {
      const afterMs = this.retryAfterMs(answer) ?? findRule(error)?.afterMs ?? TRY_AGAIN_MS;
      throw new UpstreamBusy(this.say(error), afterMs);
    }
  }

  #quote(text: string): string {
    return text
      .replaceAll(this.#apiKey, '[key]')
      .replace(/\b(?:sk|st)-[\w-]{6,}/g, '[key]')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, SAID_CHARACTERS_MAX);
  }
}
