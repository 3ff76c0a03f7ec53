import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type ApiCall, type ApiClient, type ApiClientOptions, type ApiOutcome, createApiClient } from './api-client.ts';
import { answer, type Scenario, type Test } from './testing.ts';

/** For tests only: the key every call of `clientFor` carries. */
export const KEY = 'sk-0123456789abcdef';
/** For tests only: a time limit that is meant to be reached. */
export const SHORT_MS = 60;
/** For tests only. */
export const query: ApiCall = { method: 'GET', path: '/tasks/1', timeoutMs: 30_000 };
/** For tests only. */
export const purchase: ApiCall = {
  method: 'POST',
  path: '/tasks',
  body: { n: 1 },
  isPurchase: true,
  timeoutMs: 30_000,
};

/** For tests only: a client of an API under `/api/v1`, closed after the test. */
export function clientFor(test: Test, origin: string, options: Partial<ApiClientOptions> = {}): ApiClient {
  const headers = { authorization: `Bearer ${KEY}` };
  const client = createApiClient({ baseUrl: `${origin}/api/v1`, headers, ...options });
  test.after(() => client.close());
  return client;
}

export type Answer = Extract<ApiOutcome, { kind: 'answer' }>;

/** For tests only: fails unless there is an answer. */
export async function answered(outcome: Promise<ApiOutcome>): Promise<Answer> {
  const found = await outcome;
  assert.ok(found.kind === 'answer', inspect(found));
  return found;
}

/** For tests only: answers every request of a connection with the value. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Scenario {
  return async (connection) => {
    for (let count = 1; ; count += 1) {
      await connection.requests(count);
      connection.send(answer(JSON.stringify(value), { headers }));
    }
  };
}
