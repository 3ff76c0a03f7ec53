import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/units.ts';
import { backoffMs } from '../../platform/upstream/retry-after.ts';
import type { EngineHost } from '../engine.ts';
import { UpstreamBusy } from './account.ts';
import type { TaskList } from './list-tasks.ts';

export type WatchDeps = {
  readonly clock: Clock;
  readonly log: Log;
  readonly list: TaskList;
  readonly credential: string;
  readonly queriesPerSecond: number;
};

/** A task that was seen alive at its last submit or poll. */
type Watched = {
  /** Ours. */
  readonly taskId: string;
  readonly submittedAtMs: number;
  /** Not heard of until then: whoever polled it has given it up. */
  readonly staleAtMs: number;
  /** When the list said that it has ended; the host was told. */
  readonly endedAtMs?: number;
};

/** A task is polled after a tenth of its age, within these: the first pictures come in seconds, most in a minute. */
const POLL_MS_MIN = SECOND_MS;
const POLL_MS_MAX = 5 * SECOND_MS;
const AGE_SHARE = 0.1;
/** What polling may take of the queries a second; the rest is for lists, cancels and policies. */
const POLL_SHARE = 0.8;
/** While lists say which tasks have ended, polling is only the safety net. */
const POLL_SHARE_WATCHING = 0.5;
const LIST_SHARE = 0.2;
/** Lists are read when each task could not be polled about so often. */
const POLLED_OFTEN_MS = 2 * SECOND_MS;
const LOOK_EVERY_MS = 2 * SECOND_MS;
const LOOK_EVERY_MS_MAX = MINUTE_MS;
const STALE_AFTER_MS = 5 * MINUTE_MS;
/** The host is told again when a poll has not come by then. */
const HINT_AGAIN_MS = 15 * SECOND_MS;
/** Before the oldest submit, because clocks differ. */
const WINDOW_SPARE_MS = 2 * MINUTE_MS;
const WINDOW_MS_MAX = 23 * HOUR_MS;
const PAGES_MAX = 50;
/** So many lists in a row without a single task of ours: the window is read in another zone than it was written in. */
const BLIND_LOOKS_MAX = 2;
const ENDED: ReadonlySet<string | undefined> = new Set(['SUCCEEDED', 'FAILED', 'CANCELED']);

/**
 * Keeps the polling of one credential within its queries a second, and sees that a finished task is polled soon all the
 * same: with more tasks in flight than can each be polled every two seconds, it reads the upstream's task list about as
 * often and tells the host which of them have ended. A list that fails is asked for more and more rarely, and polling
 * alone goes on.
 */
