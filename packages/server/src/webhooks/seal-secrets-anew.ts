import { HOUR_MS } from '../platform/units.ts';
import type { WebhookDeps } from './deps.ts';
import { selectEndpointsForChange, selectSealed, updateEndpoint } from './endpoint-store.ts';
import { sealAnew } from './signing-secrets.ts';

/** How many endpoints are looked at in one round, so that it is done in a moment. */
const BATCH = 100;
/** Processes that were not restarted yet may still seal under the old `RIVYA_SECRET`: all is looked through again. */
const WALK_EVERY_MS = HOUR_MS;

type SealDeps = Pick<WebhookDeps, 'db' | 'clock' | 'log' | 'secrets'>;

/**
 * Makes the rounds that seal under the newest `RIVYA_SECRET` what is sealed under an older one. Each looks at a small
 * batch of endpoints and answers how long to wait for the next, in milliseconds. Interrupted, it begins again and passes
 * by what is done. The end of a walk is told in the log: the first, and each that changed something.
 */
export function createSecretSealing(deps: SealDeps): () => Promise<number> {
  let isFirst = true;
  let walk = startOfWalk();
  return async () => {
    const found = await selectSealed(deps.db.read, { afterId: walk.afterId, limit: BATCH });
    const stale: string[] = [];
    for (const row of found) {
      const { secrets, isUnreadable } = sealAnew(deps.secrets, row, deps.clock.now());
      if (secrets !== undefined) stale.push(row.id);
      if (isUnreadable) walk.unreadable += 1;
    }
    walk.sealed += await sealStale(deps, stale);
    walk.endpoints += found.length;
    walk.afterId = found.at(-1)?.id ?? '';
    if (found.length === BATCH) return 0;
    tell(deps, walk, isFirst);
    isFirst = false;
    walk = startOfWalk();
    return WALK_EVERY_MS;
  };
}

function startOfWalk() {
  return { afterId: '', endpoints: 0, sealed: 0, unreadable: 0 };
}

/** Answers how many endpoints were changed. */
async function sealStale({ db, clock, secrets: keys }: SealDeps, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  return await db.transaction(async (tx) => {
    let changed = 0;
    // Read again: a rotation may have come between.
    for (const row of await selectEndpointsForChange(tx, ids)) {
      const { secrets } = sealAnew(keys, row, clock.now());
      if (secrets !== undefined && (await updateEndpoint(tx, row.id, { secrets })) !== undefined) changed += 1;
    }
    return changed;
  });
}

function tell({ log }: SealDeps, { endpoints, sealed, unreadable }: ReturnType<typeof startOfWalk>, isFirst: boolean) {
  if (sealed > 0 || (isFirst && endpoints > 0)) {
    log.info(
      { endpoints, sealedAnew: sealed, unreadable },
      'signing secrets of webhooks are sealed under the newest secret',
    );
  }
  if (isFirst && unreadable > 0) {
    log.warn(
      { unreadable },
      'signing secrets of webhooks cannot be read with this RIVYA_SECRET: nothing is sent there',
    );
  }
}
