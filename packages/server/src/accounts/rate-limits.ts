import type { Clock } from '../platform/clock.ts';
import { addressGroup } from './address-group.ts';
import { type Quota, TokenBuckets } from './token-buckets.ts';

export type { Quota } from './token-buckets.ts';

/** Each call takes one token and tells what is left; `undefined` where the limit is switched off. */
export interface RateLimits {
  ofKey(keyId: string, rate: 'create' | 'other'): Quota | undefined;
  /** For calls without a valid key. Kept apart from the keys, so that nobody's failures lock out a key behind the same address. */
  ofAddress(address: string): Quota | undefined;
}

/** The limits of one process: creates and other calls per key, and calls without a valid key per network address. */
export function createRateLimits(deps: {
  clock: Clock;
  settings: { createsPerMinute: number; readsPerMinute: number };
}): RateLimits {
  const { createsPerMinute, readsPerMinute } = deps.settings;
  const creates = new TokenBuckets(createsPerMinute);
  const others = new TokenBuckets(readsPerMinute);
  const addresses = new TokenBuckets(readsPerMinute);
  return {
    ofKey: (keyId, rate) => (rate === 'create' ? creates : others).take(keyId, deps.clock.now()),
    ofAddress: (address) => addresses.take(addressGroup(address), deps.clock.now()),
  };
}
