import { InvalidArgumentError } from '../errors/local-errors.ts';

/** A key nobody else uses. Pages without https have no `randomUUID`. */
export function newIdempotencyKey(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  return Array.from(randomBytes(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Throws `InvalidArgumentError` for a key that no server takes. */
export function toIdempotencyKey(key: string): string {
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidArgumentError('idempotencyKey must be 1 to 255 printable ASCII characters.');
}

function randomBytes(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}
