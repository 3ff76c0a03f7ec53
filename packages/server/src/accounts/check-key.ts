import type { IncomingMessage } from 'node:http';
import type { Clock } from '../platform/clock.ts';
import { Batcher } from '../platform/db/batcher.ts';
import type { Db } from '../platform/db/database.ts';
import { type ErrorCode, type Failure, fail } from '../platform/http/errors.ts';
import { equalsInConstantTime } from '../platform/secrets.ts';
import type { Caller } from './authentication.ts';
import { hashSecret, isWellFormedSecret } from './key-secret.ts';
import { scopesFromText } from './scopes.ts';
import { createKeysByHash, type KeyCheck } from './store.ts';

/** Who a request comes from, or why its key does not say. */
export type Authentication =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Prepares the check of a request's `Authorization` header: at most one statement, and none for a
 * key that cannot be one.
 */
export function createKeyCheck(deps: { db: Db; clock: Clock }): (request: IncomingMessage) => Promise<Authentication> {
  const lookup = createLookup(deps.db);
  return async (request) => {
    const secret = readBearer(request);
    if (typeof secret !== 'string') return { ok: false, failure: secret };
    const secretHash = hashSecret(secret);
    const key = await lookup.submit(secretHash);
    // The store compared hashes, which nobody can steer towards a match byte by byte; this keeps its way of comparing out of it.
    if (key === undefined || !equalsInConstantTime(key.secret_hash, secretHash)) {
      return { ok: false, failure: refused('api_key_invalid', 'This server has no such API key.') };
    }
    const failure = refusalOf(key, deps.clock.now());
    if (failure !== undefined) return { ok: false, failure };
    return {
      ok: true,
      caller: { accountId: key.account_id, keyId: key.id, scopes: scopesFromText(key.scopes) },
    };
  };
}

/**
 * Requests that arrive in the same turn of the loop share one statement, which runs after all of them arrived: nobody
 * is let in by a row that was read before a revocation. A statement each cost more than all the rest of the check.
 */
function createLookup(db: Db): Batcher<string, KeyCheck | undefined> {
  const keysByHash = createKeysByHash(db);
  return new Batcher(async (hashes) => {
    const keys = await keysByHash([...new Set(hashes)]);
    return hashes.map((hash) => ({ ok: true, value: keys.get(hash) }));
  });
}

/** No key came, or none in the `Authorization` header. */
export function missingKey(): Failure {
  return fail('api_key_missing', {
    public: 'This call needs an API key; send the header "Authorization: Bearer rvya_sk_…".',
    headers: { 'www-authenticate': 'Bearer' },
  });
}

const BEARER = /^bearer(?: +|$)/i;

/** The well-formed key of a request, or why there is none. */
function readBearer(request: IncomingMessage): string | Failure {
  const header = request.headers.authorization;
  if (header === undefined) return missingKey();
  if (isSentTwice(request.rawHeaders)) {
    return refused('api_key_invalid', 'The Authorization header came more than once; send exactly one.');
  }
  const scheme = BEARER.exec(header);
  const secret = scheme === null ? '' : header.slice(scheme[0].length);
  if (secret === '') return missingKey();
  if (!isWellFormedSecret(secret)) {
    return refused(
      'api_key_invalid',
      'This API key is mistyped or cut; copy it again, from rvya_sk_ to its last character.',
    );
  }
  return secret;
}

/** Node keeps the first of several `Authorization` headers and hides the rest; a proxy may have read another one. */
function isSentTwice(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 'authorization'.length && name.toLowerCase() === 'authorization') count += 1;
  }
  return count > 1;
}

function refusalOf(key: KeyCheck, nowMs: number): Failure | undefined {
  if (key.revoked_at !== null) {
    return refused('api_key_revoked', 'This API key was revoked; use another one.');
  }
  if (key.expires_at !== null && key.expires_at <= nowMs) {
    return refused('api_key_expired', 'This API key has expired; use another one.');
  }
  return undefined;
}

function refused(code: ErrorCode, message: string): Failure {
  return fail(code, { public: message, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
}
