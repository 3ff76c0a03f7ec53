import type { Operation } from '../platform/http/described-routes.ts';
import { ENDPOINTS_MAX } from './create-endpoint.ts';

const tag = 'Webhooks';

/** How the routes of this folder are described. */
export const operations = {
  create: {
    id: 'createWebhook',
    tag,
    summary: 'Create a webhook endpoint',
    description:
      'From now on each event of a type it asks for is sent to this URL: `POST`, JSON, signed by the Standard Webhooks ' +
      'specification with the `signing_secret` of this answer, which is shown here and never again. The URL has to be ' +
      'https and lead to a public address; no user name, no fragment, no local name. An account has up to ' +
      `${ENDPOINTS_MAX} endpoints.`,
    errors: ['webhook_url_rejected'],
    answerHeaders: ['Location'],
  },
  list: {
    id: 'listWebhooks',
    tag,
    summary: 'List webhook endpoints',
    description: 'The endpoints of the account, the newest first, a page at a time. Deleted ones are not among them.',
  },
  retrieve: {
    id: 'retrieveWebhook',
    tag,
    summary: 'Retrieve a webhook endpoint',
    description: 'The endpoint as it is now, without its secret.',
  },
  update: {
    id: 'updateWebhook',
    tag,
    summary: 'Update a webhook endpoint',
    description:
      'Changes what is given and leaves the rest. While an endpoint is `disabled` nothing is sent to it and it misses ' +
      'what happens; deliveries that were pending go on once it is `active` again. The same rules as on creating hold ' +
      'for a new URL.',
    errors: ['webhook_url_rejected'],
  },
  delete: {
    id: 'deleteWebhook',
    tag,
    summary: 'Delete a webhook endpoint',
    description:
      'Nothing is sent to it any more, and it is gone: pending deliveries become `revoked`, its secrets are wiped. Its ' +
      'deliveries are still listed with their events.',
  },
  rotateSecret: {
    id: 'rotateWebhookSecret',
    tag,
    summary: 'Replace the signing secret',
    description:
      'Makes a new secret and shows it in this answer only. For 24 hours deliveries carry a signature of each, so that ' +
      'a receiver can change over in its own time; after a leak `revoke_previous` ends the earlier ones at once. ' +
      'Replaced too often within a day otherwise, the answer is 429 `rate_limited`.',
  },
  test: {
    id: 'testWebhook',
    tag,
    summary: 'Send a test event',
    description:
      'Sends one event of the type `webhook.test` to this endpoint, at once and once, also while it is disabled, and ' +
      'answers what came of it: the answer is 200 whether it arrived or not, see `status`. Takes as long as the ' +
      'receiver, up to 15 seconds. One test of an endpoint at a time. Nothing of the endpoint is changed by it. Takes ' +
      'no body.',
    errors: ['webhook_url_rejected'],
  },
  deliveries: {
    id: 'listWebhookDeliveries',
    tag,
    summary: 'List the deliveries of an endpoint',
    description: 'Each with all its attempts, the newest first, a page at a time. They are kept for 30 days.',
  },
  retrieveDelivery: {
    id: 'retrieveWebhookDelivery',
    tag,
    summary: 'Retrieve a delivery',
    description: 'One delivery to this endpoint, with all its attempts.',
  },
  redeliver: {
    id: 'redeliverWebhookDelivery',
    tag,
    summary: 'Deliver again',
    description:
      'Sends the event of this delivery to its endpoint once more, with the same `webhook-id`: a new delivery with ' +
      'attempts of its own, and this answer. Refused while the endpoint is disabled. Takes no body.',
    answerHeaders: ['Location'],
  },
  events: {
    id: 'listWebhookEvents',
    tag,
    summary: 'List events',
    description:
      'All that happened in the account in the last 30 days, with or without an endpoint that hears of it, the newest ' +
      'first. To go through what is new instead, send as `after` the id of the last event you know: the ones after it ' +
      'come, the oldest first. Together with `after` a `cursor` goes on in that direction: repeat `after` with it. The ' +
      'event of a test is listed before its attempt is made.',
  },
  retrieveEvent: {
    id: 'retrieveWebhookEvent',
    tag,
    summary: 'Retrieve an event',
    description: 'What endpoints are sent of it; media URLs are signed afresh.',
  },
  eventDeliveries: {
    id: 'listWebhookEventDeliveries',
    tag,
    summary: 'List the deliveries of an event',
    description: 'To all endpoints, also those that were deleted since, the newest first, a page at a time.',
  },
  redeliverEvent: {
    id: 'redeliverWebhookEvent',
    tag,
    summary: 'Deliver an event again',
    description:
      'Sends it to the endpoint you name, or to every active one that asks for events of its type, with the same ' +
      '`webhook-id`. The answer is the new deliveries, on one page; it is empty if no endpoint asks for it. Refused ' +
      'while an endpoint you name is disabled.',
  },
} as const satisfies Record<string, Operation>;
