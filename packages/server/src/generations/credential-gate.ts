import { type Credential, NotNow, type Trouble } from '../engines/index.ts';
import type { Clock } from '../platform/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, unreachable } from '../platform/units.ts';
import { backoffMs } from '../platform/upstream/retry-after.ts';

/** `open`, or paused because of what its upstream last said. */
export type GateState = 'open' | Trouble['kind'];

/** Failing submits in a row that open the circuit. */
const FAILURES_MAX = 5;
const PAUSES = {
  busy: { baseMs: SECOND_MS, maxMs: MINUTE_MS },
  failing: { baseMs: 30 * SECOND_MS, maxMs: 5 * MINUTE_MS },
  stopped: { baseMs: 5 * MINUTE_MS, maxMs: HOUR_MS },
} as const;

const NO_STRIKES = { busy: 0, failing: 0, stopped: 0 };

/** What is open at a credential: being prepared, and in process at its upstream (all states of an open attempt). */
export type Load = { readonly preparing: number; readonly open: number };

type Waiting = { readonly attemptId: string; readonly start: () => void; readonly refuse: (reason: unknown) => void };

/**
 * What stands between tasks and one upstream credential, for the whole process: the pace of submits, how many of them
 * may be in doubt at once, how many tasks may be in process, and pauses. A pause ends with trials: one submit at a time
 * until one is accepted.
 */
export class CredentialGate {
  readonly credential: Credential;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  /** Calls on their way in this process. */
  readonly #inFlight = new Set<string>();
  /** Calls that ended without a clear answer, here or in an earlier process. */
  #unclear = new Set<string>();
  /** Work that has ended upstream while its picture is still being fetched. */
  readonly #delivered = new Set<string>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextSendAtMs = 0;
  #state: GateState = 'open';
  #pausedUntilMs = 0;
  #strikes = { ...NO_STRIKES };
  #message: string | undefined;

  constructor(credential: Credential, clock: Clock, onChange: () => void) {
    this.credential = credential;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get state(): GateState {
    return this.#state;
  }

  /** What its upstream last said, while it is not open. */
  get message(): string | undefined {
    return this.#message;
  }

  /** When the pause ends, in milliseconds since 1970; nothing while there is none. */
  get pausedUntilMs(): number | undefined {
    return this.#pausedUntilMs > this.#clock.now() ? this.#pausedUntilMs : undefined;
  }

  /** Whether tasks may count on it soon: not stopped and its circuit not open, or about to be tried again. */
  get isUsable(): boolean {
    return this.#state === 'open' || this.#state === 'busy' || this.pausedUntilMs === undefined;
  }

  /** How many more tasks may be taken for it now. */
  room({ preparing, open }: Load): number {
    if (this.pausedUntilMs !== undefined || this.#unclear.size >= this.#submitsAtOnce) return 0;
    const inProcess = open - this.#delivered.size;
    // About a second's worth is made ready ahead; the rest stays queued, where it can be cancelled and keeps its turn.
    const preparingMax = this.#isOnTrial ? 1 : Math.max(1, Math.ceil(this.credential.submitsPerSecond));
    return Math.max(0, Math.min(this.credential.tasksMax - inProcess, preparingMax - preparing - this.#inFlight.size));
  }

  /** Replaces what is known of submits in doubt by what the store says. */
  sync(attemptIds: readonly string[]): void {
    const before = this.#unclear.size;
    this.#unclear = new Set(attemptIds.filter((id) => !this.#inFlight.has(id)));
    if (this.#unclear.size < before) this.#pump();
  }

  /** Waits for this submit's turn. Throws `NotNow` when the credential is paused, and the signal's reason when it aborts. */
  async enter(attemptId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { attemptId, start: resolve, refuse: reject };
    const onAbort = () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiting.push(waiting);
    this.#pump();
    await promise.finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** The outcome of this submit is known and written down. */
  leave(attemptId: string): void {
    this.#unclear.delete(attemptId);
    this.forget(attemptId);
  }

  /** Nobody in this process works on it now; what is in doubt stays so. */
  forget(attemptId: string): void {
    this.#inFlight.delete(attemptId);
    this.#delivered.delete(attemptId);
    this.#pump();
    this.#onChange();
  }

  /** The outcome of this submit is unknown; it keeps its place until it was looked for. */
  doubt(attemptId: string): void {
    if (this.#inFlight.delete(attemptId)) this.#unclear.add(attemptId);
  }

  /** The upstream is done with this work: it no longer counts against the tasks in process. */
  deliver(attemptId: string): void {
    this.#delivered.add(attemptId);
    this.#onChange();
  }

  /** A submit was accepted. */
  accept(): void {
    this.#strikes = { ...NO_STRIKES };
    if (this.#state !== 'open') this.resume();
  }

  /** Ends any pause at once. */
  resume(): void {
    this.#state = 'open';
    this.#strikes = { ...NO_STRIKES };
    this.#pausedUntilMs = 0;
    this.#message = undefined;
    this.#pump();
    this.#onChange();
  }

  /**
   * Takes in what a call said about the credential. Answers true when this begins a time in which nothing can be bought
   * with it: a stop, or an opened circuit.
   */
  trouble({ kind, retryAfterMs, message }: Trouble): boolean {
    // Nothing but an accepted submit or an operator outweighs a stop.
    if (this.#state === 'stopped' && kind !== 'stopped') return false;
    // Calls that left before the pause began come back into it; they say nothing new.
    if (this.#state === kind && this.pausedUntilMs !== undefined) return false;
    this.#strikes[kind] += 1;
    const pauseMs = this.#pauseFor(kind, retryAfterMs);
    if (pauseMs === undefined) return false;
    const wasBroken = this.#isBroken;
    this.#state = kind;
    this.#message = message;
    this.#pausedUntilMs = this.#clock.now() + pauseMs;
    this.#refuseWaiting(message);
    this.#onChange();
    return !wasBroken && this.#isBroken;
  }

  get #isBroken(): boolean {
    return this.#state === 'stopped' || this.#state === 'failing';
  }

  get #isOnTrial(): boolean {
    return this.#state !== 'open';
  }

  get #submitsAtOnce(): number {
    return this.#isOnTrial ? 1 : this.credential.submitsAtOnce;
  }

  /** Nothing for the first few failures: each of them already slows its own task down. */
  #pauseFor(kind: Trouble['kind'], retryAfterMs = 0): number | undefined {
    switch (kind) {
      case 'busy':
      case 'stopped':
        return Math.max(retryAfterMs, backoffMs(this.#strikes[kind] - 1, PAUSES[kind]));
      case 'failing':
        if (this.#strikes.failing < FAILURES_MAX) return undefined;
        return Math.max(retryAfterMs, backoffMs(this.#strikes.failing - FAILURES_MAX, PAUSES.failing));
      default:
        return unreachable(kind);
    }
  }

  /** Lets as many go as may go now, in order. */
  #pump(): void {
    clearTimeout(this.#timer);
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.pausedUntilMs !== undefined) {
        this.#refuseWaiting(this.#message ?? '');
        return;
      }
      if (this.#inFlight.size + this.#unclear.size >= this.#submitsAtOnce) return;
      const waitMs = this.#nextSendAtMs - this.#clock.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), waitMs);
        return;
      }
      this.#waiting.shift();
      this.#inFlight.add(next.attemptId);
      this.#nextSendAtMs = this.#clock.now() + SECOND_MS / this.credential.submitsPerSecond;
      next.start();
    }
  }

  #refuseWaiting(message: string): void {
    const refused = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of refused) refuse(new NotNow(`The credential is paused: ${message}`));
  }
}
