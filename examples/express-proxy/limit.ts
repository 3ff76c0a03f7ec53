/**
 * Counts what each user does in windows of a fixed length. The function it gives counts one more and answers how many
 * seconds the user has to wait: 0 for "go on". With more than one process, count in a place they share instead.
 */
export function createLimit(most: number, windowMs: number): (user: string) => number {
  let counts = new Map<string, number>();
  let endsAtMs = 0;
  return (user) => {
    const nowMs = performance.now();
    if (nowMs >= endsAtMs) {
      counts = new Map();
      endsAtMs = nowMs + windowMs;
    }
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= most ? 0 : Math.ceil((endsAtMs - nowMs) / 1_000);
  };
}
