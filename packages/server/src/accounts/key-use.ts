import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { writeKeyUse } from './store.ts';

const KEYS_PER_STATEMENT = 200;

type Uses = Map<string, number>;

/** Which keys were used since the last flush, per store: what the hook notes and the background loop writes. */
const usesOfStore = new WeakMap<Db, Uses>();

/** Notes in memory that the key was used just now; nothing is written while a request waits. */
export function noteKeyUse(deps: { db: Db; clock: Clock }, keyId: string): void {
  usesOf(deps.db).set(keyId, deps.clock.now());
}

/**
 * Writes `last_used_at` of all keys used since the last flush; call it about once a minute and when the server ends.
 * Throws when the store does; what was not written is kept for the next flush.
 */
export async function flushKeyUse(deps: { db: Db }): Promise<void> {
  const uses = usesOf(deps.db);
  const taken = [...uses];
  for (let start = 0; start < taken.length; start += KEYS_PER_STATEMENT) {
    const part = taken.slice(start, start + KEYS_PER_STATEMENT);
    await deps.db.transaction((tx) => writeKeyUse(tx, part));
    // A key used again meanwhile has a newer time and stays for the next flush.
    for (const [keyId, atMs] of part) if (uses.get(keyId) === atMs) uses.delete(keyId);
  }
}

function usesOf(db: Db): Uses {
  const known = usesOfStore.get(db);
  if (known !== undefined) return known;
  const uses: Uses = new Map();
  usesOfStore.set(db, uses);
  return uses;
}
