import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { invalid } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { findAccount } from './find-account.ts';
import { hashSecret, newKeySecret, visiblePrefix } from './key-secret.ts';
import { checkName } from './names.ts';
import { isScope, SCOPES, type Scope, scopesToText } from './scopes.ts';
import { insertKey, type KeyRow } from './store.ts';

/** What a new key is to be. Without scopes it gets all of them, without `expiresAtMs` (since 1970) it does not expire. */
export type NewKey = {
  /** The account's id, or its name. */
  readonly accountId: string;
  readonly name?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly expiresAtMs?: number | undefined;
};

const NAME_DEFAULT = 'default';

/**
 * Makes an API key. The secret exists in this answer only; the store gets its hash.
 * Throws `not_found` for an unknown account, `validation_failed` for a bad name, an unknown scope or an expiry that is past.
 */
export async function createKey(
  deps: { db: Db; clock: Clock },
  { accountId, name = NAME_DEFAULT, scopes = SCOPES, expiresAtMs }: NewKey,
): Promise<{ readonly key: KeyRow; readonly secret: string }> {
  checkName(name);
  const now = deps.clock.now();
  if (expiresAtMs !== undefined && !(Number.isSafeInteger(expiresAtMs) && expiresAtMs > now)) {
    throw invalid([{ path: 'expires_at', message: 'must be a moment in the future.' }]);
  }
  const secret = newKeySecret();
  const draft = {
    id: newId('key', now),
    name,
    prefix: visiblePrefix(secret),
    secret_hash: hashSecret(secret),
    scopes: scopesToText(checkScopes(scopes)),
    created_at: now,
    expires_at: expiresAtMs ?? null,
    revoked_at: null,
    last_used_at: null,
  };
  return await deps.db.transaction(async (tx) => {
    const account = await findAccount(tx, accountId);
    const key: KeyRow = { ...draft, account_id: account.id };
    await insertKey(tx, key);
    return { key, secret };
  });
}

function checkScopes(scopes: readonly string[]): readonly Scope[] {
  const known = scopes.filter(isScope);
  if (known.length !== scopes.length || known.length === 0) {
    throw invalid([{ path: 'scopes', message: `must be one or more of: ${SCOPES.join(', ')}.` }]);
  }
  return known;
}
