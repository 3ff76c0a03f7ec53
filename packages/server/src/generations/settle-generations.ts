import { holdWallets, releaseCredits, settleCredits } from '../credits/index.ts';
import type { Bought, Cost } from '../engines/index.ts';
import { insertOutputs, type StoredOutput, unpinFiles } from '../files/index.ts';
import type { Tx } from '../platform/db/database.ts';
import { credits } from '../platform/units.ts';
import { publishEvents } from '../webhooks/index.ts';
import { closeAttempts, findSent, saveCost } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { type Status, statesBefore, type TaskError } from './states.ts';
import { findGenerationsToEnd, type GenerationRow, updateToTerminal } from './store.ts';

/** How one task is to end. */
export type Ending = {
  readonly id: string;
  readonly accountId: string;
  /** Only if the task is still in one of these states; absent: any state it can end from. */
  readonly from?: readonly Status[];
  /** Only if this claim still holds it; a worker that lost its lease can end nothing. */
  readonly lease?: string;
  /** Only if its time is up by then, in milliseconds since 1970. */
  readonly lateAtMs?: number;
  /** Only if nothing was sent to an engine that may have been bought. */
  readonly onlyIfUnsent?: boolean;
} & (
  | { readonly status: 'succeeded'; readonly outputs: readonly StoredOutput[]; readonly cost?: Cost }
  | { readonly status: 'failed'; readonly error: TaskError; readonly bought: Bought }
);

/**
 * The one exit for money: ends tasks, charges or returns what was reserved, keeps the results, lets go of the
 * references and publishes the event, in one transaction. Answers the endings that took effect, with their tasks as they
 * were; the others' tasks were not where they expected them.
 */
export async function settleGenerations(
  tx: Tx,
  deps: Pick<GenerationDeps, 'clock' | 'files'>,
  endings: readonly Ending[],
): Promise<ReadonlyMap<Ending, GenerationRow>> {
  // Wallets, then lanes, then tasks: a create holds a wallet and wants its lane, a claim holds the lane and wants the task.
  await holdWallets(
    tx,
    endings.map(({ accountId }) => accountId),
  );
  const rows = new Map(
    (
      await findGenerationsToEnd(
        tx,
        endings.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  const sent = await findSent(
    tx,
    endings.flatMap(({ id, onlyIfUnsent }) => (onlyIfUnsent === true ? [id] : [])),
  );
  const ended: { ending: Ending; row: GenerationRow }[] = [];
  for (const ending of endings) {
    const row = rows.get(ending.id);
    if (row === undefined || !mayEnd(row, ending)) continue;
    if (ending.onlyIfUnsent === true && sent.has(ending.id)) continue;
    ended.push({ ending, row });
    rows.delete(ending.id);
  }
  await writeSuccesses(tx, deps, ended);
  await writeFailures(tx, deps, ended);
  const ids = ended.map(({ row }) => row.id);
  if (ids.length > 0) await unpinFiles(tx, ids);
  await publishEvents(
    tx,
    deps.clock,
    ended.map(({ ending, row }) => ({
      accountId: row.account_id,
      type: `generation.${ending.status}` as const,
      generationId: row.id,
    })),
  );
  return new Map(ended.map(({ ending, row }) => [ending, row]));
}

type Ended = readonly { readonly ending: Ending; readonly row: GenerationRow }[];

function mayEnd(row: GenerationRow, ending: Ending): boolean {
  const from = ending.from ?? statesBefore(ending.status);
  if (!from.includes(row.status) || !statesBefore(ending.status).includes(row.status)) return false;
  if (ending.lateAtMs !== undefined && row.deadline_at > ending.lateAtMs) return false;
  return ending.lease === undefined || ending.lease === row.lease;
}

async function writeSuccesses(tx: Tx, deps: Pick<GenerationDeps, 'clock' | 'files'>, ended: Ended): Promise<void> {
  const nowMs = deps.clock.now();
  const succeeded = ended.filter(({ ending }) => ending.status === 'succeeded');
  if (succeeded.length === 0) return;
  const ids = succeeded.map(({ row }) => row.id);
  await updateToTerminal(tx, ids, { from: statesBefore('succeeded'), status: 'succeeded', nowMs, error: null });
  await insertOutputs(
    tx,
    deps.clock,
    deps.files.retention,
    succeeded.flatMap(({ ending }) => (ending.status === 'succeeded' ? ending.outputs : [])),
  );
  await settleCredits(
    tx,
    deps.clock,
    succeeded.map(({ row }) => ({
      generationId: row.id,
      accountId: row.account_id,
      reserved: credits(row.reserved_credits),
      final: credits(row.reserved_credits),
    })),
  );
  for (const { ending } of succeeded) {
    if (ending.status === 'succeeded' && ending.cost !== undefined) await saveCost(tx, ending.id, ending.cost);
  }
  await closeAttempts(tx, ids, { state: 'done', bought: 'yes', nowMs });
}

async function writeFailures(tx: Tx, deps: Pick<GenerationDeps, 'clock'>, ended: Ended): Promise<void> {
  const nowMs = deps.clock.now();
  const failed = ended.flatMap(({ ending, row }) => (ending.status === 'failed' ? [{ ending, row }] : []));
  if (failed.length === 0) return;
  const groups = Map.groupBy(failed, ({ ending }) => `${ending.error.code}\n${ending.error.message}\n${ending.bought}`);
  for (const group of groups.values()) {
    const ids = group.map(({ row }) => row.id);
    const [{ ending } = { ending: undefined }] = group;
    if (ending === undefined) continue;
    await updateToTerminal(tx, ids, { from: statesBefore('failed'), status: 'failed', nowMs, error: ending.error });
    await closeAttempts(tx, ids, { state: 'failed', bought: ending.bought, nowMs });
  }
  await releaseCredits(
    tx,
    deps.clock,
    failed.map(({ ending, row }) => ({
      generationId: row.id,
      accountId: row.account_id,
      reserved: credits(row.reserved_credits),
      note: ending.error.code,
    })),
  );
}
