import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Makes a call that will not be answered, and gives it up once the other side is seen to have it. */
export async function abandon(
  call: (signal: AbortSignal) => Promise<unknown>,
  hasArrived: () => boolean,
): Promise<void> {
  const patience = new AbortController();
  const givenUp = assert.rejects(call(patience.signal), { name: 'AbortError' });
  while (!hasArrived()) await delay(5);
  patience.abort();
  await givenUp;
}
