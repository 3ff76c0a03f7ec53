import { jsonReply, type Reply } from '../http/reply.ts';
import type { Call } from './call.ts';
import { invalid } from './refusal.ts';
import type { DashscopeState } from './state.ts';
import { isForgotten, STATUSES, statusOf, type Task } from './task.ts';
import { parseCompactTime } from './zoneless-time.ts';

const DAY_MS = 86_400_000;
const REGION = 'cn-beijing';
const PARAMETERS = [
  'start_time',
  'end_time',
  'model_name',
  'status',
  'task_id',
  'page_no',
  'page_size',
  'api_key_id',
  'region',
];

/** Answers a page of the account's tasks, the newest first. Throws a Refusal. */
export function listTasks(state: DashscopeState, call: Call): Reply {
  const query = readQuery(call.url);
  const nowMs = state.options.now();
  const window = readWindow(state, query, nowMs);
  const pageNo = readNumber(query, 'page_no', 1, Number.MAX_SAFE_INTEGER);
  const pageSize = readNumber(query, 'page_size', 10, state.options.pageSizeMax);
  const status = query.get('status');
  if (status !== undefined && !STATUSES.some((known) => known === status)) throw invalid(`status ${status} is invalid`);

  const found = state.tasks.all.filter(
    (task) =>
      isListed(task, call, nowMs) &&
      task.submittedAtMs >= window.fromMs &&
      task.submittedAtMs <= window.untilMs &&
      fits(query.get('model_name'), task.model) &&
      fits(status, statusOf(task, nowMs)) &&
      fits(query.get('task_id'), task.id) &&
      fits(query.get('api_key_id'), task.by.apiKeyId) &&
      fits(query.get('region'), REGION),
  );
  const page = found.reverse().slice((pageNo - 1) * pageSize, pageNo * pageSize);
  return jsonReply(200, {
    total: found.length,
    data: page.map((task) => rowOf(task, nowMs)),
    total_page: Math.ceil(found.length / pageSize),
    page_no: pageNo,
    page_size: pageSize,
    request_id: call.requestId,
  });
}

function readQuery(url: URL): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!PARAMETERS.includes(name) || query.has(name)) throw invalid(`The query parameter ${name} is not supported`);
    query.set(name, value);
  }
  return query;
}

/** Whole seconds, both ends included; without any, the last 24 hours. */
function readWindow(state: DashscopeState, query: ReadonlyMap<string, string>, nowMs: number) {
  const start = query.get('start_time');
  const end = query.get('end_time');
  if (start === undefined && end === undefined) return { fromMs: nowMs - DAY_MS, untilMs: nowMs };
  if (start === undefined || end === undefined) throw invalid('start_time and end_time must be given together');
  const fromMs = parseCompactTime(start, state.options.timeZoneOffsetHours);
  const untilMs = parseCompactTime(end, state.options.timeZoneOffsetHours);
  if (fromMs === undefined || untilMs === undefined) throw invalid('start_time and end_time must be YYYYMMDDhhmmss');
  if (untilMs < fromMs) throw invalid('end_time must not be earlier than start_time');
  if (untilMs - fromMs > DAY_MS) throw invalid('The interval between start_time and end_time must not exceed 24 hours');
  return { fromMs, untilMs };
}

function readNumber(query: ReadonlyMap<string, string>, name: string, normal: number, max: number): number {
  const text = query.get(name);
  if (text === undefined) return normal;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= max)) throw invalid(`Range of ${name} should be [1, ${max}]`);
  return value;
}

function isListed(task: Task, call: Call, nowMs: number): boolean {
  return task.account === call.by.account && !task.isSync && !isForgotten(task, nowMs) && nowMs >= task.listedFromMs;
}

function fits(wanted: string | undefined, actual: string): boolean {
  return wanted === undefined || wanted === actual;
}

function rowOf(task: Task, nowMs: number) {
  return {
    api_key_id: task.by.apiKeyId,
    caller_parent_id: task.account.uid,
    caller_uid: task.account.uid,
    ...(nowMs >= task.endsAtMs && { end_time: task.endsAtMs }),
    gmt_create: task.submittedAtMs,
    model_name: task.model,
    region: REGION,
    request_id: task.requestId,
    ...(nowMs >= task.startsAtMs && { start_time: task.startsAtMs }),
    status: statusOf(task, nowMs),
    task_id: task.id,
    user_api_unique_key: `apikey:v1:aigc:image-generation:generation:${task.model}`,
  };
}
