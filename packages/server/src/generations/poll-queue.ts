import { listOutputs, type OutputFile, outputUrl } from '../files/index.ts';
import { Batcher } from '../platform/db/batcher.ts';
import type { GenerationDeps } from './deps.ts';
import { findGenerations, type GenerationRow } from './store.ts';
import { type GenerationView, generationView } from './view.ts';

export type Poll = { readonly accountId: string; readonly id: string };

/** Where polls that arrive together meet, to be read in one statement; nothing for a task that is not the caller's. */
export type PollQueue = Batcher<Poll, GenerationView | undefined>;

export function createPollQueue(deps: Pick<GenerationDeps, 'db' | 'clock' | 'files' | 'watch'>): PollQueue {
  return new Batcher(
    async (polls) => {
      const ids = [...new Set(polls.map(({ id }) => id))];
      const rows = new Map((await findGenerations(deps.db.read, ids)).map((row) => [row.id, row]));
      const own = polls.map(({ accountId, id }) => {
        const row = rows.get(id);
        return row?.account_id === accountId ? row : undefined;
      });
      const outputs = await outputsOf(
        deps,
        own.filter((row) => row !== undefined),
      );
      return own.map((row) => ({ ok: true, value: row === undefined ? undefined : toView(deps, row, outputs) }));
    },
    undefined,
    (done) => deps.watch?.grouped('polls', done),
  );
}

/** Rows to wire, with their results looked up together. */
export async function toViews(
  deps: Pick<GenerationDeps, 'db' | 'clock' | 'files'>,
  rows: readonly GenerationRow[],
): Promise<readonly GenerationView[]> {
  const outputs = await outputsOf(deps, rows);
  return rows.map((row) => toView(deps, row, outputs));
}

type Outputs = ReadonlyMap<string, readonly OutputFile[]>;

async function outputsOf(deps: Pick<GenerationDeps, 'db' | 'clock'>, rows: readonly GenerationRow[]): Promise<Outputs> {
  const ids = rows.filter(({ status }) => status === 'succeeded').map(({ id }) => id);
  return ids.length === 0 ? new Map() : await listOutputs(deps.db.read, deps.clock, [...new Set(ids)]);
}

function toView(deps: Pick<GenerationDeps, 'files'>, row: GenerationRow, outputs: Outputs): GenerationView {
  return generationView(row, outputs.get(row.id) ?? [], (file) => outputUrl(deps.files, file));
}
