import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { callerOf } from '../accounts/index.ts';
import { listView } from '../platform/http/cursor.ts';
import { readIdempotencyKey } from '../platform/http/idempotency.ts';
import { ListOf, Nullable, PageQuery } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { SECOND_MS } from '../platform/units.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { CREATE_ROUTE, type CreateQueue, createGeneration, estimateGeneration } from './create-generation.ts';
import type { GenerationDeps } from './deps.ts';
import { listGenerations } from './list-generations.ts';
import { operations } from './operations.ts';
import { retrieveGeneration, WAIT_SECONDS_MAX, waitForGeneration } from './retrieve-generation.ts';
import { STATUSES } from './states.ts';
import { EstimateBody, GenerationBody } from './view.ts';

/** The caller's own id for a request. It comes back exactly as it was sent. */
const TraceId = Type.String({
  minLength: 1,
  maxLength: 128,
  format: 'plain-text',
  description: 'An id of your own for this request: it comes back as it was sent and can be searched for.',
});

/** `prompt` and `params` are the model's to judge; see the catalogue. */
const CreateBody = Type.Object(
  {
    model: Type.String({ minLength: 1 }),
    prompt: Type.Optional(Type.Unknown()),
    params: Type.Optional(Type.Unknown()),
    client_request_id: Type.Optional(Nullable(TraceId)),
  },
  { title: 'GenerationRequest', additionalProperties: false },
);

const TaskId = Type.Object({
  id: Type.String({ description: 'The id of the task.', examples: ['task_01jv8z6q3m4n5p6r7s8t9v0w1x'] }),
});
const ListQuery = Type.Object(
  {
    ...PageQuery,
    status: Type.Optional(Type.Enum([...STATUSES], { description: 'Only tasks in this state.' })),
    model: Type.Optional(Type.String({ maxLength: 200, description: 'Only tasks of this model.' })),
    client_request_id: Type.Optional(
      Type.String({ maxLength: 128, description: 'Only tasks created with this id of yours.' }),
    ),
    created_after: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'Only tasks of this moment or later: a date, or a time with its zone.',
      }),
    ),
    created_before: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'Only tasks from before this moment: a date, or a time with its zone.',
      }),
    ),
  },
  { additionalProperties: false },
);
const WaitQuery = Type.Object(
  {
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: WAIT_SECONDS_MAX,
        description: 'How many seconds the call may be held until the task ends.',
      }),
    ),
  },
  { additionalProperties: false },
);
const NoBody = Type.Optional(Nullable(Type.Object({}, { additionalProperties: false })));
const NoQuery = Type.Object({}, { additionalProperties: false });

export function generationRoutes(app: HttpServer, deps: GenerationDeps & { creates: CreateQueue }): void {
  createRoutes(app, deps);
  readRoutes(app, deps);
  app.route({
    method: 'POST',
    url: '/api/v1/generations/:id/cancel',
    config: { scope: 'generations:create' },
    schema: {
      operation: operations.cancel,
      params: TaskId,
      querystring: NoQuery,
      body: NoBody,
      response: { 200: GenerationBody },
    },
    handler: (request) => cancelGeneration(deps, callerOf(request).accountId, request.params.id),
  });
}

function createRoutes(app: HttpServer, deps: GenerationDeps & { creates: CreateQueue }): void {
  app.route({
    method: 'POST',
    url: CREATE_ROUTE,
    config: { scope: 'generations:create', rate: 'create' },
    schema: { operation: operations.create, querystring: NoQuery, body: CreateBody },
    async handler(request, reply) {
      const caller = callerOf(request);
      const key = readIdempotencyKey(headersOf(request, 'idempotency-key'));
      const created = await createGeneration(deps, caller, request.body, key);
      if (created.isReplayed) reply.header('idempotent-replayed', 'true');
      // The answer is text already: a replay repeats the first answer byte for byte.
      return reply
        .code(202)
        .header('location', `${CREATE_ROUTE}/${created.id}`)
        .type('application/json; charset=utf-8')
        .send(created.answer);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/v1/generations/estimate',
    config: { scope: 'generations:create' },
    schema: {
      operation: operations.estimate,
      querystring: NoQuery,
      body: CreateBody,
      response: { 200: EstimateBody },
    },
    handler: (request) => estimateGeneration(deps, callerOf(request), request.body),
  });
}

/** Every value a header was sent with; Node joins repeated ones into one otherwise. */
function headersOf(request: FastifyRequest, name: string): readonly string[] | undefined {
  return request.headers[name] === undefined ? undefined : request.raw.headersDistinct[name];
}

function readRoutes(app: HttpServer, deps: GenerationDeps): void {
  app.route({
    method: 'GET',
    url: '/api/v1/generations/:id',
    config: { scope: 'generations:read', mayTakeLong: true },
    schema: {
      operation: operations.retrieve,
      params: TaskId,
      querystring: WaitQuery,
      response: { 200: GenerationBody },
    },
    handler(request) {
      const { accountId } = callerOf(request);
      const waitMs = (request.query.wait ?? 0) * SECOND_MS;
      return waitMs === 0
        ? retrieveGeneration(deps, accountId, request.params.id)
        : waitForGeneration(deps, accountId, request.params.id, { waitMs, signal: request.signal });
    },
  });
  app.route({
    method: 'GET',
    url: '/api/v1/generations',
    config: { scope: 'generations:read' },
    schema: { operation: operations.list, querystring: ListQuery, response: { 200: ListOf(GenerationBody) } },
    handler: async (request) =>
      listView(await listGenerations(deps, callerOf(request).accountId, request.query), (view) => view),
  });
}
