import type { DashscopeSimulator, SimTask } from './simulator.ts';
import type { DashscopeState } from './state.ts';
import { billedOf, deliveredOf, statusOf, type Task } from './task.ts';

/** What a test can look at. */
export type Observer = {
  readonly face: Pick<
    DashscopeSimulator,
    'billed' | 'billedOf' | 'tasks' | 'requests' | 'submits' | 'leaks' | 'observed'
  >;
  viewOf(task: Task): SimTask;
};

/** The bookkeeping over a running simulator. */
export function observe(state: DashscopeState): Observer {
  const viewOf = (task: Task): SimTask => taskView(task, state.options.now());
  const billed = (tasks: readonly Task[]): number => {
    const nowMs = state.options.now();
    return tasks.reduce((sum, task) => sum + billedOf(task, nowMs), 0);
  };
  const face: Observer['face'] = {
    billed: () => billed(state.tasks.all),
    billedOf: (key) => billed(state.tasks.all.filter((task) => task.by.key === key)),
    tasks: () => state.tasks.all.map(viewOf),
    requests: () => countsOf(state),
    submits: () => [...state.submits],
    leaks: () => [...state.leaks],
    observed: () => {
      const accounts = state.accounts.all;
      return {
        submitsPerSecondMax: Math.max(...accounts.map((account) => account.submits.worst)),
        tasksInProcessMax: Math.max(...accounts.map((account) => account.tasksInProcessMax)),
        queriesPerSecondMax: Math.max(...accounts.map((account) => account.queries.worst)),
        refusedForLimits: accounts.reduce((sum, account) => sum + account.refusedForLimits, 0),
      };
    },
  };
  return { face, viewOf };
}

function countsOf({ requests }: DashscopeState): ReturnType<DashscopeSimulator['requests']> {
  const of = (operation: string): number => requests.get(operation) ?? 0;
  return {
    submit: of('submit'),
    query: of('query'),
    list: of('list'),
    cancel: of('cancel'),
    policy: of('policy'),
    upload: of('upload'),
    result: of('result'),
  };
}

function taskView(task: Task, nowMs: number): SimTask {
  const status = statusOf(task, nowMs);
  return {
    id: task.id,
    requestId: task.requestId,
    key: task.by.key,
    account: task.account.id,
    model: task.model,
    prompt: task.prompt,
    seed: task.seed,
    size: `${task.size.width}*${task.size.height}`,
    n: task.n,
    references: task.references,
    status,
    imageCount: status === 'SUCCEEDED' ? deliveredOf(task) : 0,
    submittedAtMs: task.submittedAtMs,
    polls: task.polls,
    isSync: task.isSync,
    isElsewhere: task.isElsewhere,
  };
}
