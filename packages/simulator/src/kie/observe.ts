import type { KieSimTask, KieSimulator } from './simulator.ts';
import type { KieState } from './state.ts';
import { billedOf, deliveredOf, type KieTask, stateOf } from './task.ts';

type Face = Pick<
  KieSimulator,
  'billed' | 'billedOf' | 'tasks' | 'requests' | 'creates' | 'callbacks' | 'leaks' | 'observed'
>;

/** The bookkeeping over a running simulator. */
export function observeKie(state: KieState): Face {
  const all = (): readonly KieTask[] => [...state.tasks.values()];
  const billed = (tasks: readonly KieTask[]): number => {
    const nowMs = state.options.now();
    return tasks.reduce((sum, task) => sum + billedOf(task, nowMs), 0);
  };
  const requests = (operation: string): number => state.requests.get(operation) ?? 0;
  return {
    billed: () => billed(all()),
    billedOf: (key) => billed(all().filter((task) => task.by.key === key)),
    tasks: () => all().map((task) => viewOf(task, state.options.now())),
    requests: () => ({
      create: requests('create'),
      query: requests('query'),
      credit: requests('credit'),
      upload: requests('upload'),
      result: requests('result'),
    }),
    creates: () => [...state.creates],
    callbacks: () => [...state.sent],
    leaks: () => [...state.leaks],
    observed: () => {
      const accounts = state.accounts.all;
      return {
        createsPerWindowMax: Math.max(...accounts.map((account) => account.creates.worst)),
        tasksInProcessMax: Math.max(...accounts.map((account) => account.tasksInProcessMax)),
        queriesPerSecondMax: Math.max(...accounts.map((account) => account.queries.worst)),
        refusedForLimits: accounts.reduce((sum, account) => sum + account.refusedForLimits, 0),
      };
    },
  };
}

function viewOf(task: KieTask, nowMs: number): KieSimTask {
  const status = stateOf(task, nowMs);
  return {
    id: task.id,
    key: task.by.key,
    account: task.by.account.id,
    model: task.asked.model,
    prompt: task.asked.prompt,
    seed: task.asked.seed,
    size: `${task.size.width}*${task.size.height}`,
    n: task.asked.n,
    references: task.asked.inputUrls.length,
    status,
    imageCount: status === 'success' ? deliveredOf(task) : 0,
    createdAtMs: task.createdAtMs,
    polls: task.polls,
    callBackUrl: task.asked.callBackUrl,
  };
}
