import type { SampleRequest } from './request.ts';
import { listRule, optionsOf, type Rule } from './sdk-rule.ts';

/** How the SDK makes the requests of webhooks. */
export const WEBHOOK_RULES: readonly Rule[] = [
  {
    method: 'POST',
    path: /^\/webhooks$/,
    call: ({ json }) => ({ method: 'webhooks.create', given: [json], variable: 'endpoint' }),
  },
  listRule(/^\/webhooks$/, 'webhooks.list', 'endpoints'),
  idRule('GET', /^\/webhooks\/([^/]+)$/, 'webhooks.retrieve', 'endpoint'),
  {
    method: 'PATCH',
    path: /^\/webhooks\/([^/]+)$/,
    call: ({ json }, id) => ({ method: 'webhooks.update', given: [id, json], variable: 'endpoint' }),
  },
  idRule('DELETE', /^\/webhooks\/([^/]+)$/, 'webhooks.delete', ''),
  idRule('POST', /^\/webhooks\/([^/]+)\/rotate-secret$/, 'webhooks.rotateSecret', 'endpoint'),
  idRule('POST', /^\/webhooks\/([^/]+)\/test$/, 'webhooks.test', 'delivery'),
  pagesRule(/^\/webhooks\/([^/]+)\/deliveries$/, 'webhooks.deliveries', 'deliveries'),
  deliveryRule('GET', /^\/webhooks\/([^/]+)\/deliveries\/([^/]+)$/, 'webhooks.retrieveDelivery'),
  deliveryRule('POST', /^\/webhooks\/([^/]+)\/deliveries\/([^/]+)\/redeliver$/, 'webhooks.redeliver'),
  listRule(/^\/webhook-events$/, 'webhooks.events', 'events'),
  idRule('GET', /^\/webhook-events\/([^/]+)$/, 'webhooks.retrieveEvent', 'event'),
  pagesRule(/^\/webhook-events\/([^/]+)\/deliveries$/, 'webhooks.eventDeliveries', 'deliveries'),
  {
    method: 'POST',
    path: /^\/webhook-events\/([^/]+)\/redeliver$/,
    call: ({ json }, id) => ({
      method: 'webhooks.redeliverEvent',
      given: [id, ...(json === undefined ? [] : [json])],
      variable: 'deliveries',
      shown: '.data',
    }),
  },
];

function idRule(method: SampleRequest['method'], path: RegExp, name: string, variable: string): Rule {
  return { method, path, call: (_request, id) => ({ method: name, given: [id], variable }) };
}

function pagesRule(path: RegExp, name: string, variable: string): Rule {
  return {
    method: 'GET',
    path,
    call: ({ query }, id) => ({ method: name, given: [id, ...optionsOf(query)], variable, shown: '.data' }),
  };
}

function deliveryRule(method: SampleRequest['method'], path: RegExp, name: string): Rule {
  return {
    method,
    path,
    call: (_request, endpointId, deliveryId) => ({
      method: name,
      given: [endpointId, deliveryId],
      variable: 'delivery',
    }),
  };
}
