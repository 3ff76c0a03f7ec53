import { Type } from 'typebox';
import type { Db } from './platform/db/database.ts';
import type { HttpServer } from './platform/http/server.ts';
import { listIncidents } from './platform/incidents.ts';

export interface Health {
  /** Set when the server stops: `/readyz` says so, and load balancers send their requests elsewhere. */
  isDraining: boolean;
}

const Body = Type.Object({ status: Type.String() });

/** `/healthz`: the process answers. `/readyz`: it takes requests and its store answers; 503 otherwise. */
export function addHealth(app: HttpServer, db: Db): Health {
  const health: Health = { isDraining: false };
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
    config: { isPublic: true },
    schema: { response: { 200: Body, 503: Body } },
    async handler(_request, reply) {
      const status = await statusOf(health, db);
      return reply.code(status === 'ready' ? 200 : 503).send({ status });
    },
  });
  return health;
}

async function statusOf(health: Health, db: Db): Promise<string> {
  if (health.isDraining) return 'draining';
  try {
    await listIncidents(db, 1);
    return (await db.canWrite()) ? 'ready' : 'store cannot be written';
  } catch {
    return 'store unavailable';
  }
}
