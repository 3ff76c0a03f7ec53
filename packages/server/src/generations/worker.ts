import type { Engine } from '../engines/index.ts';
import { type Loop, startLoop } from '../platform/jobs/loop.ts';
import { ALWAYS, engineTenure, type Tenure, type TenureHooks } from '../platform/tenures.ts';
import { SECOND_MS } from '../platform/units.ts';
import { type CancelAnswers, createCancelAnswers } from './answer-cancels.ts';
import { type ClaimedTask, claimDueTasks, claimQueuedTasks, claimRetries, LEASE_MS } from './claim-tasks.ts';
import type { GenerationDeps } from './deps.ts';
import { expireGenerations } from './expire-generations.ts';
import { reportOf, writeReport } from './gate-reports.ts';
import { freeCredentials } from './gates.ts';
import { highestTurn } from './lane-store.ts';
import { makeDue, putDown, renewLeases, voidLeasesOf, type Waiting, whatWaits } from './queue-store.ts';
import { rerouteFrom } from './reroute-queued-tasks.ts';
import { runTask } from './run-task.ts';

/** The safety net behind wake-ups, and the pace of time limits. */
const SWEEP_MS = SECOND_MS;
const RENEW_AFTER_MS = LEASE_MS / 3;
const REROUTE_AFTER_MS = 2 * SECOND_MS;

export interface Worker {
  /** There may be work in these queues; `undefined`: in any. */
  wake(queues: readonly string[] | undefined): void;
  /** These tasks, of whichever engine, may have ended upstream: they are asked for at once. */
  hint(taskIds: readonly string[]): void;
  /** Other processes may have asked for cancels at these engines; `undefined`: at any. */
  answerCancels(engineIds: readonly string[] | undefined): void;
  /** Whether the calls with this engine's credentials are made in this process now. */
  leads(engineId: string): boolean;
  /** Takes nothing new, gives what runs `graceMs` to end, hands back the rest. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the work on every engine's queue in this process. */
export function startWorker(deps: GenerationDeps): Worker {
  for (const engine of deps.registry.engines) {
    engine.start?.({ hint: (taskIds) => void hint(deps, [engine], taskIds) });
  }
  const lines = new Map(deps.registry.engines.map((engine) => [engine.id, new Line(deps, engine)]));
  return {
    wake: (queues) => {
      for (const queue of queues ?? lines.keys()) lines.get(queue)?.wake();
    },
    hint: (taskIds) => void hint(deps, deps.registry.engines, taskIds),
    answerCancels: (engineIds) => {
      for (const engineId of engineIds ?? lines.keys()) lines.get(engineId)?.answerCancels();
    },
    leads: (engineId) => lines.get(engineId)?.leads() ?? false,
    stop: async (graceMs) => void (await Promise.all([...lines.values()].map((line) => line.stop(graceMs)))),
  };
}

/** What an engine says to have ended is asked for at once; a hint that gets lost costs nothing but time. */
async function hint(deps: GenerationDeps, engines: readonly Engine[], taskIds: readonly string[]): Promise<void> {
  try {
    await deps.db.transaction((tx) => makeDue(tx, taskIds, deps.clock.now()));
    for (const engine of engines) deps.wake(engine.id);
  } catch (error) {
    deps.log.warn({ err: error, taskIds }, 'a hint was lost');
  }
}

type Running = { readonly task: ClaimedTask; readonly controller: AbortController; done: Promise<void> };

/** One engine's queue: claims within the engine's limits, keeps its leases alive, stops what it lost. */
class Line {
  readonly #deps: GenerationDeps;
  readonly #engine: Engine;
  readonly #running = new Map<string, Running>();
  readonly #loop: Loop;
  /** Beside the rounds: an upstream may take seconds to answer a cancel. */
  readonly #cancels: { readonly answers: CancelAnswers; readonly loop: Loop } | undefined;
  /** An upstream's limits are kept by one process for all: whoever holds this does the work of the engine. */
  readonly #tenure: Tenure;
  #renewedAtMs = 0;
  #reroutedAtMs = 0;
  /** The highest turn given before, also by an earlier process under a clock that was ahead. */
  #turn: number | undefined;
  #isQueuedFirst = false;
  #reported = '';
  #isStopping = false;

