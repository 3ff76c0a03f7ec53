/** Where every timestamp comes from, in integer milliseconds since 1970; tests pass a clock they turn by hand. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds as the wire writes them: `2026-05-11T00:00:00.000Z`. */
export function toIso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
