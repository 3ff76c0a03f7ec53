declare const creditsBrand: unique symbol;

/** An amount of prepaid credits: a safe integer, negative only where a debit is meant. */
export type Credits = number & { readonly [creditsBrand]: true };

/** Makes an amount of credits of a whole number. Throws `RangeError` for fractions and beyond 2^53. */
export function credits(amount: number): Credits {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`Credits are whole numbers; got ${amount}.`);
  // biome-ignore lint/plugin: this file owns the brand
  return amount as Credits;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** One megabyte as the public API counts it. */
export const MB = 2 ** 20;

/** For the end of a `switch` over a fixed set: an unknown member is an error, never a default. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
