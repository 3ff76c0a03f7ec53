import type { Check } from './call-server.ts';

/** The small checks from which the shape of an answer is put together. */
export const isText: Check<string> = (value) => typeof value === 'string';
export const isNumber: Check<number> = (value) => typeof value === 'number';
export const isFlag: Check<boolean> = (value) => typeof value === 'boolean';

/** The same, or `null`. */
export function orNull<Value>(check: Check<Value>): Check<Value | null> {
  return (value): value is Value | null => value === null || check(value);
}

/** A list of such values. */
export function listOf<Value>(check: Check<Value>): Check<readonly Value[]> {
  return (value): value is readonly Value[] => Array.isArray(value) && value.every((item) => check(item));
}

type Fields = Readonly<Record<string, Check<unknown>>>;
type Shape<Of extends Fields> = { readonly [Key in keyof Of]: Checked<Of[Key]> };

/** What a check lets through. */
export type Checked<Of> = Of extends Check<infer Value> ? Value : never;

/** An object with at least these fields. */
export function shape<Of extends Fields>(fields: Of): Check<Shape<Of>> {
  return (value): value is Shape<Of> =>
    value !== null &&
    typeof value === 'object' &&
    Object.entries(fields).every(([key, check]) => check(Reflect.get(value, key)));
}

/** One page of a list. */
export function pageOf<Value>(check: Check<Value>) {
  return shape({ data: listOf(check), has_more: isFlag, next_cursor: orNull(isText) });
}
