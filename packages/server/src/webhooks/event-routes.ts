import type { TSchema } from 'typebox';
import { callerOf } from '../accounts/index.ts';
import { listView } from '../platform/http/cursor.ts';
import { ListOf } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { WebhookDeps } from './deps.ts';
import { listEvents, retrieveEvent } from './find-events.ts';
import { listEventDeliveries } from './list-deliveries.ts';
import { operations } from './operations.ts';
import { redeliverEvent } from './redeliver.ts';
import { EventPath, EventsQuery, NoQuery, PagesQuery, RedeliverBody } from './requests.ts';
import { DeliveryBody, deliveryView, eventBody, eventView } from './view.ts';

const PATH = '/api/v1/webhook-events';

/** What happened in an account, whether or not an endpoint heard of it. */
export function eventRoutes(app: HttpServer, deps: WebhookDeps, task: TSchema): void {
  const EventBody = eventBody(task);
  app.route({
    method: 'GET',
    url: PATH,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.events,
      querystring: EventsQuery,
      response: { 200: ListOf(EventBody, 'newest first; with `after` the oldest first') },
    },
    handler: async (request) => listView(await listEvents(deps, callerOf(request).accountId, request.query), eventView),
  });
  app.route({
    method: 'GET',
    url: `${PATH}/:eventId`,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.retrieveEvent,
      params: EventPath,
      querystring: NoQuery,
      response: { 200: EventBody },
    },
    handler: async (request) =>
      eventView(await retrieveEvent(deps, callerOf(request).accountId, request.params.eventId)),
  });
  eventDeliveryRoutes(app, deps);
}

function eventDeliveryRoutes(app: HttpServer, deps: WebhookDeps): void {
  app.route({
    method: 'GET',
    url: `${PATH}/:eventId/deliveries`,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.eventDeliveries,
      params: EventPath,
      querystring: PagesQuery,
      response: { 200: ListOf(DeliveryBody) },
    },
    async handler(request) {
      const place = { accountId: callerOf(request).accountId, eventId: request.params.eventId };
      return listView(await listEventDeliveries(deps, place, request.query), deliveryView);
    },
  });
  app.route({
    method: 'POST',
    url: `${PATH}/:eventId/redeliver`,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.redeliverEvent,
      params: EventPath,
      querystring: NoQuery,
      body: RedeliverBody,
      response: { 202: ListOf(DeliveryBody) },
    },
    async handler(request, reply) {
      const items = await redeliverEvent(deps, {
        accountId: callerOf(request).accountId,
        eventId: request.params.eventId,
        endpointId: request.body?.endpoint_id,
      });
      return reply.code(202).send(listView({ items, nextCursor: null }, deliveryView));
    },
  });
}
