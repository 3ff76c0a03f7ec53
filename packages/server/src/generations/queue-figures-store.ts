import { sql } from 'kysely';
import type { Reader } from '../platform/db/database.ts';

// Read by every scrape, beside the work: each of these stays within an index and follows what is open, not the history.

/** How many tasks are queued or in process. The condition repeats that of its index word for word. */
export async function countOpen(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('generations')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(sql<boolean>`status in ('queued', 'processing')`)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Tasks in process by queue; `wants_submit` is 1 for those that wait for room to be submitted again. */
export async function countProcessing(reader: Reader) {
  return await reader
    .selectFrom('generations')
    .select(['queue', 'wants_submit'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', '=', sql.lit('processing'))
    .groupBy(['queue', 'wants_submit'])
    .execute();
}

/** The queues in which something may wait. */
export async function selectOpenQueues(reader: Reader): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('queue_lanes')
    .select('queue')
    .distinct()
    .where('is_waiting', '=', sql.lit(1))
    .orderBy('queue')
    .execute();
  return rows.map(({ queue }) => queue);
}

/** How the next `limit` queued tasks are spread over the queues. The one that reads rows: an index for it costs creates. */
export async function sampleQueued(reader: Reader, limit: number) {
  const next = reader
    .selectFrom('generations')
    .select('queue')
    .where(sql<boolean>`status in ('queued', 'processing')`)
    .where('status', '=', sql.lit('queued'))
    .orderBy('deadline_at')
    .limit(limit);
  return await reader
    .selectFrom(next.as('next'))
    .select('queue')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy('queue')
    .execute();
}

/** When the oldest task of a queue was created, among the lanes whose marks are the oldest. */
export async function selectOldestQueuedAt(reader: Reader, queue: string, lanes: number): Promise<number | undefined> {
  const heads = reader
    .selectFrom('queue_lanes as lane')
    .select((eb) =>
      eb
        .selectFrom('generations as task')
        .select('task.created_at')
        .whereRef('task.account_id', '=', 'lane.account_id')
        .whereRef('task.id', '>=', 'lane.from_id')
        .whereRef('task.queue', '=', 'lane.queue')
        .where('task.status', '=', sql.lit('queued'))
        .orderBy('task.id')
        .limit(1)
        .as('created_at'),
    )
    .where('lane.queue', '=', queue)
    .where('lane.is_waiting', '=', sql.lit(1))
    .orderBy('lane.from_id')
    .limit(lanes);
  const row = await reader
    .selectFrom(heads.as('head'))
    .select((eb) => eb.fn.min('head.created_at').as('created_at'))
    .executeTakeFirst();
  return row?.created_at ?? undefined;
}
