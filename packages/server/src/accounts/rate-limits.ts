import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { addressGroup } from './address-group.ts';
import type { Quota } from './quota.ts';
import { SharedBuckets } from './shared-buckets.ts';
import { TokenBuckets } from './token-buckets.ts';

export type { Quota } from './quota.ts';

/** Each call takes one token and tells what is left; `undefined` where the limit is switched off. */
export interface RateLimits {
  ofKey(keyId: string, rate: 'create' | 'other'): Quota | undefined | Promise<Quota | undefined>;
  /** For calls without a valid key. Kept apart from the keys, so that nobody's failures lock out a key behind the same address. */
  ofAddress(address: string): Quota | undefined;
}

/**
 * Creates and other calls per key, in all processes that share the store together; and calls without a valid key per
 * network address, in each process by itself.
 */
export function createRateLimits(deps: {
  db: Db;
  clock: Clock;
  settings: { createsPerMinute: number; readsPerMinute: number };
}): RateLimits {
  const { createsPerMinute, readsPerMinute } = deps.settings;
  const isShared = deps.db.kind === 'postgres';
  const bucketsFor = (name: string, perMinute: number) =>
    isShared ? new SharedBuckets(deps.db, name, perMinute) : new TokenBuckets(perMinute);
  const creates = bucketsFor('create', createsPerMinute);
  const others = bucketsFor('other', readsPerMinute);
  const addresses = new TokenBuckets(readsPerMinute);
  return {
    ofKey: (keyId, rate) => (rate === 'create' ? creates : others).take(keyId, deps.clock.now()),
    ofAddress: (address) => addresses.take(addressGroup(address), deps.clock.now()),
  };
}
