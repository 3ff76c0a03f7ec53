import { randomUUID } from 'node:crypto';
import { isRecord, parseJson } from '../http/read-body.ts';
import { jsonReply, pause, type Reply } from '../http/reply.ts';
import type { Size } from '../wan/tier-size.ts';
import type { Account, AccountKey } from './accounts.ts';
import { type Call, errorReply, refusalFor } from './call.ts';
import { checkImages } from './check-images.ts';
import { checkBoxes } from './check-parameters.ts';
import { type CheckedRequest, checkRequest } from './check-request.ts';
import type { OutcomeFault } from './faults.ts';
import { documented, Refusal } from './refusal.ts';
import { sizeOf } from './sizes.ts';
import type { DashscopeState } from './state.ts';
import { failureOf, newTask, statusOf, type Task } from './task.ts';
import { syncView } from './task-view.ts';

/** Accepts work and answers its id at once, or refuses it. Throws a Refusal. */
export async function submitTask(state: DashscopeState, call: Call): Promise<{ reply: Reply; task: Task }> {
  if (call.headers['x-dashscope-async'] !== 'enable') {
    throw new Refusal(403, 'AccessDenied', 'current user api does not support synchronous calls.');
  }
  const task = await accept(state, call, false);
  const body = { output: { task_status: 'PENDING', task_id: task.id }, request_id: call.requestId };
  return { reply: jsonReply(200, body), task };
}

/** Accepts work and holds the answer until it is done. Throws a Refusal. */
export async function submitAndWait(state: DashscopeState, call: Call): Promise<{ reply: Reply; task: Task }> {
  if (call.headers['x-dashscope-async'] !== undefined) {
    throw new Refusal(403, 'AccessDenied', 'Current user api does not support asynchronous calls.');
  }
  const task = await accept(state, call, true);
  const { now, syncTimeoutMs } = state.options;
  const isTooLong = task.endsAtMs - task.submittedAtMs > syncTimeoutMs;
  await pause(isTooLong ? syncTimeoutMs : task.endsAtMs - now(), state.closing);
  if (isTooLong) return { reply: errorReply(documented('RequestTimeOut'), call.requestId), task };
  return { reply: syncReply(state, task), task };
}

function syncReply(state: DashscopeState, task: Task): Reply {
  const status = statusOf(task, Math.max(state.options.now(), task.endsAtMs));
  if (status === 'SUCCEEDED') return jsonReply(200, syncView(state, task));
  const refusal = status === 'FAILED' ? refusalFor(failureOf(task)) : documented('InternalError');
  return errorReply(refusal, task.requestId);
}

async function accept(state: DashscopeState, call: Call, isSync: boolean): Promise<Task> {
  const { options } = state;
  const request = checkRequest(readJson(call), options.unknownModel);
  const { account } = call.by;
  const nowMs = options.now();
  const sizes = await checkImages(request.images, {
    isOssResolved: call.headers['x-dashscope-ossresourceresolve'] === 'enable',
    imageUrls: options.imageUrls,
    readUpload: (key) =>
      state.uploads.read(key, { account, model: request.model, nowMs, lifeMs: options.uploadLifeMs }),
    readResult: (url) => readResult(state, url),
  });
  checkBoxes(request.parameters.boxes, sizes);
  const size = sizeOf(request.parameters.size, {
    isPro: request.isPro,
    isSet: request.parameters.isSet,
    images: sizes,
  });
  takePlace(state, account);
  return addTask(state, { request, size, by: call.by, requestId: call.requestId, isSync, isElsewhere: false });
}

function readJson(call: Call): unknown {
  if (call.body === 'too_large') throw documented('BadRequest.TooLarge');
  const isJson = /^application\/json(;\s*charset=utf-8)?$/i.test(call.headers['content-type'] ?? '');
  const body = isJson ? parseJson(call.body.toString('utf8')) : undefined;
  if (!isRecord(body)) throw documented('InvalidParameter');
  return body;
}

function readResult(state: DashscopeState, link: string): Uint8Array | undefined {
  const url = new URL(link);
  if (state.hosts === undefined || Number(url.port) !== state.hosts.results.port) return undefined;
  const found = state.results.find(url, state.options.now());
  if (typeof found === 'string') throw new Refusal(400, 'InvalidURL', 'Image download failed');
  return state.results.paint(found);
}

/** Throws a Refusal when all places of the account are taken. */
function takePlace(state: DashscopeState, account: Account): void {
  const inProcess = state.tasks.inProcess(account, state.options.now());
  account.tasksInProcessMax = Math.max(account.tasksInProcessMax, inProcess + 1);
  if (inProcess < state.options.tasksInProcess) return;
  account.refusedForLimits += 1;
  throw documented('Throttling.Concurrency');
}

/** What a task is made of once nothing speaks against it. */
export type AcceptedWork = {
  readonly request: CheckedRequest;
  readonly size: Size;
  readonly by: AccountKey;
  readonly requestId: string;
  readonly isSync: boolean;
  readonly isElsewhere: boolean;
};

/** Makes the task; one from elsewhere never meets a planned outcome, those are for the client under test. */
export function addTask(state: DashscopeState, work: AcceptedWork): Task {
  const { parameters, model, prompt, images } = work.request;
  const outcome: OutcomeFault | undefined = work.isElsewhere ? undefined : state.faults.outcome.take();
  const wanted = {
    id: randomUUID(),
    requestId: work.requestId,
    by: work.by,
    model,
    prompt,
    seed: parameters.seed ?? null,
    size: work.size,
    n: parameters.n ?? (parameters.isSet ? 12 : state.options.defaultN),
    references: images.length,
    isSet: parameters.isSet,
    isSync: work.isSync,
    isElsewhere: work.isElsewhere,
    outcome,
  };
  const task = newTask(wanted, state.options, state.options.now());
  state.tasks.add(task);
  return task;
}
