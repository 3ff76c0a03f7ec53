import { Type } from 'typebox';
import type { EngineState } from '../generations/index.ts';
import { toIso } from '../platform/clock.ts';
import { listView } from '../platform/http/cursor.ts';
import { fail } from '../platform/http/errors.ts';
import { ListOf, Nullable } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { AdminDeps } from './deps.ts';
import { requireToken } from './require-token.ts';
import { EngineBody, REFUSALS, REFUSALS_OR_UNKNOWN } from './schemas.ts';

const NoQuery = Type.Object({}, { additionalProperties: false });
const EngineId = Type.Object({ id: Type.String() });
const Resume = Type.Optional(
  Nullable(Type.Object({ credential: Type.Optional(Type.String()) }, { additionalProperties: false })),
);

/** Adds `GET /admin/v1/engines` and `POST /admin/v1/engines/{id}/resume`. */
export function engineRoutes(app: HttpServer, deps: AdminDeps): void {
  const onRequest = requireToken(deps.adminToken);
  app.route({
    method: 'GET',
    url: '/admin/v1/engines',
    onRequest,
    schema: { querystring: NoQuery, response: { 200: ListOf(EngineBody), ...REFUSALS } },
    handler: async () => listView({ items: await deps.readEngines(), nextCursor: null }, engineView),
  });
  app.route({
    method: 'POST',
    url: '/admin/v1/engines/:id/resume',
    onRequest,
    schema: { params: EngineId, body: Resume, response: { 200: EngineBody, ...REFUSALS_OR_UNKNOWN } },
    handler: async (request) => engineView(await resume(deps, request.params.id, request.body?.credential)),
  });
}

/** Ends the pauses of an engine's credentials, or of one, and tells how the engine stands then. */
async function resume(deps: AdminDeps, id: string, credential: string | undefined): Promise<EngineState> {
  const isDone = await deps.resumeEngine(id, credential);
  const engines = await deps.readEngines();
  const engine = engines.find((one) => one.id === id);
  if (isDone && engine !== undefined) return engine;
  throw fail('not_found', { public: engine === undefined ? noEngine(engines) : nothingToResume(engine) });
}

function noEngine(engines: readonly EngineState[]): string {
  return `There is no such engine. There are: ${engines.map(({ id }) => id).join(', ')}.`;
}

function nothingToResume({ id, credentials }: EngineState): string {
  if (credentials.length === 0) return `The engine ${id} has no upstream credentials: it is never stopped.`;
  return `The engine ${id} has no such credential. It has: ${credentials.map(({ name }) => name).join(', ')}.`;
}

function engineView({ id, models, credentials }: EngineState) {
  return {
    id,
    models: [...models],
    credentials: credentials.map(({ name, state, pausedUntilMs, tasksInProcess, message }) => ({
      name,
      state,
      paused_until: pausedUntilMs === null ? null : toIso(pausedUntilMs),
      tasks_in_process: tasksInProcess,
      message,
    })),
  };
}
