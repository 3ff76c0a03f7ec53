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

/** One file an engine made. */
export type UpstreamFile = { readonly bytes: Uint8Array; readonly seed: number | null };

/** Why an engine did not deliver; `rejected` is moderation and is never tried again. */
export type FailureReason = 'rejected' | 'failed' | 'unavailable';

/** Whether the work was bought: nothing is ever bought again unless the answer is `no`. */
export type Bought = 'no' | 'yes' | 'unknown';

export type Progress =
  | { readonly status: 'pending'; readonly handle: Handle; readonly pollAfterMs: number }
  | { readonly status: 'done'; readonly outputs: readonly UpstreamFile[] }
  | {
      readonly status: 'failed';
      readonly reason: FailureReason;
      /** For the caller, in our words; never names the upstream. */
      readonly message: string;
      readonly bought: Bought;
      /** Given: try again after this wait, if nothing was bought. Absent: this is final. */
      readonly retryAfterMs?: number;
      /** For the log only. */
      readonly cause?: unknown;
    };

/**
 * What the server asks of an upstream. Every call ends early when its signal aborts. A throw is taken as
 * `{status: 'failed', reason: 'unavailable', bought: 'unknown'}` in `submit` and as "ask again later" in `poll`.
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
  /** How many tasks may be between submit and their end at once; absent: any number. */
  readonly tasksMax?: number;
  /** Starts the work; a fast engine may answer `done` at once. */
  submit(job: EngineJob, signal: AbortSignal): Promise<Progress>;
  poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress>;
  /** Ends the work if it was not bought; afterwards no output may appear. */
  cancel?(handle: Handle, signal: AbortSignal): Promise<'cancelled' | 'too_late'>;
  /** After a crash between "submitting" and the saved handle: was the work bought? */
  reconcile?(job: EngineJob, submittedAtMs: number, signal: AbortSignal): Promise<Handle | 'not_bought' | 'undecided'>;
  close?(): Promise<void>;
}
