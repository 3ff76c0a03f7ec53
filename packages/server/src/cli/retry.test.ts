import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NoAnswer, ServerRefusal } from '../admin/client.ts';
import { retrying } from './retry.ts';

function refusal(status: number, retryAfterMs?: number, code = 'x'): ServerRefusal {
  return new ServerRefusal(status, { code, message: 'x', requestId: undefined, details: [] }, retryAfterMs);
}

/** Throws the failures one after another, then answers; tells how often it was tried and how long each wait was. */
async function run(failures: readonly Error[], options: { mayRestart?: boolean; signal?: AbortSignal } = {}) {
  const waits: number[] = [];
  let tries = 0;
  const work = () => {
    const failure = failures[tries];
    tries += 1;
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
  };
  const wait = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  const signal = options.signal ?? new AbortController().signal;
  const result = await retrying(work, { tries: 4, mayRestart: options.mayRestart ?? false, signal, wait }).catch(
    (error: unknown) => error,
  );
  return { result, tries, waits };
}

describe('retrying', () => {
  test('waits twice as long each time', async () => {
    const lost = new NoAnswer('lost', 'x');
    assert.deepEqual(await run([lost, lost, lost]), { result: 'done', tries: 4, waits: [500, 1_000, 2_000] });
  });

  test('waits as long as the server asks for, but never more than a minute', async () => {
    assert.deepEqual((await run([refusal(429, 3_000), refusal(503, 3_600_000)])).waits, [3_000, 60_000]);
  });

  test('throws the last failure when all tries are used up', async () => {
    const failures = [1, 2, 3, 4].map(() => refusal(503));
    assert.deepEqual(await run(failures), { result: failures[3], tries: 4, waits: [500, 1_000, 2_000] });
  });

  for (const failure of [
    refusal(400),
    refusal(409),
    refusal(503, 0, 'public_api_disabled'),
    new NoAnswer('foreign', 'x'),
    new TypeError('x'),
  ]) {
    test(`does not repeat what will fail again: ${failure.name} ${'status' in failure ? failure.status : ''}`, async () => {
      assert.deepEqual(await run([failure]), { result: failure, tries: 1, waits: [] });
    });
  }

  test('a server that cannot be reached fails at once, unless it may be starting again', async () => {
    const unreachable = new NoAnswer('unreachable', 'x');
    assert.equal((await run([unreachable])).tries, 1);
    assert.deepEqual(await run([unreachable], { mayRestart: true }), { result: 'done', tries: 2, waits: [500] });
  });

  test('does not repeat what was interrupted', async () => {
    assert.equal((await run([refusal(503)], { signal: AbortSignal.abort() })).tries, 1);
  });
});
