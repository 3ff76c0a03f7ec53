import { randomBytes } from 'node:crypto';
import { RateWatch } from '../limits/rate-watch.ts';
import type { KieSettings } from './options.ts';
import { type KieRefusal, refusalOf } from './refusal.ts';

/** An account: limits and credits belong to it, whatever key is used. */
export type KieAccount = {
  readonly id: string;
  readonly creates: RateWatch;
  readonly queries: RateWatch;
  /** Before anything that was made is taken off. */
  credits: number;
  tasksInProcessMax: number;
  refusedForLimits: number;
};

/** A key and its account; `refusal` is what it answers while it is disabled. */
export type KieKey = { readonly key: string; readonly account: KieAccount; refusal: KieRefusal | undefined };

/** All accounts and keys. */
export class KieAccounts {
  readonly #keys = new Map<string, KieKey>();
  readonly #accounts: KieAccount[] = [];

  /** A new account with one key. */
  add(credits: number): KieKey {
    const account: KieAccount = {
      id: `account-${this.#accounts.length + 1}`,
      creates: new RateWatch(),
      queries: new RateWatch(),
      credits,
      tasksInProcessMax: 0,
      refusedForLimits: 0,
    };
    this.#accounts.push(account);
    return this.#addKeyTo(account);
  }

  /** A further key of the account that `key` belongs to. Throws a RangeError for an unknown key. */
  addKey(key: string): KieKey {
    return this.#addKeyTo(this.find(key).account);
  }

  /** Throws a RangeError for an unknown key. */
  find(key: string): KieKey {
    const found = this.#keys.get(key);
    if (found === undefined) throw new RangeError('No such key in this simulator.');
    return found;
  }

  get all(): readonly KieAccount[] {
    return this.#accounts;
  }

  /** Who sent this header. Throws a KieRefusal for a missing, wrong or disabled key. */
  authenticate(authorization: string | undefined): KieKey {
    const found = this.#keys.get(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (found === undefined) throw refusalOf(401);
    if (found.refusal !== undefined) throw found.refusal;
    return found;
  }

  #addKeyTo(account: KieAccount): KieKey {
    const made: KieKey = { key: randomBytes(16).toString('hex'), account, refusal: undefined };
    this.#keys.set(made.key, made);
    return made;
  }
}

/** Counts a call against the account's limit. Throws a KieRefusal 429 beyond it. */
export function countKieCall(account: KieAccount, call: 'creates' | 'queries', settings: KieSettings): void {
  const [windowMs, limit] =
    call === 'creates' ? [settings.createWindowMs, settings.createsPerWindow] : [1_000, settings.queriesPerSecond];
  if (account[call].admits(performance.now(), windowMs, limit)) return;
  account.refusedForLimits += 1;
  throw refusalOf(429);
}
