import type { Catalogue } from '../../../catalogue/index.ts';
import type { JsonObject } from '../json.ts';
import { succeededTask } from './example-task.ts';
import type { OperationExamples } from './examples.ts';
import {
  DELIVERY_ID,
  ENDED_AT,
  ENDPOINT_CREATED_AT,
  ENDPOINT_ID,
  EVENT_ID,
  REDELIVERY_ID,
  TEST_DELIVERY_ID,
  TEST_EVENT_ID,
} from './ids.ts';

const URL = 'https://example.com/rivya/webhook';
const ALL_TYPES = ['generation.succeeded', 'generation.failed'];
/** The same bytes in every description; no server ever makes it. */
const SECRET = 'whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0YWJjMTIz';

/** An endpoint from its creation to the event it heard of, and the test before. */
export function webhookExamples(catalogue: Catalogue, baseUrl: string): Readonly<Record<string, OperationExamples>> {
  const active = { summary: 'An active endpoint', value: endpoint({}) };
  const disabled = { summary: 'Disabled', value: endpoint(DISABLED) };
  const created = { summary: 'Created', value: withSecret(endpoint({})) };
  const rotated = { summary: 'With the old secret for a day', value: withSecret(endpoint(ROTATED)) };
  return {
    createWebhook: {
      request: {
        all: { summary: 'All events', value: { name: 'Production webhook', url: URL, event_types: ALL_TYPES } },
        shortest: { summary: 'The same, in short', value: { url: URL } },
      },
      answer: { created },
    },
    listWebhooks: { answer: { page: page([active.value]) } },
    retrieveWebhook: { answer: { active, disabled } },
    updateWebhook: {
      request: {
        failures: { summary: 'Only failures', value: { event_types: ['generation.failed'] } },
        disable: { summary: 'Send nothing for now', value: { status: 'disabled' } },
      },
      answer: { disabled },
    },
    rotateWebhookSecret: {
      request: {
        replace: { summary: 'The one before signs on for a day', value: {} },
        leaked: { summary: 'All earlier ones end at once', value: { revoke_previous: true } },
      },
      answer: { rotated },
    },
    ...deliveryExamples(),
    ...eventExamples(catalogue, baseUrl),
  };
}

function deliveryExamples(): Readonly<Record<string, OperationExamples>> {
  const arrived = { summary: 'Arrived at the second attempt', value: delivery(ARRIVED) };
  const again = { summary: 'Asked for again', value: delivery(AGAIN) };
  const test = { summary: 'The test arrived', value: delivery(TESTED) };
  return {
    testWebhook: { answer: { test } },
    listWebhookDeliveries: { answer: { page: page([arrived.value, test.value]) } },
    retrieveWebhookDelivery: { answer: { arrived } },
    redeliverWebhookDelivery: { answer: { again } },
    listWebhookEventDeliveries: { answer: { page: page([arrived.value]) } },
    redeliverWebhookEvent: {
      request: {
        one: { summary: 'To one endpoint', value: { endpoint_id: ENDPOINT_ID } },
        all: { summary: 'To all that ask for it', value: {} },
      },
      answer: { page: page([again.value]) },
    },
  };
}

function eventExamples(catalogue: Catalogue, baseUrl: string): Readonly<Record<string, OperationExamples>> {
  const [model] = catalogue.list();
  if (model === undefined) return {};
  const about = { ...{ object: 'webhook_event', api_version: '2026-05-11' }, created_at: ENDED_AT };
  const data = succeededTask(model, baseUrl);
  const succeeded = { ...about, id: EVENT_ID, type: 'generation.succeeded', data };
  const tested = { object: 'webhook_test', endpoint_id: ENDPOINT_ID, message: 'This is a test.' };
  const test = { ...about, id: TEST_EVENT_ID, type: 'webhook.test', created_at: ENDPOINT_CREATED_AT, data: tested };
  return {
    listWebhookEvents: { answer: { page: page([succeeded, test]) } },
    retrieveWebhookEvent: {
      answer: {
        succeeded: { summary: 'A task has succeeded', value: succeeded },
        test: { summary: 'A test', value: test },
      },
    },
  };
}

function endpoint(change: JsonObject): JsonObject {
  return {
    id: ENDPOINT_ID,
    object: 'webhook_endpoint',
    name: 'Production webhook',
    url: URL,
    event_types: ALL_TYPES,
    status: 'active',
    disabled_reason: null,
    secret_preview: `${SECRET.slice(0, 8)}...${SECRET.slice(-6)}`,
    previous_secret_expires_at: null,
    last_success_at: null,
    last_failure_at: null,
    failure_count: 0,
    created_at: ENDPOINT_CREATED_AT,
    updated_at: ENDPOINT_CREATED_AT,
    disabled_at: null,
    revoked_at: null,
    ...change,
  };
}

function withSecret(shown: JsonObject): JsonObject {
  return { ...shown, signing_secret: SECRET };
}

const LATER = '2026-05-11T09:00:00.000Z';
const DISABLED = { status: 'disabled', disabled_reason: 'requested', disabled_at: LATER, updated_at: LATER } as const;
const ROTATED = { previous_secret_expires_at: '2026-05-12T09:00:00.000Z', updated_at: LATER } as const;

function delivery(change: JsonObject): JsonObject {
  return {
    object: 'webhook_delivery',
    event_id: EVENT_ID,
    event_type: 'generation.succeeded',
    endpoint_id: ENDPOINT_ID,
    next_attempt_at: null,
    created_at: ENDED_AT,
    ...change,
  };
}

const OK = { duration_ms: 84, response_status: 200, error: null } as const;

const ARRIVED = {
  ...{ id: DELIVERY_ID, status: 'succeeded', origin: 'event', attempt_count: 2 },
  attempts: [
    { number: 1, attempted_at: ENDED_AT, duration_ms: 61, response_status: 503, error: 'http_status' },
    { number: 2, attempted_at: '2026-05-11T00:00:17.240Z', ...OK },
  ],
  completed_at: '2026-05-11T00:00:17.324Z',
} as const;
const AGAIN = {
  ...{ id: REDELIVERY_ID, status: 'pending', origin: 'redelivery', attempt_count: 0, attempts: [] },
  ...{ next_attempt_at: LATER, created_at: LATER, completed_at: null },
} as const;
const TESTED = {
  ...{ id: TEST_DELIVERY_ID, event_id: TEST_EVENT_ID, event_type: 'webhook.test', status: 'succeeded', origin: 'test' },
  ...{ attempt_count: 1, attempts: [{ number: 1, attempted_at: ENDPOINT_CREATED_AT, ...OK }] },
  ...{ created_at: ENDPOINT_CREATED_AT, completed_at: '2026-05-10T10:00:00.084Z' },
} as const;

function page(data: readonly JsonObject[]) {
  return { summary: 'The only page', value: { object: 'list', data, has_more: false, next_cursor: null } };
}
