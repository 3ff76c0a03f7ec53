import { type TSchema, Type } from 'typebox';
import { callerOf } from '../accounts/index.ts';
import { listView } from '../platform/http/cursor.ts';
import { ListOf } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { createEndpoint } from './create-endpoint.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import type { WebhookDeps } from './deps.ts';
import { eventRoutes } from './event-routes.ts';
import { listEndpoints, retrieveEndpoint } from './find-endpoints.ts';
import { operations } from './operations.ts';
import { CreateBody, EndpointPath, NoBody, NoQuery, PagesQuery, RotateBody, UpdateBody } from './requests.ts';
import { rotateSecret } from './rotate-secret.ts';
import { EndpointTests, testEndpoint } from './test-endpoint.ts';
import { updateEndpoint } from './update-endpoint.ts';
import {
  DeliveryBody,
  deliveryView,
  EndpointBody,
  EndpointWithSecretBody,
  endpointView,
  endpointWithSecretView,
} from './view.ts';

const PATH = '/api/v1/webhooks';
const ONE = `${PATH}/:endpointId` as const;

/** Endpoints, their deliveries and events. `task` is the schema of a task, which is what events tell of. */
export function webhookRoutes(app: HttpServer, deps: WebhookDeps, task: TSchema): void {
  createRoute(app, deps);
  readRoutes(app, deps);
  changeRoutes(app, deps);
  secretRoute(app, deps);
  testRoute(app, deps);
  deliveryRoutes(app, deps);
  eventRoutes(app, deps, task);
}

function createRoute(app: HttpServer, deps: WebhookDeps): void {
  app.route({
    method: 'POST',
    url: PATH,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.create,
      querystring: NoQuery,
      body: CreateBody,
      response: { 201: EndpointWithSecretBody },
    },
    async handler(request, reply) {
      const created = await createEndpoint(deps, callerOf(request).accountId, request.body);
      reply.code(201).header('location', `${PATH}/${created.row.id}`);
      return reply.send(endpointWithSecretView(created, deps.clock.now()));
    },
  });
}

function readRoutes(app: HttpServer, deps: WebhookDeps): void {
  app.route({
    method: 'GET',
    url: PATH,
    config: { scope: 'webhooks:manage' },
    schema: { operation: operations.list, querystring: PagesQuery, response: { 200: ListOf(EndpointBody) } },
    handler: async (request) =>
      listView(await listEndpoints(deps, callerOf(request).accountId, request.query), (row) =>
        endpointView(row, deps.clock.now()),
      ),
  });
  app.route({
    method: 'GET',
    url: ONE,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.retrieve,
      params: EndpointPath,
      querystring: NoQuery,
      response: { 200: EndpointBody },
    },
    handler: async (request) =>
      endpointView(
        await retrieveEndpoint(deps, callerOf(request).accountId, request.params.endpointId),
        deps.clock.now(),
      ),
  });
}

function changeRoutes(app: HttpServer, deps: WebhookDeps): void {
  app.route({
    method: 'PATCH',
    url: ONE,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.update,
      params: EndpointPath,
      querystring: NoQuery,
      body: UpdateBody,
      response: { 200: EndpointBody },
    },
    async handler(request) {
      const place = { accountId: callerOf(request).accountId, endpointId: request.params.endpointId };
      return endpointView(await updateEndpoint(deps, place, request.body), deps.clock.now());
    },
  });
  app.route({
    method: 'DELETE',
    url: ONE,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.delete,
      params: EndpointPath,
      querystring: NoQuery,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await deleteEndpoint(deps, callerOf(request).accountId, request.params.endpointId);
      return reply.code(204).send(null);
    },
  });
}

function secretRoute(app: HttpServer, deps: WebhookDeps): void {
  app.route({
    method: 'POST',
    url: `${ONE}/rotate-secret`,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.rotateSecret,
      params: EndpointPath,
      querystring: NoQuery,
      body: RotateBody,
      response: { 200: EndpointWithSecretBody },
    },
    handler: async (request) =>
      endpointWithSecretView(
        await rotateSecret(deps, callerOf(request).accountId, request.params.endpointId, {
          isLeaked: request.body?.revoke_previous === true,
        }),
        deps.clock.now(),
      ),
  });
}

function testRoute(app: HttpServer, deps: WebhookDeps): void {
  const tests = new EndpointTests();
  app.addHook('preClose', () => tests.stop());
  app.route({
    method: 'POST',
    url: `${ONE}/test`,
    config: { scope: 'webhooks:manage', mayTakeLong: true },
    schema: {
      operation: operations.test,
      params: EndpointPath,
      querystring: NoQuery,
      body: NoBody,
      response: { 200: DeliveryBody },
    },
    handler: async (request) =>
      deliveryView(await testEndpoint({ ...deps, tests }, callerOf(request).accountId, request.params.endpointId)),
  });
}
