import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { parseCidr } from './address-rules.ts';
import {
  createGuardedFetcher,
  type FetchRefusal,
  FetchRefused,
  type GuardedFetcher,
  type Resolve,
  type UntrustedAnswer,
  type UntrustedRequest,
} from './guarded-fetcher.ts';
import { answer, type Scenario, startRawServer, type Test } from './testing.ts';

type Setup = { readonly allowlist?: readonly string[]; readonly resolve?: Resolve };

/** For tests only: a time limit that a test which passes never reaches. */
const LONG_MS = 30_000;
/** For tests only: a time limit that is meant to be reached. */
export const SHORT_MS = 60;

/** For tests only: a request that is met by any answer of up to 1,000 bytes. */
export const request: UntrustedRequest = { bytesMax: 1_000, timeoutMs: LONG_MS };

/** For tests only: a server that answers. */
export const ok: Scenario = async (connection) => {
  await connection.requests();
  connection.end(answer('fine'));
};

/** For tests only: a fetcher that may connect to this machine, closed after the test. */
export function fetcherFor(test: Test, { allowlist = ['127.0.0.1/32'], resolve }: Setup = {}): GuardedFetcher {
  const cidrs = allowlist.map(parseCidr);
  const fetcher = createGuardedFetcher({ allowlist: cidrs, ...(resolve === undefined ? {} : { resolve }) });
  test.after(() => fetcher.close());
  return fetcher;
}

/** For tests only: what comes of fetching from a server that follows the scenario. */
export async function fetchFrom(
  test: Test,
  scenario: Scenario,
  options: Partial<UntrustedRequest> = {},
): Promise<UntrustedAnswer> {
  const server = await startRawServer(test, scenario);
  return await fetcherFor(test).fetchUntrusted(server.origin, { ...request, ...options });
}

/** For tests only: the refusal a fetch must end in. */
export async function refusalOf(fetching: Promise<unknown>): Promise<FetchRefused> {
  const error = await fetching.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof FetchRefused, `refused, not ${inspect(error)}`);
  return error;
}

/** For tests only: fails unless the fetch is refused for this reason. */
export async function assertRefused(fetching: Promise<unknown>, reason: FetchRefusal): Promise<void> {
  const error = await refusalOf(fetching);
  assert.equal(error.reason, reason, inspect(error));
}
