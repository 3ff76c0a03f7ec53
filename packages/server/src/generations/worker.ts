import type { Engine } from '../engines/index.ts';
import { type Loop, startLoop } from '../platform/jobs/loop.ts';
import { ALWAYS, type Tenure, type TenureHooks } from '../platform/tenures.ts';
import { SECOND_MS } from '../platform/units.ts';
import { type ClaimedTask, claimDueTasks, claimQueuedTasks, claimRetries, LEASE_MS } from './claim-tasks.ts';
import type { GenerationDeps } from './deps.ts';
import { expireGenerations } from './expire-generations.ts';
import { reportOf, writeReport } from './gate-reports.ts';
import { freeCredentials } from './gates.ts';
import { highestTurn } from './lane-store.ts';
import { makeDue, nextDueAt, putDown, renewLeases, voidLeasesOf } from './queue-store.ts';
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
  /** An upstream's limits are kept by one process for all: whoever holds this does the work of the engine. */
  readonly #tenure: Tenure;
  #renewedAtMs = 0;
  #reroutedAtMs = 0;
  /** Above every turn given before, also by an earlier process under a clock that was ahead. */
  #turn: number | undefined;
  #isQueuedFirst = false;
  #reported = '';
  #isStopping = false;

  constructor(deps: GenerationDeps, engine: Engine) {
    this.#deps = deps;
    this.#engine = engine;
    this.#tenure = engine.credentials === undefined ? ALWAYS : deps.tenure(`engine ${engine.id}`, this.#hooks());
    this.#loop = startLoop({
      name: `worker ${engine.id}`,
      everyMs: SWEEP_MS,
      log: deps.log,
      round: () => this.#round(),
    });
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
    const tasks = await this.#claim();
    // While the store was slow another process may have begun, and what this one had was aborted before these came.
    if (!this.#tenure.isHeld()) return await this.#handAllBack(tasks);
    for (const task of tasks) this.#start(task);
    return await this.#untilNextDue();
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
  async #claim(): Promise<readonly ClaimedTask[]> {
    const free = this.#engine.callsMax - this.#running.size;
    if (free <= 0) return [];
    this.#isQueuedFirst = !this.#isQueuedFirst;
    const share = free === 1 ? Number(!this.#isQueuedFirst) : Math.floor(free / 2);
    const due = await this.#claimDue(share);
    const queued = await this.#claimQueued(free - due.length);
    const rest = await this.#claimDue(free - due.length - queued.length);
    return [...due, ...queued, ...rest];
  }

  async #claimDue(limit: number): Promise<readonly ClaimedTask[]> {
    if (limit <= 0) return [];
    const { db, clock } = this.#deps;
    return await db.transaction((tx) => claimDueTasks(tx, clock, { queue: this.#engine.id, limit }));
  }

  /** Tasks that are to be submitted, as far as credentials have room: those tried before first, then new ones. */
  async #claimQueued(free: number): Promise<readonly ClaimedTask[]> {
    const { db, clock, timeouts, gates } = this.#deps;
    const queue = this.#engine.id;
    const credentials = await freeCredentials(db.read, gates, this.#engine, free);
    if (credentials.length === 0) return [];
    this.#turn ??= await highestTurn(db.read, queue);
    this.#turn = Math.max(this.#turn + 1, clock.now() * 1_000);
    const turn = this.#turn;
    return await db.transaction(async (tx) => {
      const retries = await claimRetries(tx, clock, { queue, credentials, taskTimeoutMs: timeouts.taskMs });
      const rest = credentials.slice(retries.length);
      if (rest.length === 0) return retries;
      const request = { queue, credentials: rest, turn, taskTimeoutMs: timeouts.taskMs };
      return [...retries, ...(await claimQueuedTasks(tx, clock, request))];
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

  async #untilNextDue(): Promise<number | undefined> {
    // Without a free slot nothing can be taken up; the first that is freed wakes the loop.
    if (this.#running.size >= this.#engine.callsMax) return undefined;
    const { db, clock, gates } = this.#deps;
    const { id } = this.#engine;
    const nowMs = clock.now();
    const dueMs = await nextDueAt(db.read, id, false);
    // What waits to be submitted again and is due already waits for room, and room wakes the loop.
    const submitMs = await nextDueAt(db.read, id, true);
    const pausesMs = gates.of(id).flatMap(({ pausedUntilMs }) => pausedUntilMs ?? []);
    const nextMs = [dueMs ?? [], submitMs ?? [], pausesMs].flat().filter((atMs) => atMs > nowMs || atMs === dueMs);
    return nextMs.length === 0 ? undefined : Math.max(1, Math.min(...nextMs) - nowMs);
  }

  #abortAll(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }
}
