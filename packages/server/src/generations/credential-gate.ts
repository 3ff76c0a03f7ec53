import { type Credential, NotNow, type Trouble } from '../engines/index.ts';
import type { Clock } from '../platform/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, unreachable } from '../platform/units.ts';
import { backoffMs } from '../platform/upstream/retry-after.ts';

/** `open`, or paused because of what its upstream last said. */
export type GateState = 'open' | 'busy' | 'failing' | 'stopped';

/** Trouble of the credential as a whole. */
export type GateTrouble = Trouble & { readonly kind: 'busy' | 'failing' | 'stopped' };

/** Failing submits in a row that open the circuit. */
const FAILURES_MAX = 5;
/** Lost pictures in a row after which buying more would only lose more. */
const LOST_MAX = 3;
const PAUSES = {
  busy: { baseMs: SECOND_MS, maxMs: MINUTE_MS },
  failing: { baseMs: 30 * SECOND_MS, maxMs: 5 * MINUTE_MS },
  stopped: { baseMs: 5 * MINUTE_MS, maxMs: HOUR_MS },
} as const;

/** What outweighs what. */
const RANK = { open: 0, busy: 1, failing: 2, stopped: 3 } as const satisfies Record<GateState, number>;

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
  /** Calls on their way in this process, with how many had left before each. */
  readonly #inFlight = new Map<string, number>();
  /** How many calls have left; and how many of them before the latest pause began, which say nothing of its end. */
  #sent = 0;
  #sentBeforePause = 0;
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
  #isDraining = false;
  /** Pictures in a row that were bought and could not be had. */
  #lost = 0;
  /** What the operator has heard of since the last submit that was accepted. */
  readonly #told = new Set<string>();
  readonly #looksFailedSince = new Map<string, number>();

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
    if (this.#isLosing && open > 0) return 0;
    // About a second's worth is made ready ahead; the rest stays queued, where it can be cancelled and keeps its turn.
    const preparingMax = this.#isOnTrial ? 1 : Math.max(1, Math.ceil(this.credential.submitsPerSecond));
    return Math.max(0, Math.min(this.credential.tasksMax - inProcess, preparingMax - preparing - this.#inFlight.size));
  }

  /** Replaces what is known of submits in doubt by what the store says. */
  sync(attemptIds: readonly string[]): void {
    const before = this.#unclear.size;
    this.#unclear = new Set(attemptIds.filter((id) => !this.#inFlight.has(id)));
    for (const id of this.#looksFailedSince.keys()) if (!this.#unclear.has(id)) this.#looksFailedSince.delete(id);
    if (this.#unclear.size < before) this.#pump();
  }

  /** Waits for this submit's turn. Throws `NotNow` when the credential is paused, and the signal's reason when it aborts. */
  async enter(attemptId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isDraining) throw new NotNow('The server is stopping.');
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
    for (const known of [this.#inFlight, this.#unclear, this.#delivered]) known.delete(attemptId);
    this.#looksFailedSince.delete(attemptId);
    this.#pump();
    this.#onChange();
  }

  /** Nobody in this process works on it now; what is in doubt stays so. */
  forget(attemptId: string): void {
    // Given up between its turn and a known outcome: it counts as in doubt until the store says otherwise.
    if (this.#inFlight.delete(attemptId)) this.#unclear.add(attemptId);
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

  /** A submit was accepted. One that left before the latest pause began shows nothing of the time since. */
  accept(attemptId: string): void {
    const sent = this.#inFlight.get(attemptId);
    if (sent !== undefined && sent < this.#sentBeforePause) return;
    // Buying works; what is bought cannot be had, and only a picture that arrives ends that.
    if (this.#isLosing) return;
    this.#told.clear();
    this.#strikes = { ...NO_STRIKES };
    if (this.#state !== 'open') this.resume();
  }

  /** Ends any pause at once. */
  resume(): void {
    this.#lost = 0;
    this.#told.clear();
    this.#state = 'open';
    this.#strikes = { ...NO_STRIKES };
    this.#pausedUntilMs = 0;
    this.#message = undefined;
    this.#pump();
    this.#onChange();
  }

  /**
   * Takes in what a call said about the credential. Answers true when the operator has to hear of it: nothing can be bought
   * with it, for a reason that was not told since the last submit that was accepted.
   */
  trouble({ kind, retryAfterMs = 0, message }: GateTrouble): boolean {
    const nowMs = this.#clock.now();
    // Calls that left before a pause come back into it: they can make it longer, and worse, but say nothing new.
    if (this.pausedUntilMs !== undefined && RANK[kind] <= RANK[this.#state]) {
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + retryAfterMs);
      return false;
    }
    this.#strikes[kind] += 1;
    const pauseMs = this.#pauseFor(kind);
    if (pauseMs === undefined) return false;
    // A trial of a stopped credential that meets something else has not shown that it is in order again.
    if (this.#state !== 'stopped') {
      this.#state = kind;
      this.#message = message;
    }
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + Math.max(pauseMs, retryAfterMs));
    this.#sentBeforePause = this.#sent;
    this.#refuseWaiting(message);
    this.#onChange();
    return kind !== 'busy' && this.#isUntold(kind);
  }

  /**
   * A picture that was bought could not be had. After a few in a row nothing more is bought but one trial at a time.
   * Answers true when the operator has to hear of that.
   */
  loseResult(message: string): boolean {
    this.#lost += 1;
    return this.#isLosing && this.trouble({ kind: 'stopped', message });
  }

  /** A picture that was bought is in our hands. */
  keepResult(): void {
    const wasLosing = this.#isLosing;
    this.#lost = 0;
    if (wasLosing) this.resume();
  }

  /** The upstream refuses one model to this credential. Answers true when the operator has to hear of it. */
  refuseModel(model: string): boolean {
    return this.#isUntold(`model ${model}`);
  }

  /** Since when the upstream could not be asked for a submit in doubt, in milliseconds since 1970. */
  lookFailed(attemptId: string): number {
    const sinceMs = this.#looksFailedSince.get(attemptId) ?? this.#clock.now();
    this.#looksFailedSince.set(attemptId, sinceMs);
    return sinceMs;
  }

  /** Lets no further submit go: the process is about to end. */
  drain(): void {
    this.#isDraining = true;
    this.#refuseWaiting('the server is stopping');
  }

  #isUntold(what: string): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }

  get #isLosing(): boolean {
    return this.#lost >= LOST_MAX;
  }

  get #isOnTrial(): boolean {
    return this.#state !== 'open';
  }

  get #submitsAtOnce(): number {
    return this.#isOnTrial ? 1 : this.credential.submitsAtOnce;
  }

  /** Nothing for the first few failures of an open credential: each of them already slows its own task down. */
  #pauseFor(kind: GateTrouble['kind']): number | undefined {
    const strikes = this.#strikes[kind];
    switch (kind) {
      case 'busy':
      case 'stopped':
        return backoffMs(strikes - 1, PAUSES[kind]);
      case 'failing':
        if (strikes < FAILURES_MAX && this.#state !== 'stopped') return undefined;
        return backoffMs(Math.max(0, strikes - FAILURES_MAX), PAUSES.failing);
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
      const apartMs = SECOND_MS / this.credential.submitsPerSecond;
      // A clock that was set back must not hold submits up for longer than their distance.
      this.#nextSendAtMs = Math.min(this.#nextSendAtMs, this.#clock.now() + apartMs);
      const waitMs = this.#nextSendAtMs - this.#clock.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), waitMs);
        return;
      }
      this.#waiting.shift();
      this.#inFlight.set(next.attemptId, this.#sent);
      this.#sent += 1;
      this.#nextSendAtMs = this.#clock.now() + apartMs;
      next.start();
    }
  }

  #refuseWaiting(message: string): void {
    const refused = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of refused) refuse(new NotNow(`The credential is paused: ${message}`));
  }
}
