import { jsonReply, type Reply } from '../http/reply.ts';
import type { Call } from './call.ts';
import { invalid, Refusal } from './refusal.ts';
import type { DashscopeState } from './state.ts';
import { isForgotten, statusOf, type Task } from './task.ts';
import { taskView, unknownView } from './task-view.ts';

/** Answers what became of a task; one of another account is as unknown as one that never was. */
export function queryTask(state: DashscopeState, call: Call, taskId: string): Reply {
  const task = ownTask(state, call, taskId);
  if (task !== undefined) task.polls += 1;
  if (task === undefined || hidesOnce(task)) return jsonReply(200, unknownView(taskId, call.requestId));
  return jsonReply(200, taskView(state, task, call.requestId));
}

/** Ends a task that is still PENDING. Throws a Refusal for any other. */
export function cancelTask(state: DashscopeState, call: Call, taskId: string): Reply {
  if (call.body.length > 0) throw invalid('The body of a cancel must be empty');
  const nowMs = state.options.now();
  const task = ownTask(state, call, taskId);
  if (task === undefined || isForgotten(task, nowMs) || statusOf(task, nowMs) !== 'PENDING') {
    const message = 'Failed to cancel the task, please confirm if the task is in PENDING status.';
    throw new Refusal(400, 'UnsupportedOperation', message);
  }
  task.isCancelled = true;
  task.endsAtMs = nowMs;
  return jsonReply(200, { request_id: call.requestId });
}

function ownTask(state: DashscopeState, call: Call, taskId: string): Task | undefined {
  const task = state.tasks.find(taskId);
  return task?.account === call.by.account && !task.isSync ? task : undefined;
}

function hidesOnce(task: Task): boolean {
  if (task.unknownsLeft === 0) return false;
  task.unknownsLeft -= 1;
  return true;
}
