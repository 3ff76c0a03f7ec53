import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../log.ts';

export interface Loop {
  /** Asks for a round, which starts when the answers under way have left; several asks before it starts are one round. */
  wake(): void;
  /** Ends after the round in progress. */
  stop(): Promise<void>;
}

export type LoopOptions = {
  readonly name: string;
  /** The longest wait between two rounds, in milliseconds: the safety net for a wake-up that got lost. */
  readonly everyMs: number;
  readonly log: Log;
  /** One round; answers how long to wait for the next at most, or nothing for `everyMs`. A throw is logged and waits `everyMs`. */
  readonly round: () => Promise<number | undefined>;
};

/** Runs rounds one after another: when woken, when a round asked for it, and every so often regardless. */
export function startLoop(options: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isAsked = false;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    let waitMs = 0;
    do {
      // What woke it, such as a task's end, has an answer to send as well, which is read in the next turn. An in-process
      // store would hold that up for the whole round: answered 1.0 ms after the end instead of 2.5, creates 7 ms instead
      // of 18 on a busy machine.
      await nextTurn();
      await nextTurn();
      if (isStopped) break;
      isAsked = false;
      waitMs = await roundOrLog(options);
    } while (isAsked);
    running = undefined;
    if (!isStopped) timer = setTimeout(start, waitMs).unref();
  };
  const start = (): void => {
    clearTimeout(timer);
    isAsked = true;
    if (running === undefined && !isStopped) running = run();
  };

  start();
  return {
    wake: start,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function roundOrLog({ name, everyMs, log, round }: LoopOptions): Promise<number> {
  try {
    return Math.min((await round()) ?? everyMs, everyMs);
  } catch (error) {
    log.error({ err: error, loop: name }, 'a background round failed and will be tried again');
    return everyMs;
  }
}
