import { callerOf } from '../accounts/index.ts';
import { listView } from '../platform/http/cursor.ts';
import { ListOf } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { WebhookDeps } from './deps.ts';
import { listDeliveries, retrieveDelivery } from './list-deliveries.ts';
import { operations } from './operations.ts';
import { redeliver } from './redeliver.ts';
import { DeliveriesQuery, DeliveryPath, EndpointPath, NoBody, NoQuery } from './requests.ts';
import { DeliveryBody, deliveryView } from './view.ts';

const PATH = '/api/v1/webhooks/:endpointId/deliveries';

/** What was sent to an endpoint, and sending it again. */
export function deliveryRoutes(app: HttpServer, deps: WebhookDeps): void {
  app.route({
    method: 'GET',
    url: PATH,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.deliveries,
      params: EndpointPath,
      querystring: DeliveriesQuery,
      response: { 200: ListOf(DeliveryBody) },
    },
    async handler(request) {
      const place = { accountId: callerOf(request).accountId, endpointId: request.params.endpointId };
      return listView(await listDeliveries(deps, place, request.query), deliveryView);
    },
  });
  app.route({
    method: 'GET',
    url: `${PATH}/:deliveryId`,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.retrieveDelivery,
      params: DeliveryPath,
      querystring: NoQuery,
      response: { 200: DeliveryBody },
    },
    handler: async (request) =>
      deliveryView(await retrieveDelivery(deps, { accountId: callerOf(request).accountId, ...request.params })),
  });
  app.route({
    method: 'POST',
    url: `${PATH}/:deliveryId/redeliver`,
    config: { scope: 'webhooks:manage' },
    schema: {
      operation: operations.redeliver,
      params: DeliveryPath,
      querystring: NoQuery,
      body: NoBody,
      response: { 202: DeliveryBody },
    },
    async handler(request, reply) {
      const again = await redeliver(deps, { accountId: callerOf(request).accountId, ...request.params });
      reply.code(202).header('location', `/api/v1/webhooks/${again.endpoint_id}/deliveries/${again.id}`);
      return reply.send(deliveryView(again));
    },
  });
}
