import { MINUTE_MS } from '../platform/units.ts';
import { type Quota, quotaOf } from './quota.ts';

type Bucket = { level: number; atMs: number };

const BUCKETS_MAX = 100_000;

/**
 * Token buckets of one capacity, refilled continuously within a minute. Levels are kept in tokens × milliseconds of a
 * minute, which makes every step an exact whole number.
 *
 * Memory is bounded: the buckets are held in the order of their last use, and one idle for a minute is full, which is
 * what no bucket means. Beyond `sizeMax` the longest idle one goes.
 */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #sizeMax: number;
  readonly #buckets = new Map<string, Bucket>();

  /** `perMinute` 0 switches the limit off. */
  constructor(perMinute: number, sizeMax = BUCKETS_MAX) {
    this.#perMinute = perMinute;
    this.#sizeMax = sizeMax;
  }

  /** How many buckets are held in memory. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token if there is one. `undefined` when the limit is off. */
  take(id: string, nowMs: number): Quota | undefined {
    if (this.#perMinute === 0) return undefined;
    const full = this.#perMinute * MINUTE_MS;
    const level = this.#levelOf(id, nowMs, full);
    const isExceeded = level < MINUTE_MS;
    const left = isExceeded ? level : level - MINUTE_MS;
    this.#keep(id, left, nowMs);
    return quotaOf({ perMinute: this.#perMinute, level: left, isExceeded });
  }

  #levelOf(id: string, nowMs: number, full: number): number {
    const bucket = this.#buckets.get(id);
    if (bucket === undefined) return full;
    // A clock that was set back gives nothing and takes nothing.
    const elapsedMs = Math.max(0, nowMs - bucket.atMs);
    return Math.min(full, bucket.level + elapsedMs * this.#perMinute);
  }

  #keep(id: string, level: number, atMs: number): void {
    this.#buckets.delete(id);
    this.#buckets.set(id, { level, atMs });
    for (const [oldest, { atMs: usedAtMs }] of this.#buckets) {
      if (this.#buckets.size <= this.#sizeMax && atMs - usedAtMs < MINUTE_MS) return;
      this.#buckets.delete(oldest);
    }
  }
}
