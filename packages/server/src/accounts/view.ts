import { toIso } from '../platform/clock.ts';
import { scopesFromText } from './scopes.ts';
import type { AccountRow, KeyRow } from './store.ts';

/** An account as the admin API shows it. */
export function accountView(account: AccountRow) {
  return { id: account.id, name: account.name, created_at: toIso(account.created_at) };
}

/** A key as the admin API shows it: never its secret, never its hash. */
export function keyView(key: KeyRow) {
  return {
    id: key.id,
    account_id: key.account_id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...scopesFromText(key.scopes)],
    created_at: toIso(key.created_at),
    expires_at: isoOrNull(key.expires_at),
    revoked_at: isoOrNull(key.revoked_at),
    last_used_at: isoOrNull(key.last_used_at),
  };
}

function isoOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : toIso(timeMs);
}
