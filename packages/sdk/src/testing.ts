import type { TestContext } from 'node:test';
import { RivyaClient } from './client.ts';
import type { Fetch, FetchInit } from './transport/fetch.ts';
import type { ClientOptions } from './transport/settings.ts';

export const BASE_URL = 'https://rivya.test';

/** What a `fetch` that was given to the client was asked for. */
export type Asked = { readonly url: string; readonly init: FetchInit };

/** What it does then: the answer, or what it throws. */
export type Reply = Response | Error | ((asked: Asked) => Promise<Response>);

/** A client whose calls get the given replies in turn, and the last one for good. */
export function scriptedClient(replies: readonly Reply[], options: ClientOptions = {}) {
  const asked: Asked[] = [];
  const fetch: Fetch = async (url, init) => {
    asked.push({ url, init });
    const reply = replies[Math.min(asked.length, replies.length) - 1];
    if (typeof reply === 'function') return await reply({ url, init });
    if (reply instanceof Response) return reply.clone();
    throw reply ?? new TypeError('fetch failed');
  };
  return { client: new RivyaClient({ baseURL: BASE_URL, apiKey: 'rvya_sk_test', fetch, ...options }), asked };
}

/** An answer in JSON. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** A refusal in the documented shape. */
export function refusal(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Response {
  const error = { code, message: `It was refused: ${code}.`, requestId: 'req_1' };
  return json({ error }, { status, headers: { 'x-request-id': 'req_1', ...headers } });
}

/** What `fetch` throws when nobody listens. */
export function refusedConnection(): Error {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  return new TypeError('fetch failed', { cause });
}

/** Never answers and ends as `fetch` does when its signal is aborted. */
export function hanging({ init }: Asked): Promise<Response> {
  return new Promise((_resolve, reject) => {
    init.signal.addEventListener('abort', () => reject(init.signal.reason), { once: true });
  });
}

const STEP_MS = 50;

/** Turns the test's clock on until the work has ended; tells its outcome and how long it took on that clock. */
export async function passTime<Result>(
  test: TestContext,
  start: () => Promise<Result>,
): Promise<{ result: Result | undefined; error: unknown; elapsedMs: number }> {
  let elapsedMs = 0;
  test.mock.timers.enable({ apis: ['setTimeout'] });
  const clock = test.mock.method(performance, 'now', () => elapsedMs);
  const outcome: { isOver: boolean; result: Result | undefined; error: unknown } = {
    ...{ isOver: false, result: undefined, error: undefined },
  };
  const work = start().then(
    (result) => Object.assign(outcome, { isOver: true, result }),
    (error: unknown) => Object.assign(outcome, { isOver: true, error }),
  );
  await settle();
  for (; !outcome.isOver; elapsedMs += STEP_MS) {
    test.mock.timers.tick(STEP_MS);
    await settle();
  }
  await work;
  test.mock.timers.reset();
  clock.mock.restore();
  return { result: outcome.result, error: outcome.error, elapsedMs };
}

/** Lets everything happen that waits for no clock. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
