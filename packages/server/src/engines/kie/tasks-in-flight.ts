import type { Clock } from '../../platform/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../platform/units.ts';

/** Part of the allowed queries that polling plans for; the rest is for hints and repeated questions. */
const PLANNED_PART = 0.8;
const POLL_MS_MIN = SECOND_MS;
const POLL_MS_MAX = 5 * SECOND_MS;
/** A picture takes seconds to a minute or two: the interval is a fifth of the task's age. */
const AGE_PART = 5;
/** A task that was not asked for this long after it was due was ended by the server. */
const FORGET_AFTER_MS = MINUTE_MS;
const SWEEP_EVERY_MS = 5 * SECOND_MS;

/** How often to ask for the tasks of one credential, so that all together stay below what its account may ask. */
export class TasksInFlight {
  readonly #clock: Clock;
  readonly #queriesPerSecond: number;
  readonly #dueMs = new Map<string, number>();
  #sweepAtMs = 0;

  constructor(clock: Clock, queriesPerSecond: number) {
    this.#clock = clock;
    this.#queriesPerSecond = queriesPerSecond;
  }

  /** Milliseconds until a task should be asked for: 1 to 5 seconds by its age, more when many are in flight. */
  pollAfterMs({ taskId, submittedAtMs }: { taskId: string; submittedAtMs: number }): number {
    const nowMs = this.#clock.now();
    this.#sweep(nowMs);
    this.#dueMs.set(taskId, nowMs);
    const byAge = Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN, (nowMs - submittedAtMs) / AGE_PART));
    const byLimit = (this.#dueMs.size * SECOND_MS) / (this.#queriesPerSecond * PLANNED_PART);
    const afterMs = Math.ceil(Math.max(byAge, byLimit));
    this.#dueMs.set(taskId, nowMs + afterMs);
    return afterMs;
  }

  /** Nobody will ask for this task again. */
  end(taskId: string): void {
    this.#dueMs.delete(taskId);
  }

  #sweep(nowMs: number): void {
    if (nowMs < this.#sweepAtMs) return;
    this.#sweepAtMs = nowMs + SWEEP_EVERY_MS;
    for (const [taskId, dueMs] of this.#dueMs) if (dueMs + FORGET_AFTER_MS < nowMs) this.#dueMs.delete(taskId);
  }
}
