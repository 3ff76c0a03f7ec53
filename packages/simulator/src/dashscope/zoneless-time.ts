const HOUR_MS = 3_600_000;

/** Such as `2026-11-22 18:00:00.123`: a moment in the simulator's zone, which the text does not name. */
export function zonelessTime(atMs: number, offsetHours: number): string {
  return new Date(atMs + offsetHours * HOUR_MS).toISOString().replace('T', ' ').slice(0, 23);
}

/** The moment of `YYYYMMDDhhmmss` in the simulator's zone; undefined when the text is no such moment. */
export function parseCompactTime(text: string, offsetHours: number): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const atMs = Date.parse(iso);
  // A day that does not exist moves to another one when it is written back.
  if (Number.isNaN(atMs) || new Date(atMs).toISOString() !== iso) return undefined;
  return atMs - offsetHours * HOUR_MS;
}
