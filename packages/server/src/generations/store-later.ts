import { openIncident } from '../platform/incidents.ts';
import { MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import type { GenerationDeps } from './deps.ts';
import { isHeld, putDown } from './queue-store.ts';
import { heldBy, type Step } from './task-step.ts';

const PAUSE_MS_MIN = 5 * SECOND_MS;
const PAUSE_MS_MAX = MINUTE_MS;
/** The last try comes this long before the task's time is over, or a tenth of that time if it is less. */
const LAST_TRY_MS_MAX = MINUTE_MS;

const INCIDENT = {
  kind: 'media_failing',
  subjectId: 'media',
  message:
    'Pictures that were made cannot be put into the media store; the log says why. Their tasks wait and are tried again until their time is over.',
} as const;

/**
 * A result that was made and cannot be stored now: its task is put down with its handle, to be asked for, fetched and
 * stored again after a growing pause. The first pause is at least 5 s, the longest 75 s. `false` when it cannot wait: there
 * is no handle to ask with (the bytes are held nowhere but here), or its time is almost over.
 */
export async function storeLater(deps: GenerationDeps, step: Step): Promise<boolean> {
  const { attempt, task, job } = step;
  if (attempt.state !== 'pending' || attempt.handle === undefined) return false;
  const nowMs = deps.clock.now();
  const lastTryMs = task.row.deadline_at - Math.min(LAST_TRY_MS_MAX, deps.timeouts.taskMs / 10);
  if (nowMs >= lastTryMs) return false;
  const dueAtMs = Math.ceil(Math.min(nowMs + pauseMs(nowMs - (attempt.sentAtMs ?? attempt.createdAtMs)), lastTryMs));
  await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return;
    await putDown(tx, heldBy(step), { dueAtMs });
    await openIncident(tx, deps.clock, INCIDENT);
  });
  const { kind } = INCIDENT;
  deps.log.error({ taskId: job.taskId, dueAtMs, incident: kind }, 'a result is kept upstream and stored later');
  return true;
}

/**
 * A quarter of the work's age, so pauses grow without anything that would have to be written down, and go on growing in
 * another process. Not all at once: a store that has just come back is not met by everything that waited.
 */
function pauseMs(ageMs: number): number {
  const wholeMs = Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS_MIN, ageMs / 4));
  return wholeMs * (1 + Math.random() / 4);
}
