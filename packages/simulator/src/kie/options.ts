/** What can be changed while the simulator runs; tasks keep the times they were created with. */
export type KieSettings = {
  /** How long a task is `waiting`, then `queuing`, then `generating`. Milliseconds, default 10, 10 and 50. */
  readonly waitingMs: number;
  readonly queuingMs: number;
  readonly generatingMs: number;
  /** Creates an account may make in any stretch of `createWindowMs`. Default 20 in 10 s. */
  readonly createsPerWindow: number;
  readonly createWindowMs: number;
  /** Tasks an account may have between create and end. Default 100. */
  readonly tasksInProcess: number;
  /** Queries an account may make in any second; no limit is documented, and by default there is none. */
  readonly queriesPerSecond: number;
  /** What a query for an unknown task is answered with: 422 `recordInfo is null` or 404. Both are documented. Default 422. */
  readonly unknownTask: 422 | 404;
  /** What stands for "nothing" in `resultJson`, `failCode` and `failMsg`. Both are documented. Default `null`. */
  readonly nothing: 'null' | 'empty';
  /** After this, a task is unknown. Milliseconds from its creation, default 14 days. */
  readonly forgetAfterMs: number;
  /** How long a picture's link works. Milliseconds from the task's end, default 24 hours. */
  readonly urlLifeMs: number;
  /** How long an uploaded file can be used. Milliseconds, default 24 hours. */
  readonly uploadLifeMs: number;
  /** Largest upload. Bytes, default 64 MB, so that a test never fills the memory. */
  readonly uploadBytesMax: number;
  /** Largest JSON body of the API. Bytes, default 1 MB; the real limit is not documented. */
  readonly bodyBytesMax: number;
  /** Added before every answer of the API. Milliseconds, default 0. */
  readonly latencyMs: number;
  /** Which input links are fetched: `own` are uploads and results of this simulator. Default `own`. */
  readonly imageUrls: 'own' | 'any';
  /** Credits a picture costs, by model. */
  readonly creditsPerImage: Readonly<Record<string, number>>;
  /** Signs callbacks when given. */
  readonly hmacKey: string | undefined;
  /** A callback's body: the whole record, or the task's id only. Default `record`. */
  readonly callbackShape: 'record' | 'id_only';
};

/** What `startKieSimulator` takes; everything has a default. */
export type KieOptions = KieSettings & {
  /** The API's port on 127.0.0.1; 0 takes a free one. Default 0. */
  readonly port: number;
  /** The upstream's clock: milliseconds since 1970. Limits count real time all the same. Default `Date.now`. */
  readonly now: () => number;
  /** Credits of every new account. Default 1,000,000. */
  readonly credits: number;
};

const HOUR_MS = 3_600_000;
const MB = 2 ** 20;

/** As close to the facts as they are known. */
export const KIE_DEFAULTS: KieOptions = {
  waitingMs: 10,
  queuingMs: 10,
  generatingMs: 50,
  createsPerWindow: 20,
  createWindowMs: 10_000,
  tasksInProcess: 100,
  queriesPerSecond: Number.POSITIVE_INFINITY,
  unknownTask: 422,
  nothing: 'null',
  forgetAfterMs: 14 * 24 * HOUR_MS,
  urlLifeMs: 24 * HOUR_MS,
  uploadLifeMs: 24 * HOUR_MS,
  uploadBytesMax: 64 * MB,
  bodyBytesMax: MB,
  latencyMs: 0,
  imageUrls: 'own',
  creditsPerImage: { 'wan/2-7-image-pro': 12, 'wan/2-7-image': 5 },
  hmacKey: undefined,
  callbackShape: 'record',
  port: 0,
  now: Date.now,
  credits: 1_000_000,
};
