/** Counts the calls of one kind from one account over a sliding stretch of time. Times are in milliseconds. */
export class RateWatch {
  #arrived: number[] = [];
  #admitted: number[] = [];
  #worst = 0;

  /** Notes a call and says whether it is within the limit; refused calls do not use the limit up. */
  admits(nowMs: number, windowMs: number, limit: number): boolean {
    const isRecent = (atMs: number): boolean => atMs > nowMs - windowMs;
    this.#arrived = this.#arrived.filter(isRecent);
    this.#admitted = this.#admitted.filter(isRecent);
    this.#arrived.push(nowMs);
    this.#worst = Math.max(this.#worst, this.#arrived.length);
    if (this.#admitted.length >= limit) return false;
    this.#admitted.push(nowMs);
    return true;
  }

  /** The most calls ever seen within one stretch, refused ones included. */
  get worst(): number {
    return this.#worst;
  }
}
