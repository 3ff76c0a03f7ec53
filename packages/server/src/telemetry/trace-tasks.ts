import type { EndedTask, TaskStep } from '../generations/index.ts';
import { sha256Hex } from '../platform/secrets.ts';
import type { Span, SpanPlace, Tracer } from '../platform/tracing.ts';

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;
/** Steps that can be under way at once in a process; whatever is left open by an abort is ended when it is pushed out. */
const OPEN_MAX = 1_000;

/** What begins with a step of a task; it lasts until the next of these steps. */
const BEGINS: Partial<Record<TaskStep, string>> = { delivered: 'download', fetched: 'store', stored: 'settle' };

/**
 * Where the span of a task is. Made of its id, so that every process that works on the task, before and after a restart,
 * finds the same trace without anything being kept.
 */
export function placeOf(tracer: Tracer, taskId: string): SpanPlace {
  const digits = sha256Hex(`trace of ${taskId}`);
  const traceId = digits.slice(0, TRACE_DIGITS);
  const spanId = digits.slice(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS);
  return { traceId, spanId, isSampled: tracer.isKept(traceId) };
}

/** A span of a task's trace; nothing while no traces are sent. */
export function startTaskSpan(
  tracer: Tracer | undefined,
  taskId: string,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
): Span | undefined {
  return tracer?.start(name, {
    parent: placeOf(tracer, taskId),
    kind: name === 'submit' || name === 'poll' ? 'client' : 'internal',
    attributes: { 'rivya.task.id': taskId, ...attributes },
  });
}

/** Points the request that made a task, or asked for its end, to the trace of the task. */
export function linkToTask(tracer: Tracer, span: Span, location: string): void {
  const [, taskId] = /\/(task_[0-9a-z]+)$/.exec(location) ?? [];
  if (taskId === undefined) return;
  span.set({ 'rivya.task.id': taskId });
  span.link(placeOf(tracer, taskId));
}

/** Turns the steps of tasks into spans: claim, download, store and settle; calls to engines have theirs already. */
export function traceSteps(tracer: Tracer): (step: TaskStep, taskId: string) => void {
  const open = new Map<string, Span>();
  const close = (taskId: string, isDone: boolean) => {
    const span = open.get(taskId);
    open.delete(taskId);
    if (!isDone) span?.fail('nothing was heard of its end');
    span?.end();
  };
  return (step, taskId) => {
    const begins = BEGINS[step];
    if (begins === undefined && step !== 'settled' && step !== 'claimed') return;
    close(taskId, step !== 'claimed');
    if (step === 'claimed') startTaskSpan(tracer, taskId, 'claim')?.end();
    if (begins === undefined) return;
    const [oldest] = open.keys();
    if (open.size >= OPEN_MAX && oldest !== undefined) close(oldest, false);
    const span = startTaskSpan(tracer, taskId, begins);
    if (span !== undefined) open.set(taskId, span);
  };
}

/** The span of the task itself, from its creation to its end, which all others of its trace hang on. */
export function traceEnd(tracer: Tracer, { id, engine, model, outcome, createdAtMs }: EndedTask): void {
  const attributes = { 'rivya.task.id': id, 'rivya.engine': engine, 'rivya.model': model, 'rivya.outcome': outcome };
  const span = tracer.start('generation', { place: placeOf(tracer, id), startedAtMs: createdAtMs, attributes });
  if (outcome !== 'succeeded') span.fail(outcome);
  span.end();
}
