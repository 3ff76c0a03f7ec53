import type { Engine, EngineJob } from '../engines/index.ts';
import { readFileBytes } from '../files/index.ts';
import type { Attempt } from './attempt-store.ts';
import type { ClaimedTask } from './claim-tasks.ts';
import type { GenerationDeps } from './deps.ts';
import type { TaskInput } from './store.ts';

/** A task in hand, at its engine, in one attempt. */
export type Step = {
  readonly engine: Engine;
  readonly task: ClaimedTask;
  readonly job: EngineJob;
  readonly attempt: Attempt;
};

/** Under which claim the task is held; whoever lost it changes nothing. */
export function heldBy({ task: { row, lease } }: Pick<Step, 'task'>) {
  return { id: row.id, lease };
}

/** What an engine is told about a task. */
export function toJob(deps: GenerationDeps, { row }: ClaimedTask): EngineJob {
  const input: TaskInput = JSON.parse(row.input);
  return {
    taskId: row.id,
    model: row.model,
    prompt: input.prompt,
    params: input.params,
    width: input.width,
    height: input.height,
    references: input.references.map((reference) => ({
      ...reference,
      read: () => readFileBytes(deps.files, reference.fileId),
    })),
  };
}

/** Where an attempt was made and how the operator finds it at the upstream, as the end of a sentence. */
export function workOf(attempt: Attempt | undefined): string {
  if (attempt === undefined) return '.';
  const { engine, credential, handle, requestId } = attempt;
  const parts = [
    credential === '' ? engine : `${engine}/${credential}`,
    ...(handle === undefined ? [] : [`handle ${JSON.stringify(handle)}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ];
  return ` (${parts.join(', ')}).`;
}
