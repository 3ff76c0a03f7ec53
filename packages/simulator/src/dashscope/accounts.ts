import { randomBytes, randomInt } from 'node:crypto';
import { RateWatch } from '../limits/rate-watch.ts';
import type { DashscopeSettings } from './options.ts';
import { documented, Refusal } from './refusal.ts';

/** An account: everything is limited, listed and paid for by it, whatever key is used. */
export type Account = {
  readonly id: string;
  /** Every account's tasks carry it in lists. */
  readonly uid: string;
  readonly submits: RateWatch;
  readonly queries: RateWatch;
  readonly policies: RateWatch;
  tasksInProcessMax: number;
  refusedForLimits: number;
};

/** A key and its account; `refusal` is what it answers while it is disabled. */
export type AccountKey = {
  readonly key: string;
  readonly apiKeyId: string;
  readonly account: Account;
  refusal: Refusal | undefined;
};

/** Which limit a call counts against. */
export type LimitedCall = 'submits' | 'queries' | 'policies';

/** All accounts and keys. */
export class Accounts {
  readonly #keys = new Map<string, AccountKey>();
  readonly #accounts: Account[] = [];

  /** A new account with one key. */
  add(): AccountKey {
    const account: Account = {
      id: `account-${this.#accounts.length + 1}`,
      uid: String(randomInt(1e14, 2e14)),
      submits: new RateWatch(),
      queries: new RateWatch(),
      policies: new RateWatch(),
      tasksInProcessMax: 0,
      refusedForLimits: 0,
    };
    this.#accounts.push(account);
    return this.#addKeyTo(account);
  }

  /** A further key of the account that `key` belongs to. Throws a RangeError for an unknown key. */
  addKey(key: string): AccountKey {
    return this.#addKeyTo(this.find(key).account);
  }

  /** Throws a RangeError for an unknown key. */
  find(key: string): AccountKey {
    const found = this.#keys.get(key);
    if (found === undefined) throw new RangeError('No such key in this simulator.');
    return found;
  }

  get all(): readonly Account[] {
    return this.#accounts;
  }

  /** Who sent this header. Throws a Refusal for a missing, wrong or disabled key. */
  authenticate(authorization: string | undefined): AccountKey {
    if (authorization === undefined) throw new Refusal(401, 'InvalidApiKey', 'No API-key provided.');
    const found = this.#keys.get(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '');
    if (found === undefined) throw documented('InvalidApiKey');
    if (found.refusal !== undefined) throw found.refusal;
    return found;
  }

  #addKeyTo(account: Account): AccountKey {
    const key = `sk-${randomBytes(16).toString('hex')}`;
    const made: AccountKey = { key, apiKeyId: String(randomInt(1e6, 1e7)), account, refusal: undefined };
    this.#keys.set(key, made);
    return made;
  }
}

/** Counts a call against the account's limit. Throws a 429 Refusal beyond it. */
export function countCall(account: Account, call: LimitedCall, settings: DashscopeSettings): void {
  const limits = {
    submits: settings.submitsPerSecond,
    queries: settings.queriesPerSecond,
    policies: settings.policiesPerSecond,
  };
  if (account[call].admits(performance.now(), settings.limitWindowMs, limits[call])) return;
  account.refusedForLimits += 1;
  throw documented('Throttling.RateQuota');
}
