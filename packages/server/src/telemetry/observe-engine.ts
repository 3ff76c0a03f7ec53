import { CredentialStopped, type Engine, NotNow, type Offer, type Progress } from '../engines/index.ts';
import type { Tracer } from '../platform/tracing.ts';
import { SECOND_MS } from '../platform/units.ts';
import type { Figures } from './figures.ts';
import { startTaskSpan } from './trace-tasks.ts';

export type EngineWatch = { readonly figures: Figures['engines']; readonly tracer: Tracer | undefined };

type Call = {
  readonly name: 'submit' | 'poll' | 'cancel' | 'find';
  readonly credential: string;
  /** Absent where the call is not about one task. */
  readonly taskId?: string;
};

/** Tells when a call was let go; before that it waited for its turn, which says nothing about the upstream. */
type Begun = () => void;

/** The same offer, its engine's calls counted, timed and traced. Neither prompts nor answers are looked at. */
export function observeOffer({ engine, serves }: Offer, watch: EngineWatch): Offer {
  return { engine: observeEngine(engine, watch), serves };
}

function observeEngine(engine: Engine, watch: EngineWatch): Engine {
  const observe = createObserver(engine.id, watch);
  const { id, notices, callsMax, isFree, credentials } = engine;
  return {
    ...{ id, notices, callsMax },
    ...(isFree === undefined ? {} : { isFree }),
    ...(credentials === undefined ? {} : { credentials }),
    submit: (job, call, signal) =>
      observe({ name: 'submit', credential: call.credential, taskId: job.taskId }, outcomeOf, (begun) => {
        const sending = async () => {
          await call.sending();
          begun();
        };
        return engine.submit(job, { ...call, sending }, signal);
      }),
    poll: (job, handle, signal) =>
      observe({ name: 'poll', credential: credentialOf(handle), taskId: job.taskId }, outcomeOf, () =>
        engine.poll(job, handle, signal),
      ),
    ...optionalCalls(engine, observe),
  };
}

type Observe = ReturnType<typeof createObserver>;

/** What is absent stays absent: the server asks whether an engine can do it. */
function optionalCalls(engine: Engine, observe: Observe): Partial<Engine> {
  const { start, cancel, findWork, costOf, close } = engine;
  return {
    ...(start === undefined ? {} : { start: (host) => start.call(engine, host) }),
    ...(cancel === undefined
      ? {}
      : {
          cancel: (handle, signal) =>
            observe({ name: 'cancel', credential: credentialOf(handle) }, String, () =>
              cancel.call(engine, handle, signal),
            ),
        }),
    ...(findWork === undefined
      ? {}
      : {
          findWork: (search, signal) =>
            observe(
              { name: 'find', credential: search.credential },
              () => 'listed',
              () => findWork.call(engine, search, signal),
            ),
        }),
    ...(costOf === undefined ? {} : { costOf: (model) => costOf.call(engine, model) }),
    ...(close === undefined ? {} : { close: () => close.call(engine) }),
  };
}

function createObserver(engine: string, { figures, tracer }: EngineWatch) {
  return async function observe<Result>(
    { name, credential, taskId }: Call,
    toOutcome: (result: Result) => string,
    work: (begun: Begun) => Promise<Result>,
  ): Promise<Result> {
    const attributes = { 'rivya.engine': engine, 'rivya.credential': credential };
    const span = taskId === undefined ? undefined : startTaskSpan(tracer, taskId, name, attributes);
    let startedAtMs = performance.now();
    const begun = () => {
      startedAtMs = performance.now();
      span?.event('sending');
    };
    const end = (outcome: string) => {
      figures.calls.inc({ engine, credential, call: name, outcome });
      // What was never let go took no time of the upstream's.
      if (outcome !== 'not_now') {
        figures.seconds.observe({ engine, call: name }, (performance.now() - startedAtMs) / SECOND_MS);
      }
      span?.set({ 'rivya.outcome': outcome });
      if (FAILURES.has(outcome)) span?.fail(outcome);
      span?.end();
    };
    try {
      const result = await work(begun);
      end(toOutcome(result));
      return result;
    } catch (error) {
      end(outcomeOfThrow(error));
      throw error;
    }
  };
}

const FAILURES: ReadonlySet<string> = new Set(['rejected', 'failed', 'unavailable', 'stopped', 'threw']);

/** `pending`, `done`, or why it failed. */
function outcomeOf(progress: Progress): string {
  return progress.status === 'failed' ? progress.reason : progress.status;
}

function outcomeOfThrow(error: unknown): string {
  if (error instanceof NotNow) return 'not_now';
  return error instanceof CredentialStopped ? 'stopped' : 'threw';
}

/** Every engine with credentials keeps the name in its handles. */
function credentialOf({ credential }: { readonly credential?: unknown }): string {
  return typeof credential === 'string' ? credential : '';
}
