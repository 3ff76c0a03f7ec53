import { CallbackError } from '../errors/local-errors.ts';

/** A function of the caller, such as `onUpdate`, and the name of the option it came as. */
export type Callback<Value> = readonly [name: string, call: ((value: Value) => unknown) | undefined];

/** Calls it, if there is one, and waits when it is async. Throws `CallbackError` with what it threw as the cause. */
export async function tell<Value>([name, call]: Callback<Value>, value: Value): Promise<void> {
  try {
    await call?.(value);
  } catch (cause) {
    throw new CallbackError(name, cause);
  }
}
