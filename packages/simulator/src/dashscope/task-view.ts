import type { DashscopeState } from './state.ts';
import { resultOrigin } from './state.ts';
import { deliveredOf, failureOf, isForgotten, statusOf, type Task } from './task.ts';
import { zonelessTime } from './zoneless-time.ts';

type Json = Readonly<Record<string, unknown>>;

/** The body of a query's answer as it is now. */
export function taskView(state: DashscopeState, task: Task, requestId: string): Json {
  const nowMs = state.options.now();
  const status = statusOf(task, nowMs);
  if (isForgotten(task, nowMs)) return unknownView(task.id, requestId);
  if (status === 'SUCCEEDED') return { request_id: requestId, ...successView(state, task) };
  if (status === 'FAILED' && state.options.failureShape === 'flat')
    return { request_id: requestId, ...failureOf(task) };
  return {
    request_id: requestId,
    output: {
      task_id: task.id,
      task_status: status,
      ...timesOf(state, task),
      ...(status === 'RUNNING' && { task_metrics: { TOTAL: task.n, SUCCEEDED: 0, FAILED: 0 } }),
      ...(status === 'FAILED' && failureOf(task)),
    },
  };
}

/** The answer for a task that never was, is no longer remembered, or is another account's. */
export function unknownView(taskId: string, requestId: string): Json {
  return { request_id: requestId, output: { task_id: taskId, task_status: 'UNKNOWN' } };
}

/** The body of a synchronous answer. */
export function syncView(state: DashscopeState, task: Task): Json {
  return {
    output: { choices: choicesOf(state, task), finished: true },
    usage: usageOf(task),
    request_id: task.requestId,
  };
}

function successView(state: DashscopeState, task: Task): Json {
  return {
    output: {
      task_id: task.id,
      task_status: 'SUCCEEDED',
      ...timesOf(state, task),
      finished: true,
      choices: choicesOf(state, task),
    },
    usage: usageOf(task),
  };
}

function choicesOf(state: DashscopeState, task: Task): readonly Json[] {
  const links = state.results.linksOf(task, deliveredOf(task), resultOrigin(state));
  const items = links.map((image) => ({ image, type: 'image' }));
  if (task.outcome?.kind === 'zero_images') {
    if (task.outcome.shape === 'text_only') return [choice([{ text: 'No picture was made.', type: 'text' }])];
    return task.outcome.shape === 'empty_content' ? [choice([])] : [];
  }
  // A set is one choice with several items in the vendor's own sample.
  const isOneChoice = task.isSet || state.options.choicesShape === 'one_choice';
  return isOneChoice ? [choice(items)] : items.map((item) => choice([item]));
}

function choice(content: readonly Json[]): Json {
  return { finish_reason: 'stop', message: { role: 'assistant', content } };
}

function usageOf(task: Task): Json {
  const inputTokens = 10_000 + task.prompt.length;
  return {
    size: `${task.size.width}*${task.size.height}`,
    total_tokens: inputTokens + 2,
    image_count: deliveredOf(task),
    output_tokens: 2,
    input_tokens: inputTokens,
  };
}

function timesOf(state: DashscopeState, task: Task): Json {
  const { now, timeZoneOffsetHours } = state.options;
  const nowMs = now();
  const text = (atMs: number): string => zonelessTime(atMs, timeZoneOffsetHours);
  return {
    submit_time: text(task.submittedAtMs),
    ...(nowMs >= task.startsAtMs && { scheduled_time: text(task.startsAtMs) }),
    ...(nowMs >= task.endsAtMs && { end_time: text(task.endsAtMs) }),
  };
}
