import { type Detail, invalid } from '../platform/http/errors.ts';
import { gotName } from './got-value.ts';

const DETAILS_MAX = 20;

/** Collects what is wrong with a request, so that a caller learns everything at once; the list is bounded. */
export class Problems {
  readonly #details: Detail[] = [];

  /** `path` is built from names of ours and `gotName` for names of theirs. */
  add(path: string, message: string): void {
    if (!this.isFull) this.#details.push({ path, message });
  }

  /** Whether more would not be told anyway. */
  get isFull(): boolean {
    return this.#details.length >= DETAILS_MAX;
  }

  /** Throws `validation_failed` with every problem, if there is one. */
  throwIfAny(): void {
    const [first, ...rest] = this.#details;
    if (first !== undefined) throw invalid([first, ...rest]);
  }
}

/** Reports every key that is not known here and names the ones that are. `prefix` ends in a dot. */
export function refuseUnknownKeys(
  problems: Problems,
  object: Readonly<Record<string, unknown>>,
  at: { prefix: string; allowed: readonly string[] },
): void {
  for (const key of Object.keys(object)) {
    if (problems.isFull) return;
    if (at.allowed.includes(key)) continue;
    const allowed = at.allowed.length === 0 ? 'there are none' : `allowed: ${at.allowed.join(', ')}`;
    problems.add(`${at.prefix}${gotName(key)}`, `is not known here; ${allowed}.`);
  }
}

/** A JSON object; `null` and arrays are not. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `null` says the same as leaving the key out. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
