/** What can be changed while the simulator runs; tasks keep the times they were submitted with. */
export type DashscopeSettings = {
  /** How long a task waits before it runs; only then it can be cancelled. Milliseconds, default 20. */
  readonly pendingMs: number;
  /** How long it then runs. Milliseconds, default 50. */
  readonly runningMs: number;
  /** Pictures made when a request leaves `n` out: the official pages disagree. Default 4, the one that costs more. */
  readonly defaultN: 1 | 4;
  /** Where several pictures are put: one choice each, or all in one choice. Default `many_choices`. */
  readonly choicesShape: 'many_choices' | 'one_choice';
  /** Where a failed task's code is put: inside `output`, or at the top with nothing else. Default `nested`. */
  readonly failureShape: 'nested' | 'flat';
  /** How an unknown model is refused: 400 `InvalidParameter` or 404 `ModelNotFound`. Default `400`. */
  readonly unknownModel: '400' | '404';
  /** Submits an account may make in any stretch of `limitWindowMs`. Default 5. */
  readonly submitsPerSecond: number;
  /** Tasks an account may have between submit and end. Default 5. */
  readonly tasksInProcess: number;
  /** Queries, lists and cancels an account may make in any stretch of `limitWindowMs`. Default 20. */
  readonly queriesPerSecond: number;
  /** Upload policies an account may ask for in any stretch of `limitWindowMs`. Default 100. */
  readonly policiesPerSecond: number;
  /**
   * What counts as a second, in milliseconds; default 1000. How the real service counts is not documented. A test which
   * asserts that an evenly spaced client is never refused sets a little less, as the machine's own jitter moves arrivals.
   */
  readonly limitWindowMs: number;
  /** After this, a task is `UNKNOWN` and in no list. Milliseconds from submit, default 24 hours. */
  readonly forgetAfterMs: number;
  /** How long a picture's link works. Milliseconds from the task's end, default 24 hours. */
  readonly urlLifeMs: number;
  /** How long an upload policy works. Milliseconds, default 300 s. */
  readonly policyLifeMs: number;
  /** How long an uploaded file can be used. Milliseconds, default 48 hours. */
  readonly uploadLifeMs: number;
  /** Largest upload the upload host takes. Bytes, default 64 MB, so that a test never fills the memory. */
  readonly uploadBytesMax: number;
  /** Largest page of a list. Default 100. */
  readonly pageSizeMax: number;
  /** How long after its submit a task appears in lists. Milliseconds, default 0. */
  readonly listDelayMs: number;
  /** Largest JSON body. Bytes, default 10 MB; the real limit is not documented. */
  readonly bodyBytesMax: number;
  /** The zone of every zone-less time, in hours east of UTC. Default 8. */
  readonly timeZoneOffsetHours: number;
  /** Added before every answer of the API. Milliseconds, default 0. */
  readonly latencyMs: number;
  /** Which http(s) image links are fetched: `own` are result links of this simulator. Default `own`. */
  readonly imageUrls: 'own' | 'any';
  /** How long a synchronous request is held before it answers `RequestTimeOut`. Milliseconds, default 300 s. */
  readonly syncTimeoutMs: number;
  /** The host name in result links; the result host answers to every name. Default `127.0.0.1`. */
  readonly resultHostName: string;
};

/** What `startDashscopeSimulator` takes; everything has a default. */
export type DashscopeOptions = DashscopeSettings & {
  /** The API's port on 127.0.0.1; 0 takes a free one. Default 0. */
  readonly port: number;
  /** The upstream's clock: milliseconds since 1970. Limits count real time all the same. Default `Date.now`. */
  readonly now: () => number;
};

const HOUR_MS = 3_600_000;
const MB = 2 ** 20;

/** As close to the facts as they are known. */
export const DASHSCOPE_DEFAULTS: DashscopeOptions = {
  pendingMs: 20,
  runningMs: 50,
  defaultN: 4,
  choicesShape: 'many_choices',
  failureShape: 'nested',
  unknownModel: '400',
  submitsPerSecond: 5,
  tasksInProcess: 5,
  queriesPerSecond: 20,
  policiesPerSecond: 100,
  limitWindowMs: 1_000,
  forgetAfterMs: 24 * HOUR_MS,
  urlLifeMs: 24 * HOUR_MS,
  policyLifeMs: 300_000,
  uploadLifeMs: 48 * HOUR_MS,
  uploadBytesMax: 64 * MB,
  pageSizeMax: 100,
  listDelayMs: 0,
  bodyBytesMax: 10 * MB,
  timeZoneOffsetHours: 8,
  latencyMs: 0,
  imageUrls: 'own',
  syncTimeoutMs: 300_000,
  resultHostName: '127.0.0.1',
  port: 0,
  now: Date.now,
};
