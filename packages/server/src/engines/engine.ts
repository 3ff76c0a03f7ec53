import type { ParamValues } from '../catalogue/index.ts';

/** What an engine keeps to find its work again: plain JSON, saved before the first poll. Upstream words stay inside. */
export type Handle = { readonly [key: string]: string | number | boolean | null };

/** A reference file, opened only if the engine wants its bytes. */
export interface EngineReference {
  readonly fileId: string;
  readonly mimeType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly sizeBytes: number;
  read(): Promise<Uint8Array>;
}

/** One try at one task. */
export interface EngineJob {
  readonly taskId: string;
  readonly model: string;
  readonly prompt: string;
  /** The parameters as the descriptor parsed them, defaults filled in. */
  readonly params: ParamValues;
  /** The picture's size in pixels, from the ratio and the tier. */
  readonly width: number;
  readonly height: number;
  readonly references: readonly EngineReference[];
}

/**
 * One file an engine made: its bytes, or where they can be fetched without any credential. `sizeTolerance` says by what
 * part either side of a fetched picture may differ from the job's, such as 0.05.
 */
export type UpstreamFile =
  | { readonly bytes: Uint8Array; readonly seed: number | null }
  | { readonly url: string; readonly sizeTolerance: number; readonly seed: number | null };

/** Why an engine did not deliver; `rejected` is moderation and is never tried again. */
export type FailureReason = 'rejected' | 'failed' | 'unavailable';

/** Whether the work was bought: nothing is ever bought again unless the answer is `no`. */
export type Bought = 'no' | 'yes' | 'unknown';

/** How a task may be tried again when nothing was bought. */
export type Retry = {
  /** From now; the server adds jitter. */
  readonly afterMs: number;
  /** Tries in all at this engine that end for the same reason; one that found it `busy` or `stopped` is not counted. */
  readonly triesMax: number;
};

/**
 * What a failure says about the credential rather than the task. `busy`: over a limit, slow down. `failing`: its
 * upstream is out of order. `stopped`: refused until an operator acts (a revoked key, an unpaid bill). `model`: this
 * model is refused to it, others are not.
 */
export type Trouble = {
  readonly kind: 'busy' | 'failing' | 'stopped' | 'model';
  /** Asked for by the upstream. */
  readonly retryAfterMs?: number;
  /** For the operator: what the upstream said, without any secret. */
  readonly message: string;
};

export type Progress =
  | {
      readonly status: 'pending';
      readonly handle: Handle;
      readonly pollAfterMs: number;
      /** The upstream's own id of the work, unique within the engine; by it found work is told from known work. */
      readonly upstreamId?: string;
    }
  | { readonly status: 'done'; readonly outputs: readonly UpstreamFile[] }
  | {
      readonly status: 'failed';
      readonly reason: FailureReason;
      /** For the caller, in our words; never names the upstream. */
      readonly message: string;
      /** `unknown` from `submit` makes the server look for the work with `findWork` before anything else happens. */
      readonly bought: Bought;
      /** Given: try again, if nothing was bought. Absent: this is final. */
      readonly retry?: Retry;
      readonly trouble?: Trouble;
      /** The upstream's id of the failed submit, if it gave one. */
      readonly requestId?: string;
      /** For the log only. */
      readonly cause?: unknown;
    };

/** What an engine is handed to make a purchase with. */
export interface SubmitCall {
  /** The name of the credential set aside for this task; empty for an engine without any. */
  readonly credential: string;
  /**
   * Must be awaited right before the call that may buy something: waits for the credential's turn and commits that the
   * call is about to leave. Everything before it (reading references, uploading them) is safe to repeat. Throws
   * `NotNow` when the call must not be made any more; let it through.
   */
  sending(): Promise<void>;
}

/** The call must not be made now: the task ended meanwhile, or its credential was stopped. Nothing was sent. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** Thrown by `poll`, `cancel` and `findWork` when the upstream refuses the credential: an operator has to act. */
export class CredentialStopped extends Error {
  override readonly name = 'CredentialStopped';
  readonly credential: string;

  constructor(credential: string, message: string) {
    super(message);
    this.credential = credential;
  }
}

/** A key of an upstream account, by a name that is no secret, and what the upstream allows it. */
export type Credential = {
  readonly name: string;
  /** Submits are at least `1000 / submitsPerSecond` milliseconds apart. */
  readonly submitsPerSecond: number;
  /**
   * Submits whose outcome is not known yet, at most. With 1 a submit in doubt can always be told from every other; more
   * are faster, and after a crash several may be in doubt at once that cannot be told apart.
   */
  readonly submitsAtOnce: number;
  /** Tasks between submit and their end. */
  readonly tasksMax: number;
};

/** Work an upstream lists, seen while looking for a submit whose outcome is unknown. */
export type FoundWork = {
  readonly upstreamId: string;
  readonly handle: Handle;
  /** By this server's clock, and by how much that may be wrong. */
  readonly createdAtMs: number;
  readonly errorMs: number;
  /** The upstream's id of the submit that made it. */
  readonly requestId: string | null;
  /** The upstream's own name of the key it was made with, if it tells. */
  readonly keyId: string | null;
};

/** Which work to look for: of one credential and model, made in a stretch of time by this server's clock. */
export type WorkSearch = {
  readonly credential: string;
  /** The latest work known to be made with it, if there is any: whose key made that is listed too, whatever its time. */
  readonly knownId?: string;
  readonly model: string;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** What the server offers its engines. */
export interface EngineHost {
  /** These tasks may have ended upstream: they are polled at once instead of when they are due. */
  hint(taskIds: readonly string[]): void;
}

/** What one picture of a model costs the operator, in millionths of a currency's unit. */
export type Cost = { readonly micros: number; readonly currency: string };

/**
 * What the server asks of an upstream. Every call ends early when its signal aborts. A throw is taken as
 * `{status: 'failed', reason: 'unavailable', bought: 'unknown'}` in `submit` once it was `sending`, as "nothing was
 * sent, try again" before, and as "ask again later" in `poll`.
 */
export interface Engine {
  /** Names the engine in attempts, settings and logs; callers never see it. */
  readonly id: string;
  /** Said in the `notices` of every model this engine serves. */
  readonly notices: readonly string[];
  /** Nothing it does is ever bought, so no end of a task leaves a purchase unclear. */
  readonly isFree?: boolean;
  /** How many submits and polls may run at once in this process. */
  readonly callsMax: number;
  /** Absent: the engine needs none and takes any number of tasks. */
  readonly credentials?: readonly Credential[];
  /** Called once, before anything else. */
  start?(host: EngineHost): void;
  /** Starts the work; a fast engine may answer `done` at once. */
  submit(job: EngineJob, call: SubmitCall, signal: AbortSignal): Promise<Progress>;
  /** Asks for the work. May throw `CredentialStopped`. */
  poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress>;
  /** Ends the work if it was not bought; afterwards no output may appear. */
  cancel?(handle: Handle, signal: AbortSignal): Promise<'cancelled' | 'too_late'>;
  /**
   * Everything the upstream lists for the search, complete, or it throws: what is missing here counts as not bought.
   * Work made shortly before and after is welcome: what is known among it tells which keys are ours.
   * Absent: the upstream cannot be asked, and a submit in doubt stays so.
   */
  findWork?(search: WorkSearch, signal: AbortSignal): Promise<readonly FoundWork[]>;
  /** What the operator pays for a picture of this model, if they said so. */
  costOf?(model: string): Cost | undefined;
  close?(): Promise<void>;
}
