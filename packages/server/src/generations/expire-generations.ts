import { openIncident } from '../platform/incidents.ts';
import { HOUR_MS } from '../platform/units.ts';
import { findAttempts, openOne } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { postponeDeadline, selectExpired } from './store.ts';
import { workOf } from './task-step.ts';

const BATCH = 100;
/** How long a task that could not be ended is left to the operator before it is tried again. */
const TRY_AGAIN_MS = HOUR_MS;

/** Ends tasks whose time is up and returns their credits, a small batch at a time; tells which. */
export async function expireGenerations(deps: GenerationDeps): Promise<readonly string[]> {
  const ended: string[] = [];
  for (;;) {
    const late = await selectExpired(deps.db.read, deps.clock.now(), BATCH);
    const outcomes = await Promise.allSettled(late.map((task) => endLate(deps, task)));
    for (const [index, outcome] of outcomes.entries()) {
      const id = late[index]?.id ?? '';
      if (outcome.status === 'rejected') await setAside(deps, id, outcome.reason);
      else if (outcome.value) ended.push(id);
    }
    if (late.length < BATCH) return ended;
  }
}

type Late = Awaited<ReturnType<typeof selectExpired>>[number];

/** What was sent is looked at in the transaction that ends the task: a submit may be leaving just now. */
async function endLate(deps: GenerationDeps, { id, account_id: accountId, status, queue }: Late): Promise<boolean> {
  const ending = { id, accountId, status: 'failed', from: [status], lateAtMs: deps.clock.now() } as const;
  if (status === 'queued') {
    const message = 'The generation waited in the queue for too long. Nothing was charged.';
    return await deps.settles.submit({ ending: { ...ending, error: { code: 'expired', message }, bought: 'no' } });
  }
  const error = { code: 'expired', message: 'The generation took too long. Nothing was charged.' } as const;
  if (deps.registry.byId(queue)?.isFree === true) {
    return await deps.settles.submit({ ending: { ...ending, error, bought: 'no' } });
  }
  if (await deps.settles.submit({ ending: { ...ending, error, bought: 'no', onlyIfUnsent: true } })) return true;
  const message = `The task ran out of time; it may have been billed${workOf(openOne(await findAttempts(deps.db.read, [id])))}`;
  return await deps.settles.submit({
    ending: { ...ending, error, bought: 'unknown' },
    incident: { kind: 'purchase_unclear', message },
  });
}

/** A task whose books are broken must not keep all others from ending: the operator is told, and it is tried again later. */
async function setAside(deps: GenerationDeps, id: string, reason: unknown): Promise<void> {
  deps.log.error({ err: reason, taskId: id }, 'a task whose time is up could not be ended');
  await deps.db.transaction(async (tx) => {
    await postponeDeadline(tx, id, deps.clock.now() + TRY_AGAIN_MS);
    const message = 'The task ran out of time and could not be ended; "rivya ledger verify" tells why.';
    await openIncident(tx, deps.clock, { kind: 'task_stuck', subjectId: id, message });
  });
}
