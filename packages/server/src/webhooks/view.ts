import { type Static, type TSchema, Type } from 'typebox';
import { toIso } from '../platform/clock.ts';
import { Nullable, Time } from '../platform/http/schemas.ts';
import type { DeliveryWithEvent } from './delivery-store.ts';
import type { EndpointRow } from './endpoint-store.ts';
import type { EventPayload } from './event-view.ts';
import { oldSecretsUntilMs } from './signing-secrets.ts';
import {
  ATTEMPT_ERRORS,
  type Attempt,
  DELIVERY_ORIGINS,
  DELIVERY_STATUSES,
  DISABLED_REASONS,
  ENDPOINT_STATUSES,
  EVENT_TYPES,
  type EventType,
  TEST_EVENT_TYPE,
} from './states.ts';

/** The types an endpoint can ask for. */
export const EventTypeBody = Type.Enum([...EVENT_TYPES], {
  type: 'string',
  title: 'WebhookEventType',
  description: 'What an endpoint can ask to hear of.',
});

const beforeSecret = {
  id: Type.String({ description: '`whend_` and 26 characters.' }),
  object: Type.Literal('webhook_endpoint'),
  name: Type.String({ description: 'What you call it.' }),
  url: Type.String({ format: 'uri', description: 'Where events are sent.' }),
  event_types: Type.Array(EventTypeBody, { description: 'What it hears of.' }),
  status: Type.Enum([...ENDPOINT_STATUSES], {
    title: 'WebhookEndpointStatus',
    description: 'Only an `active` endpoint is sent events. A deleted one is `revoked`, and is not shown any more.',
  }),
  disabled_reason: Nullable(
    Type.Enum([...DISABLED_REASONS], {
      title: 'WebhookDisabledReason',
      description:
        'Why it is disabled: on `requested`; it answered 410 and so said that it is `gone`; or it was `failing` for ' +
        'five days.',
    }),
    { description: '`null` unless it is disabled.' },
  ),
  secret_preview: Type.String({ description: 'The beginning and the end of the newest signing secret.' }),
};
const secret = {
  signing_secret: Type.String({
    description: 'What deliveries are signed with. Shown here and never again: keep it, or make a new one.',
  }),
};
const afterSecret = {
  previous_secret_expires_at: Nullable(Type.String({ format: 'date-time' }), {
    description:
      'Until then deliveries carry a signature of each replaced secret too; `null` when only the newest signs.',
  }),
  last_success_at: Nullable(Type.String({ format: 'date-time' }), {
    description: 'When a delivery last arrived; `null` if none has. Tests do not count.',
  }),
  last_failure_at: Nullable(Type.String({ format: 'date-time' }), {
    description: 'When an attempt last failed; `null` if none has. Tests do not count.',
  }),
  failure_count: Type.Integer({ description: 'How many attempts in a row have failed. Tests do not count.' }),
  created_at: Time('When it was created.'),
  updated_at: Time('When you last changed it, or its secret.'),
  disabled_at: Nullable(Type.String({ format: 'date-time' }), {
    description: 'Since when it is disabled; `null` while it is active.',
  }),
  revoked_at: Nullable(Type.String({ format: 'date-time' }), { description: '`null` until it is deleted.' }),
};

/** An endpoint as every answer shows it, but for the two that show its secret. */
export const EndpointBody = Type.Object(
  { ...beforeSecret, ...afterSecret },
  { title: 'WebhookEndpoint', description: 'Where an account hears of its generations.' },
);

/** An endpoint whose secret has just been made. */
export const EndpointWithSecretBody = Type.Object(
  { ...beforeSecret, ...secret, ...afterSecret },
  { title: 'WebhookEndpointWithSecret', description: 'An endpoint, and the secret that was just made for it.' },
);

const AttemptBody = Type.Object(
  {
    number: Type.Integer({ description: 'Counted from 1.' }),
    attempted_at: Time('When it was begun.'),
    duration_ms: Type.Integer({ description: 'How long it took, in milliseconds.' }),
    response_status: Nullable(Type.Integer(), { description: 'The HTTP status that came; `null` if none did.' }),
    error: Nullable(
      Type.Enum([...ATTEMPT_ERRORS], {
        title: 'WebhookAttemptError',
        description:
          'What went wrong: the status was not 2xx (`http_status`), or was 3xx (`redirected`: redirects are not ' +
          'followed); no whole answer within 15 seconds (`timeout`); no connection (`unreachable`); an answer that ' +
          'broke off (`incomplete`); an address that is not public (`address_forbidden`) or a URL that is not taken ' +
          '(`url_forbidden`); a signing secret this server cannot read any more (`secret_unreadable`: make a new one).',
      }),
      { description: '`null` for a success.' },
    ),
  },
  { title: 'WebhookAttempt', description: 'One attempt to deliver. Nothing of what was answered is kept but this.' },
);

