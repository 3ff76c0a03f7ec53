import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Between two looks: a collection takes some milliseconds, and the work is to get on. */
const PAUSE_MS = 100;

/**
 * For tests only: how many bytes of buffers the work had alive at most, beyond what was there before. What could be
 * collected does not count: it is collected before each look.
 */
export async function peakBytes(work: () => Promise<void>): Promise<number> {
  const collect = findCollector();
  const alive = () => {
    // The first one leaves the memory of buffers to a thread of its own, and the second waits for that.
    collect();
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const before = alive();
  let peak = 0;
  let isRunning = true;
  const watching = (async () => {
    while (isRunning) {
      await delay(PAUSE_MS);
      peak = Math.max(peak, alive() - before);
    }
  })();
  try {
    await work();
  } finally {
    isRunning = false;
    await watching;
  }
  return peak;
}

function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('globalThis.gc');
  if (typeof gc !== 'function') throw new Error('This Node has no collector to call.');
  return () => void Reflect.apply(gc, undefined, []);
}
