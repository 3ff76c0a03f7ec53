import { sql } from 'kysely';
import type { Handle } from '../engines/index.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import { type Attempt, toAttempt } from './attempt-store.ts';

/** Submits of an engine whose outcome is not known yet. */
export async function selectInDoubt(reader: Reader, engine: string): Promise<readonly Attempt[]> {
  const rows = await reader
    .selectFrom('attempts')
    .selectAll()
    .where('engine', '=', engine)
    .where(sql<boolean>`state in ('preparing', 'submitting', 'unclear', 'pending')`)
    .where('state', 'in', ['submitting', 'unclear'])
    .execute();
  return rows.map(toAttempt);
}

/** Submits of an engine, sent since a moment, that were given up without anybody knowing what they bought. */
export async function selectGivenUp(reader: Reader, engine: string, sinceMs: number): Promise<readonly Attempt[]> {
  const rows = await reader
    .selectFrom('attempts')
    .selectAll()
    .where('bought', '=', sql.lit('unknown'))
    .where('engine', '=', engine)
    .where('sent_at', '>=', sinceMs)
    .where('upstream_id', 'is', null)
    .execute();
  return rows.map(toAttempt);
}

/** Which of these works already belong to an attempt, at whichever engine: two may share an upstream account. */
export async function findTaken(reader: Reader, upstreamIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (upstreamIds.length === 0) return new Set();
  const rows = await reader
    .selectFrom('attempts')
    .select('upstream_id')
    .where('upstream_id', 'in', upstreamIds)
    .execute();
  return new Set(rows.flatMap(({ upstream_id }) => upstream_id ?? []));
}

/** The latest work that a credential of an engine is known to have bought. */
export async function findLatestWork(reader: Reader, engine: string, credential: string): Promise<string | undefined> {
  const row = await reader
    .selectFrom('attempts')
    .select('upstream_id')
    .where('engine', '=', engine)
    .where('credential', '=', credential)
    .where('upstream_id', 'is not', null)
    .orderBy('sent_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.upstream_id ?? undefined;
}

/**
 * Writes down what a submit made whose attempt was closed before its answer came: the work is known from now on, and
 * nobody else's. Tells whether it had been given up as unclear, which the operator knows.
 */
export async function saveLateHandle(
  tx: Tx,
  attemptId: string,
  found: { readonly handle: Handle; readonly upstreamId: string | undefined },
  nowMs: number,
): Promise<{ readonly wasUnclear: boolean }> {
  const before = await tx.selectFrom('attempts').select('bought').where('id', '=', attemptId).executeTakeFirst();
  const taken = await findTaken(tx, found.upstreamId === undefined ? [] : [found.upstreamId]);
  await tx
    .updateTable('attempts')
    .set({
      handle: JSON.stringify(found.handle),
      bought: 'unknown',
      updated_at: nowMs,
      ...(found.upstreamId === undefined || taken.size > 0 ? {} : { upstream_id: found.upstreamId }),
    })
    .where('id', '=', attemptId)
    .where('handle', 'is', null)
    .execute();
  return { wasUnclear: before?.bought === 'unknown' };
}
