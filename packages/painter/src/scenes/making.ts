import type { Control } from '../control.ts';

/** Work that may be put down: at each `yield` an abort is seen before it goes on. Parts of it are made with `yield*`. */
export type Making<T> = Generator<undefined, T, undefined>;

/** Does the work, looking up between its parts; rejects with the signal's reason when it was aborted. */
export async function finish<T>(making: Making<T>, control: Control | undefined): Promise<T> {
  for (;;) {
    const step = making.next();
    if (step.done === true) return step.value;
    // How many parts follow is not known: the progress is told by the caller.
    await control?.checkpoint(0);
  }
}
