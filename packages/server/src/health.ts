import { Type } from 'typebox';
import type { Db } from './platform/db/database.ts';
import type { HttpServer } from './platform/http/server.ts';
import { listIncidents } from './platform/incidents.ts';
import type { Log } from './platform/log.ts';
import { inTime } from './platform/metrics.ts';
import { SECOND_MS } from './platform/units.ts';

export interface Health {
  /** Set when the server stops: `/readyz` says so, and load balancers send their requests elsewhere. */
  isDraining: boolean;
}

export type HealthDeps = {
  readonly db: Db;
  readonly log: Log;
  /** How long the store may take to answer; `STORE_MS_MAX` unless a test has less time. */
  readonly storeMsMax?: number;
};

/** A probe that is given three seconds always hears why. */
const STORE_MS_MAX = 2 * SECOND_MS;

const Body = Type.Object({ status: Type.String() });

/**
 * `/healthz`: the process answers. `/readyz`: it takes requests and its store answers in time; 503 otherwise, and 200
 * again with the first look at a store that is back.
 */
export function addHealth(app: HttpServer, deps: HealthDeps): Health {
  const health: Health = { isDraining: false };
  const statusOfStore = createStoreCheck(deps);
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { isPublic: true },
    schema: { response: { 200: Body } },
    handler: () => ({ status: 'live' }),
  });
  app.route({
    method: 'GET',
    url: '/readyz',
    config: { isPublic: true, mayTakeLong: true },
    schema: { response: { 200: Body, 503: Body } },
    async handler(_request, reply) {
      const status = health.isDraining ? 'draining' : await statusOfStore();
      return reply.code(status === READY ? 200 : 503).send({ status });
    },
  });
  return health;
}

const READY = 'ready';

/**
 * Probes that come together share one look. A look that takes too long is given up and the next probe has one of its own:
 * it may have been asked over a connection that will never answer, while a new one would.
 */
function createStoreCheck({ db, log, storeMsMax = STORE_MS_MAX }: HealthDeps): () => Promise<string> {
  let looking: Promise<string> | undefined;
  let last = READY;
  const look = async (): Promise<string> => {
    const status = await inTime(readAndWrite(db), storeMsMax).catch((error: unknown) => {
      // Probes come every few seconds; the log needs the first.
      if (last === READY) log.error({ err: error }, 'the store cannot be reached');
      return 'store unavailable';
    });
    if (status === READY && last !== READY) log.info('the store can be used again');
    last = status;
    looking = undefined;
    return status;
  };
  return () => {
    looking ??= look();
    return looking;
  };
}

async function readAndWrite(db: Db): Promise<string> {
  await listIncidents(db, 1);
  return (await db.canWrite()) ? READY : 'store cannot be written';
}