export class TaskWatch {
  readonly #deps: WatchDeps;
  readonly #tasks = new Map<string, Watched>();
  readonly #closing = new AbortController();
  #host: EngineHost | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #failures = 0;
  #blindLooks = 0;
  /** Whether the last list showed any of the tasks: only then can it be relied on for the others. */
  #isSeeing = false;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
  }

  /** How many tasks are in flight, as far as this process has heard of them. */
  get size(): number {
    return this.#tasks.size;
  }

  /** From now on ended tasks are told to the host. */
  start(host: EngineHost): void {
    this.#host = host;
    this.#lookLater(LOOK_EVERY_MS);
  }

  /** A task is alive: it was submitted or polled just now. Both its upstream id and ours are needed for hints. */
  note(upstreamId: string, { taskId, submittedAtMs }: { taskId: string; submittedAtMs: number }): void {
    const staleAtMs = this.#deps.clock.now() + STALE_AFTER_MS + this.#evenlyMs();
    this.#tasks.set(upstreamId, { taskId, submittedAtMs, staleAtMs });
    this.#lookLater(LOOK_EVERY_MS);
  }

  /** The task has ended, and that is known. */
  forget(upstreamId: string): void {
    this.#tasks.delete(upstreamId);
  }

  /** When a task of this age should be polled next, in milliseconds from now. */
  pollAfterMs(submittedAtMs: number): number {
    const ageMs = this.#deps.clock.now() - submittedAtMs;
    return Math.ceil(Math.max(Math.min(Math.max(ageMs * AGE_SHARE, POLL_MS_MIN), POLL_MS_MAX), this.#evenlyMs()));
  }

  /**
   * Reads the task list once and tells the host which watched tasks have ended. Answers how many pages it took. Throws
   * when the list cannot be read. Called by itself when there is need.
   */
  async look(signal: AbortSignal): Promise<number> {
    this.#dropStale();
    const wanted = new Set(this.#tasks.keys());
    const sought = wanted.size;
    if (sought === 0) return 0;
    const window = this.#window();
    let pages = 1;
    let pageNo = 0;
    while (pageNo < Math.min(pages, PAGES_MAX) && wanted.size > 0) {
      pageNo += 1;
      // Urgent: behind a line of polls it would find more ended tasks than polls can be made for, and none in between.
      const page = await this.#deps.list.page({ window, pageNo, isUrgent: true }, signal);
      this.#tell(page.rows.filter(({ taskId, status }) => wanted.delete(taskId) && ENDED.has(status)));
      pages = page.pages;
    }
    this.#isSeeing = wanted.size < sought;
    if (window !== undefined) this.#blindLooks = this.#isSeeing ? 0 : this.#blindLooks + 1;
    return pageNo;
  }

  /** Stops looking. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The engine is closing.'));
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** What each task has to wait so that all of them together stay within their share of the queries. */
  #evenlyMs(): number {
    const isWatching = this.#isCrowded() && this.#isSeeing && this.#failures === 0;
    const share = isWatching ? POLL_SHARE_WATCHING : POLL_SHARE;
    return (this.#tasks.size / (share * this.#deps.queriesPerSecond)) * SECOND_MS;
  }

  #isCrowded(): boolean {
    return (this.#tasks.size / (POLL_SHARE * this.#deps.queriesPerSecond)) * SECOND_MS > POLLED_OFTEN_MS;
  }

  /** Since the oldest submit; without any once windows have proved to be misread. */
  #window() {
    if (this.#blindLooks >= BLIND_LOOKS_MAX) return undefined;
    const nowMs = this.#deps.clock.now();
    let oldestMs = nowMs;
    for (const { submittedAtMs } of this.#tasks.values()) oldestMs = Math.min(oldestMs, submittedAtMs);
    return { fromMs: Math.max(oldestMs - WINDOW_SPARE_MS, nowMs - WINDOW_MS_MAX), untilMs: nowMs + WINDOW_SPARE_MS };
  }

  #tell(ended: readonly { readonly taskId: string }[]): void {
    const nowMs = this.#deps.clock.now();
    const hinted: string[] = [];
    for (const { taskId: upstreamId } of ended) {
      const task = this.#tasks.get(upstreamId);
      if (task === undefined || nowMs - (task.endedAtMs ?? Number.NEGATIVE_INFINITY) < HINT_AGAIN_MS) continue;
      this.#tasks.set(upstreamId, { ...task, endedAtMs: nowMs });
      hinted.push(task.taskId);
    }
    if (hinted.length > 0) this.#host?.hint(hinted);
  }

  #dropStale(): void {
    const nowMs = this.#deps.clock.now();
    for (const [upstreamId, { staleAtMs }] of this.#tasks) if (staleAtMs <= nowMs) this.#tasks.delete(upstreamId);
  }

  #lookLater(delayMs: number): void {
    const isOff = this.#host === undefined || this.#closing.signal.aborted;
    if (isOff || this.#timer !== undefined || this.#looking !== undefined || !this.#isCrowded()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#looking = this.#lookOrBackOff().then((nextMs) => {
        this.#looking = undefined;
        this.#lookLater(nextMs);
      });
    }, delayMs).unref();
  }

  /** Answers when to look again. */
  async #lookOrBackOff(): Promise<number> {
    const { log, credential, queriesPerSecond } = this.#deps;
    try {
      const pages = await this.look(this.#closing.signal);
      this.#failures = 0;
      return Math.max(LOOK_EVERY_MS, (pages / (LIST_SHARE * queriesPerSecond)) * SECOND_MS);
    } catch (error) {
      if (this.#closing.signal.aborted) return LOOK_EVERY_MS_MAX;
      const asked = error instanceof UpstreamBusy ? error.retryAfterMs : 0;
      const waitMs = backoffMs(this.#failures, { baseMs: 2 * LOOK_EVERY_MS, maxMs: LOOK_EVERY_MS_MAX });
      if (this.#failures === 0) log.warn({ err: error, credential }, 'tasks cannot be listed; polling them one by one');
      this.#failures += 1;
      return Math.max(asked, waitMs);
    }
  }
}
