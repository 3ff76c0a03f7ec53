import type {
  ListWebhookDeliveriesQuery,
  ListWebhookEventDeliveriesQuery,
  ListWebhookEventsQuery,
  ListWebhooksQuery,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointList,
  WebhookEndpointRequest,
  WebhookEndpointWithSecret,
  WebhookEvent,
  WebhookEventList,
  WebhookRedeliveryRequest,
  WebhookSecretRotation,
} from '../generated/api.ts';
import type { ApiPromise } from '../transport/api-promise.ts';
import type { ListPromise } from '../transport/list-promise.ts';
import { RETRY_POLICIES } from '../transport/retry-policy.ts';
import type { Call, CallOptions, Transport } from '../transport/transport.ts';

const READ = { method: 'GET', policy: RETRY_POLICIES.read } as const;
const ACT = { method: 'POST', policy: RETRY_POLICIES.webhookAction, field: 'id' } as const;

/**
 * `client.webhooks`: endpoints that hear of finished tasks, what was delivered to them, and the events themselves. All of it
 * needs the scope `webhooks:manage`. Messages are proven by `verifyWebhook`, which needs no client.
 */
export class WebhooksApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The account's endpoints, newest first. */
  list(query?: ListWebhooksQuery, options?: CallOptions): ListPromise<WebhookEndpoint, WebhookEndpointList> {
    return this.#transport.sendList({ ...READ, path: ['webhooks'], query }, options);
  }

  /** Makes an endpoint. Its `signing_secret` is in this answer and never again. */
  create(request: WebhookEndpointRequest, options?: CallOptions): ApiPromise<WebhookEndpointWithSecret> {
    return this.#transport.send({ ...ACT, path: ['webhooks'], json: request }, options);
  }

  /** An endpoint as it is now, without its secret. */
  retrieve(id: string, options?: CallOptions): ApiPromise<WebhookEndpoint> {
    return this.#transport.send({ ...READ, path: ['webhooks', id], field: 'id' }, options);
  }

  /** Changes what is given and leaves the rest; `status: 'active'` takes up an endpoint that was disabled. */
  update(id: string, changes: WebhookEndpointChange, options?: CallOptions): ApiPromise<WebhookEndpoint> {
    const call = { method: 'PATCH', policy: RETRY_POLICIES.webhookUpdate, field: 'id' } as const;
    return this.#transport.send({ ...call, path: ['webhooks', id], json: changes }, options);
  }

  /** Ends an endpoint; what was still to be delivered to it is not. */
  delete(id: string, options?: CallOptions): ApiPromise<void> {
    const call = { method: 'DELETE', policy: RETRY_POLICIES.delete } as const;
    return this.#transport.send({ ...call, path: ['webhooks', id] }, options);
  }

  /** Makes a new `signing_secret`, in this answer and never again. The old one signs beside it for 24 hours. */
  rotateSecret(
    id: string,
    request: WebhookSecretRotation = {},
    options?: CallOptions,
  ): ApiPromise<WebhookEndpointWithSecret> {
    return this.#transport.send({ ...ACT, path: ['webhooks', id, 'rotate-secret'], json: request }, options);
  }

  /** Sends a `webhook.test` event at once and answers what came of it: look at `status`, a failure is an answer too. */
  test(id: string, options?: CallOptions): ApiPromise<WebhookDelivery> {
    return this.#transport.send({ ...ACT, path: ['webhooks', id, 'test'] }, options);
  }

  /** What was and is being delivered to an endpoint, with every attempt, newest first. */
  deliveries(
    endpointId: string,
    query?: ListWebhookDeliveriesQuery,
    options?: CallOptions,
  ): ListPromise<WebhookDelivery, WebhookDeliveryList> {
    return this.#transport.sendList({ ...READ, path: deliveriesOf(endpointId), query }, options);
  }

  /** One delivery with all its attempts. */
  retrieveDelivery(endpointId: string, deliveryId: string, options?: CallOptions): ApiPromise<WebhookDelivery> {
    const path = [...deliveriesOf(endpointId), deliveryId];
    return this.#transport.send({ ...READ, path, field: 'id' }, options);
  }

  /** Delivers the event of a delivery to its endpoint again, and answers the new delivery. */
  redeliver(endpointId: string, deliveryId: string, options?: CallOptions): ApiPromise<WebhookDelivery> {
    const path = [...deliveriesOf(endpointId), deliveryId, 'redeliver'];
    return this.#transport.send({ ...ACT, path }, options);
  }

  /**
   * What happened in the account in the last 30 days, newest first, whether or not an endpoint heard of it. With `after`,
   * the id of the last event you know, what came after it, the oldest first.
   */
  events(query?: ListWebhookEventsQuery, options?: CallOptions): ListPromise<WebhookEvent, WebhookEventList> {
    return this.#transport.sendList({ ...READ, path: ['webhook-events'], query }, options);
  }

  /** One event, as endpoints are sent it. */
  retrieveEvent(id: string, options?: CallOptions): ApiPromise<WebhookEvent> {
    return this.#transport.send({ ...READ, path: ['webhook-events', id], field: 'id' }, options);
  }

  /** The deliveries of an event to all endpoints, deleted ones as well, newest first. */
  eventDeliveries(
    id: string,
    query?: ListWebhookEventDeliveriesQuery,
    options?: CallOptions,
  ): ListPromise<WebhookDelivery, WebhookDeliveryList> {
    return this.#transport.sendList({ ...READ, path: ['webhook-events', id, 'deliveries'], query }, options);
  }

  /** Delivers an event again: to the endpoint that is named, else to every active one that asks for its type. */
  redeliverEvent(
    id: string,
    request: WebhookRedeliveryRequest = {},
    options?: CallOptions,
  ): ApiPromise<WebhookDeliveryList> {
    const call: Call = { ...ACT, path: ['webhook-events', id, 'redeliver'], json: request, field: 'data' };
    return this.#transport.send(call, options);
  }
}

function deliveriesOf(endpointId: string): readonly string[] {
  return ['webhooks', endpointId, 'deliveries'];
}
