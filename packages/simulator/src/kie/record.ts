import { hostsOf, type KieState, priceOf } from './state.ts';
import { billedOf, failureOf, type KieTask, stateOf } from './task.ts';

type Json = Readonly<Record<string, unknown>>;

/** A task's record as a query and a callback show it. */
export function recordOf(state: KieState, task: KieTask): Json {
  const nowMs = state.options.now();
  const shown = stateOf(task, nowMs);
  const nothing = state.options.nothing === 'null' ? null : '';
  const hasEnded = nowMs >= task.endsAtMs;
  const failure = shown === 'fail' ? failureOf(task) : undefined;
  return {
    taskId: task.id,
    model: task.asked.model,
    state: shown,
    param: task.param,
    resultJson: shown === 'success' ? resultJson(state, task) : nothing,
    failCode: failure?.code ?? nothing,
    failMsg: failure?.message ?? nothing,
    costTime: hasEnded ? task.endsAtMs - task.createdAtMs : null,
    completeTime: hasEnded ? task.endsAtMs : null,
    createTime: task.createdAtMs,
    updateTime: Math.min(nowMs, task.endsAtMs),
    creditsConsumed: billedOf(task, nowMs) * priceOf(state, task.asked.model),
  };
}

function resultJson(state: KieState, task: KieTask): string {
  if (task.outcome?.kind === 'broken_result') return '{"resultUrls":["https://';
  if (task.outcome?.kind === 'zero_images' && task.outcome.shape === 'no_list') return '{}';
  const { origin } = hostsOf(state).results;
  return JSON.stringify({ resultUrls: state.files.pathsOf(task).map((path) => `${origin}${path}`) });
}