/** A delivery as the wire shows it. */
export const DeliveryBody = Type.Object(
  {
    id: Type.String({ description: '`whdel_` and 26 characters.' }),
    object: Type.Literal('webhook_delivery'),
    event_id: Type.String({ description: 'What is delivered; sent as `webhook-id`, the same in every attempt.' }),
    event_type: Type.Enum([...EVENT_TYPES, TEST_EVENT_TYPE], {
      title: 'WebhookDeliveredType',
      description: 'The type of the event; `webhook.test` for tests.',
    }),
    endpoint_id: Type.String({ description: 'Where it goes.' }),
    status: Type.Enum([...DELIVERY_STATUSES], {
      title: 'WebhookDeliveryStatus',
      description:
        '`pending` until it has arrived (`succeeded`), its attempts are used up (`failed`), or its endpoint was ' +
        'deleted (`revoked`).',
    }),
    origin: Type.Enum([...DELIVERY_ORIGINS], {
      title: 'WebhookDeliveryOrigin',
      description: 'What brought it about: the `event` itself, a `redelivery` you asked for, or a `test`.',
    }),
    attempt_count: Type.Integer({ description: 'How many attempts were made.' }),
    next_attempt_at: Nullable(Type.String({ format: 'date-time' }), {
      description: 'When the next attempt is planned, if the endpoint is active then; `null` once it is final.',
    }),
    attempts: Type.Array(AttemptBody, { description: 'Every attempt, in order.' }),
    created_at: Time('When it was asked for.'),
    completed_at: Nullable(Type.String({ format: 'date-time' }), { description: 'When it became final.' }),
  },
  { title: 'WebhookDelivery', description: 'One event on its way to one endpoint.' },
);

const event = {
  id: Type.String({ description: '`evt_` and 26 characters.' }),
  object: Type.Literal('webhook_event'),
};
const eventTail = {
  api_version: Type.String({ description: 'The version of this shape.' }),
  created_at: Time('When it happened.'),
};
const TestData = Type.Object(
  {
    object: Type.Literal('webhook_test'),
    endpoint_id: Type.String({ description: 'The endpoint that was tested.' }),
    message: Type.String({ description: 'For people.' }),
  },
  { title: 'WebhookTest', description: 'What a test says of itself.' },
);

/** An event as the wire shows it. `task` is the schema of what the status route answers, which is not this folder's. */
export function eventBody(task: TSchema) {
  const ofTask = Type.Object(
    { ...event, type: EventTypeBody, ...eventTail, data: Type.Unsafe<object>(task) },
    { title: 'WebhookGenerationEvent', description: 'A task has ended; `data` is the task.' },
  );
  const ofTest = Type.Object(
    { ...event, type: Type.Literal(TEST_EVENT_TYPE), ...eventTail, data: Type.Unsafe<object>(TestData) },
    { title: 'WebhookTestEvent', description: 'An endpoint was tested.' },
  );
  return Type.Union([ofTask, ofTest], {
    title: 'WebhookEvent',
    description: 'Something that happened, as it is sent to endpoints but for `object`. Tell them apart by `type`.',
  });
}

/** Row to wire. */
export function endpointView(row: EndpointRow, nowMs: number): Static<typeof EndpointBody> {
  return { ...headOf(row), ...tailOf(row, nowMs) };
}

/** The same with the secret that was just made. */
export function endpointWithSecretView(
  { row, secret: signingSecret }: { readonly row: EndpointRow; readonly secret: string },
  nowMs: number,
): Static<typeof EndpointWithSecretBody> {
  return { ...headOf(row), signing_secret: signingSecret, ...tailOf(row, nowMs) };
}

function headOf(row: EndpointRow) {
  const eventTypes: EventType[] = JSON.parse(row.event_types);
  return {
    id: row.id,
    object: 'webhook_endpoint' as const,
    name: row.name,
    url: row.url,
    event_types: eventTypes,
    status: row.status,
    disabled_reason: row.disabled_reason,
    secret_preview: row.secret_preview,
  };
}

function tailOf(row: EndpointRow, nowMs: number) {
  return {
    previous_secret_expires_at: isoOrNull(oldSecretsUntilMs(row, nowMs) ?? null),
    last_success_at: isoOrNull(row.last_success_at),
    last_failure_at: isoOrNull(row.last_failure_at),
    failure_count: row.failure_count,
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
    disabled_at: isoOrNull(row.disabled_at),
    revoked_at: isoOrNull(row.revoked_at),
  };
}

/** Row to wire, with all that was tried. */
export function deliveryView(row: DeliveryWithEvent): Static<typeof DeliveryBody> {
  const attempts: readonly Attempt[] = JSON.parse(row.attempts);
  return {
    id: row.id,
    object: 'webhook_delivery',
    event_id: row.event_id,
    event_type: row.event_type,
    endpoint_id: row.endpoint_id,
    status: row.status,
    origin: row.origin,
    attempt_count: row.attempt_count,
    next_attempt_at: isoOrNull(row.next_attempt_at),
    attempts: attempts.map(attemptView),
    created_at: toIso(row.created_at),
    completed_at: isoOrNull(row.completed_at),
  };
}

function attemptView({ startedAtMs, durationMs, responseStatus, error }: Attempt, index: number) {
  return {
    number: index + 1,
    attempted_at: toIso(startedAtMs),
    duration_ms: durationMs,
    response_status: responseStatus,
    error,
  };
}

/** What is sent to endpoints, as the lists of events show it. */
export function eventView({ id, type, ...rest }: EventPayload): Static<ReturnType<typeof eventBody>> {
  const head = { id, object: 'webhook_event' as const };
  return type === TEST_EVENT_TYPE ? { ...head, type, ...rest } : { ...head, type, ...rest };
}

function isoOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : toIso(timeMs);
}
