import { Type } from 'typebox';
import { verifyLedger } from '../credits/index.ts';
import { toIso } from '../platform/clock.ts';
import { decodeCursor, listView, toPage } from '../platform/http/cursor.ts';
import { fail } from '../platform/http/errors.ts';
import { ListOf, Nullable, PageQuery } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { type Incident, listIncidents, resolveIncident } from '../platform/incidents.ts';
import type { AdminDeps } from './deps.ts';
import { requireToken } from './require-token.ts';
import { IncidentBody, REFUSALS, REFUSALS_OR_UNKNOWN, ReportBody } from './schemas.ts';

const PROBLEMS_SHOWN_MAX = 1_000;
const NOTE_CHARACTERS_MAX = 1_000;

const NoQuery = Type.Object({}, { additionalProperties: false });
const IncidentsQuery = Type.Object(
  { ...PageQuery, state: Type.Enum(['open', 'all'], { default: 'open' }) },
  { additionalProperties: false },
);
const IncidentId = Type.Object({ id: Type.String() });
const Resolution = Type.Optional(
  Nullable(
    Type.Object(
      { note: Type.Optional(Type.String({ minLength: 1, maxLength: NOTE_CHARACTERS_MAX })) },
      { additionalProperties: false },
    ),
  ),
);

/** Adds `GET /admin/v1/ledger/verify`, `GET /admin/v1/incidents` and `POST /admin/v1/incidents/{id}/resolve`. */
export function upkeepRoutes(app: HttpServer, deps: AdminDeps): void {
  const onRequest = requireToken(deps.adminToken);
  app.route({
    method: 'GET',
    url: '/admin/v1/ledger/verify',
    onRequest,
    schema: { querystring: NoQuery, response: { 200: ReportBody, ...REFUSALS } },
    handler: () => verify(deps),
  });
  app.route({
    method: 'GET',
    url: '/admin/v1/incidents',
    onRequest,
    schema: { querystring: IncidentsQuery, response: { 200: ListOf(IncidentBody), ...REFUSALS } },
    async handler(request) {
      const { limit, cursor, state } = request.query;
      const afterId = decodeCursor(cursor, 'inc');
      const found = await listIncidents(deps.db, limit + 1, { state, afterId });
      return listView(toPage(found, limit), incidentView);
    },
  });
  app.route({
    method: 'POST',
    url: '/admin/v1/incidents/:id/resolve',
    onRequest,
    schema: { params: IncidentId, body: Resolution, response: { 200: IncidentBody, ...REFUSALS_OR_UNKNOWN } },
    handler: async (request) => incidentView(await resolve(deps, request.params.id, request.body?.note)),
  });
}

async function resolve({ db, clock }: AdminDeps, id: string, note: string | undefined): Promise<Incident> {
  const incident = await db.transaction((tx) => resolveIncident(tx, clock, { id, note }));
  if (incident === undefined)
    throw fail('not_found', { public: 'There is no such incident; "rivya incidents" lists them.' });
  return incident;
}

async function verify(deps: AdminDeps) {
  const ledger = await verifyLedger(deps);
  const generations = await deps.verifyGenerations();
  const messages = [...ledger.problems.map(({ message }) => message), ...generations.problems];
  return {
    ok: messages.length === 0 && !ledger.isBroken,
    problem_count: messages.length,
    problems: messages.slice(0, PROBLEMS_SHOWN_MAX).map((message) => ({ message })),
    checked: { accounts: ledger.counts.wallets, entries: ledger.counts.entries, generations: generations.checked },
  };
}

function incidentView(incident: Incident) {
  return {
    id: incident.id,
    kind: incident.kind,
    subject_id: incident.subjectId,
    message: incident.message,
    times: incident.times,
    created_at: toIso(incident.createdAtMs),
    last_at: toIso(incident.lastAtMs),
    resolved_at: incident.resolvedAtMs === null ? null : toIso(incident.resolvedAtMs),
    note: incident.note,
  };
}
