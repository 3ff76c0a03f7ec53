import { isUnwritable } from './unwritable.ts';

/** What became of one item of a group; a refused item fails alone. */
export type Settled<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: unknown };

/** How many items a group had and how long it took to run, in milliseconds. */
export type GroupDone = { readonly size: number; readonly ms: number };

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly resolve: (value: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Collects what arrives while a commit is in flight and hands it over as one group: no timer, no added delay when idle.
 * One durable commit costs the same for one item as for two hundred.
 *
 * `run` answers one outcome per item, in the order of the items. It must do all or nothing: when it throws, the items are
 * run one by one, so that what one of them breaks is nobody else's failure.
 */
export class Batcher<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Settled<Result>[]>;
  readonly #sizeMax: number;
  readonly #onGroup: ((done: GroupDone) => void) | undefined;
  #waiting: Waiting<Item, Result>[] = [];
  #isRunning = false;

  /** `onGroup` is told of every group, also of one that failed; it must not throw. */
  constructor(
    run: (items: readonly Item[]) => Promise<readonly Settled<Result>[]>,
    sizeMax = 256,
    onGroup?: (done: GroupDone) => void,
  ) {
    this.#run = run;
    this.#sizeMax = sizeMax;
    this.#onGroup = onGroup;
  }

  /** How many items wait for a group; what an overload check looks at. */
  get waiting(): number {
    return this.#waiting.length;
  }

  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#sizeMax);
      const startedAtMs = performance.now();
      await this.#runGroup(group);
      this.#onGroup?.({ size: group.length, ms: performance.now() - startedAtMs });
      // An in-process store settles in microtasks only: without this, timers and sockets would starve between groups.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isRunning = false;
  }

  async #runGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const outcomes = await this.#run(group.map(({ item }) => item));
      for (const [index, waiting] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) waiting.reject(new Error('The group answered for fewer items than it was given.'));
        else if (outcome.ok) waiting.resolve(outcome.value);
        else waiting.reject(outcome.error);
      }
    } catch (error) {
      const [first, ...others] = group;
      if (others.length === 0) first?.reject(error);
      else if (isUnwritable(error)) for (const waiting of group) waiting.reject(error);
      else for (const waiting of group) await this.#runGroup([waiting]);
    }
  }
}