  constructor(deps: GenerationDeps, engine: Engine) {
    this.#deps = deps;
    this.#engine = engine;
    this.#tenure = engine.credentials === undefined ? ALWAYS : deps.tenure(engineTenure(engine.id), this.#hooks());
    this.#loop = startLoop({
      name: `worker ${engine.id}`,
      everyMs: SWEEP_MS,
      log: deps.log,
      round: () => this.#round(),
    });
    if (deps.leading === undefined || engine.credentials === undefined || engine.cancel === undefined) return;
    const answers = createCancelAnswers(deps, engine, this.#tenure);
    const name = `cancels ${engine.id}`;
    this.#cancels = {
      answers,
      loop: startLoop({ name, everyMs: SWEEP_MS, log: deps.log, round: () => answers.take() }),
    };
  }

  answerCancels(): void {
    this.#cancels?.loop.wake();
  }

  leads(): boolean {
    return this.#tenure.isHeld();
  }

  /** There may be work. While every slot is taken the next round comes with the first that is freed. */
  wake(): void {
    if (this.#running.size < this.#engine.callsMax) this.#loop.wake();
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    // What waits for its turn at a credential is handed back; nothing is bought on the way out.
    for (const gate of this.#deps.gates.of(this.#engine.id)) gate.drain();
    await this.#loop.stop();
    const renewing = setInterval(() => void this.#renew().catch(() => undefined), RENEW_AFTER_MS);
    const grace = setTimeout(() => this.#abortAll(), graceMs);
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    clearTimeout(grace);
    // Until then nobody else may make these calls.
    await this.#cancels?.loop.stop();
    await this.#cancels?.answers.settled();
    clearInterval(renewing);
    await this.#tenure.end();
  }

  /** Whoever did this work before has lost its tasks; they are due, and what it still does changes nothing. */
  #hooks(): TenureHooks {
    return {
      onGained: async () => {
        await voidLeasesOf(this.#deps.db, this.#engine.id);
        // What another process has said since is not what this one knows.
        this.#reported = '';
        this.#loop.wake();
      },
      onLost: () => this.#abortAll(),
    };
  }

  async #round(): Promise<number | undefined> {
    if (this.#deps.clock.now() - this.#renewedAtMs >= RENEW_AFTER_MS) await this.#renew();
    for (const id of await expireGenerations(this.#deps)) this.#running.get(id)?.controller.abort();
    if (this.#isStopping || !this.#tenure.isHeld()) return undefined;
    await this.#reroute();
    await this.#report();
    const lookedAtMs = this.#deps.clock.now();
    const tasks = await this.#claim(lookedAtMs);
    // While the store was slow another process may have begun, and what this one had was aborted before these came.
    if (!this.#tenure.isHeld()) return await this.#handAllBack(tasks);
    for (const task of tasks) this.#start(task);
    return await this.#untilNextDue(lookedAtMs);
  }

  async #handAllBack(tasks: readonly ClaimedTask[]): Promise<undefined> {
    for (const task of tasks) await this.#handBack(task);
  }

  async #reroute(): Promise<void> {
    const nowMs = this.#deps.clock.now();
    if (Math.abs(nowMs - this.#reroutedAtMs) < REROUTE_AFTER_MS) return;
    this.#reroutedAtMs = nowMs;
    await rerouteFrom(this.#deps, this.#engine.id);
  }

  /** The other processes are told how this engine's credentials stand. */
  async #report(): Promise<void> {
    const { db, gates } = this.#deps;
    if (db.kind !== 'postgres' || this.#engine.credentials === undefined) return;
    const reports = gates.of(this.#engine.id).map(reportOf);
    const text = JSON.stringify(reports);
    if (text === this.#reported) return;
    await db.transaction((tx) => writeReport(tx, this.#engine.id, reports));
    this.#reported = text;
  }

  /**
   * Tasks that are due again and tasks that are new take turns: of several free slots each gets half first, and a single
   * one goes to them alternately, so neither a pile of waiting tasks nor a long queue keeps the other out.
   */
  async #claim(nowMs: number): Promise<readonly ClaimedTask[]> {
    const free = this.#engine.callsMax - this.#running.size;
    if (free <= 0) return [];
    // Claims that would find nothing are left out. What comes after this look wakes the loop, or is seen at the round's
    // end or by the next sweep, as what comes after a claim is.
    const waiting = await whatWaits(this.#deps.db.read, this.#engine.id);
    const isDue = waiting.dueAtMs !== undefined && waiting.dueAtMs <= nowMs;
    this.#isQueuedFirst = !this.#isQueuedFirst;
    const share = free === 1 ? Number(!this.#isQueuedFirst) : Math.floor(free / 2);
    const due = isDue ? await this.#claimDue(share) : [];
    const queued = await this.#claimQueued(free - due.length, nowMs, waiting);
    // Fewer than its share were all there were.
    const isMoreDue = isDue && due.length === share;
    const rest = isMoreDue ? await this.#claimDue(free - due.length - queued.length) : [];
    return [...due, ...queued, ...rest];
  }

  async #claimDue(limit: number): Promise<readonly ClaimedTask[]> {
    if (limit <= 0) return [];
    const { db, clock } = this.#deps;
    return await db.transaction((tx) => claimDueTasks(tx, clock, { queue: this.#engine.id, limit }));
  }

  /** Tasks that are to be submitted, as far as credentials have room: those tried before first, then new ones. */
  async #claimQueued(free: number, nowMs: number, waiting: Waiting): Promise<readonly ClaimedTask[]> {
    const { db, clock, timeouts, gates } = this.#deps;
    const queue = this.#engine.id;
    // In every round, also when nothing is to be submitted: it tells the gates what the store knows of submits in doubt.
    const credentials = await freeCredentials(db.read, gates, this.#engine, free);
    const isRetryDue = waiting.submitAtMs !== undefined && waiting.submitAtMs <= nowMs;
    if (credentials.length === 0 || !(isRetryDue || waiting.isLaneOpen)) return [];
    const highest = this.#turn ?? (await highestTurn(db.read, queue));
    const turn = Math.max(highest + 1, clock.now() * 1_000);
    this.#turn = turn + credentials.length;
    const terms = { queue, taskTimeoutMs: timeouts.taskMs };
    return await db.transaction(async (tx) => {
      const retries = isRetryDue ? await claimRetries(tx, clock, { ...terms, credentials }) : [];
      const rest = credentials.slice(retries.length);
      if (rest.length === 0 || !waiting.isLaneOpen) return retries;
      return [...retries, ...(await claimQueuedTasks(tx, clock, { ...terms, credentials: rest, turn }))];
    });
  }

  #start(task: ClaimedTask): void {
    const { id } = task.row;
    // After a long stall this process may find its own task due again: the older run has lost its lease and stops.
    this.#running.get(id)?.controller.abort();
    const controller = new AbortController();
    const running: Running = { task, controller, done: Promise.resolve() };
    running.done = this.#run(task, controller).finally(() => {
      if (this.#running.get(id) === running) this.#running.delete(id);
      this.#loop.wake();
    });
    this.#running.set(id, running);
    this.#deps.onStep?.('claimed', id);
  }

  async #run(task: ClaimedTask, controller: AbortController): Promise<void> {
    try {
      await runTask(this.#deps, this.#engine, task, controller.signal);
      if (this.#isStopping && controller.signal.aborted) await this.#handBack(task);
    } catch (error) {
      // The row still says what was committed last; the lease runs out and the task is taken up again from there.
      this.#deps.log.error(
        { err: error, taskId: task.row.id },
        'a task could not be taken further and will be taken up again',
      );
    }
  }

  /** Another worker, or this one after its restart, may go on at once. */
  async #handBack({ row, lease }: ClaimedTask): Promise<void> {
    await this.#deps.db.transaction((tx) => putDown(tx, { id: row.id, lease }, { dueAtMs: this.#deps.clock.now() }));
  }

  async #renew(): Promise<void> {
    const nowMs = this.#deps.clock.now();
    const held = [...this.#running.values()].map(({ task }) => ({ id: task.row.id, lease: task.lease }));
    this.#renewedAtMs = nowMs;
    if (held.length === 0) return;
    const kept = await this.#deps.db.transaction((tx) => renewLeases(tx, held, nowMs + LEASE_MS));
    for (const [id, { controller }] of this.#running) if (!kept.has(id)) controller.abort();
  }

  /** `lookedAtMs` is when this round began to look for work: what is due since then has not been seen. */
  async #untilNextDue(lookedAtMs: number): Promise<number | undefined> {
    // Without a free slot nothing can be taken up; the first that is freed wakes the loop.
    if (this.#running.size >= this.#engine.callsMax) return undefined;
    const { db, clock, gates } = this.#deps;
    const { id } = this.#engine;
    const { dueAtMs, submitAtMs } = await whatWaits(db.read, id);
    const pausesMs = gates.of(id).flatMap(({ pausedUntilMs }) => pausedUntilMs ?? []);
    // What waits to be submitted again and was due already waits for room, and room wakes the loop.
    const laterMs = [submitAtMs ?? [], pausesMs].flat().filter((atMs) => atMs > lookedAtMs);
    const nextMs = dueAtMs === undefined ? laterMs : [dueAtMs, ...laterMs];
    return nextMs.length === 0 ? undefined : Math.max(1, Math.min(...nextMs) - clock.now());
  }

  #abortAll(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }
}
