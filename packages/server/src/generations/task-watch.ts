import type { GroupDone } from '../platform/db/batcher.ts';
import type { Ending } from './settle-generations.ts';
import type { TaskErrorCode } from './states.ts';
import type { GenerationRow } from './store.ts';

/** A task that ended, after its end was committed. Times are milliseconds since 1970. */
export type EndedTask = {
  readonly id: string;
  /** Where it was last: the queue it ended in. */
  readonly engine: string;
  readonly model: string;
  readonly outcome: 'succeeded' | TaskErrorCode;
  readonly createdAtMs: number;
  readonly endedAtMs: number;
  /** Of its results together. */
  readonly resultBytes: number;
};

/** Told what happened in this process, for figures and traces; must not throw. */
export type TaskWatch = {
  readonly taskEnded: (task: EndedTask) => void;
  readonly grouped: (group: 'creates' | 'settles' | 'polls', done: GroupDone) => void;
};

/** What a watch is told of an ending that took effect. */
export function toEndedTask(ending: Ending, row: GenerationRow, endedAtMs: number): EndedTask {
  const isDone = ending.status === 'succeeded';
  return {
    id: row.id,
    engine: row.queue,
    model: row.model,
    outcome: isDone ? 'succeeded' : ending.error.code,
    createdAtMs: row.created_at,
    endedAtMs,
    resultBytes: isDone ? ending.outputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) : 0,
  };
}
