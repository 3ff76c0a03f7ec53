import { sql } from 'kysely';
import type { Reader } from '../platform/db/database.ts';

/** Queues in which tasks wait or are in process, other than these. Reads what is unfinished, never the history. */
export async function selectOtherQueues(reader: Reader, known: readonly string[]): Promise<readonly string[]> {
  const inProcess = await reader
    .selectFrom('generations')
    .select('queue')
    .distinct()
    .where('status', '=', sql.lit('processing'))
    .where('queue', 'not in', known)
    .execute();
  const waiting = await reader
    .selectFrom('queue_lanes')
    .select('queue')
    .distinct()
    .where('is_waiting', '=', sql.lit(1))
    .where('queue', 'not in', known)
    .execute();
  return [...new Set([...inProcess, ...waiting].map(({ queue }) => queue))];
}
