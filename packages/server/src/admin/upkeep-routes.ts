import { Type } from 'typebox';
import { verifyLedger } from '../credits/index.ts';
import { toIso } from '../platform/clock.ts';
import { listView } from '../platform/http/cursor.ts';
import { ListOf, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { type Incident, listIncidents } from '../platform/incidents.ts';
import type { AdminDeps } from './deps.ts';
import { requireToken } from './require-token.ts';
import { IncidentBody, REFUSALS, ReportBody } from './schemas.ts';

const PROBLEMS_SHOWN_MAX = 1_000;

const NoQuery = Type.Object({}, { additionalProperties: false });
const IncidentsQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: PAGE_SIZE_MAX, default: PAGE_SIZE_DEFAULT }) },
  { additionalProperties: false },
);

/** Adds `GET /admin/v1/ledger/verify` and `GET /admin/v1/incidents`. */
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
    // Newest first and bounded, not paged: there is no cursor to go on from.
    handler: async (request) =>
      listView({ items: await listIncidents(deps.db, request.query.limit), nextCursor: null }, incidentView),
  });
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
    created_at: toIso(incident.createdAtMs),
  };
}
