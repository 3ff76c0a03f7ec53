/** What an endpoint can ask to hear of. */
export const EVENT_TYPES = ['generation.succeeded', 'generation.failed'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Sent only when asked for, to the one endpoint that is tested. */
export const TEST_EVENT_TYPE = 'webhook.test';
export type AnyEventType = EventType | typeof TEST_EVENT_TYPE;
export const ANY_EVENT_TYPES = [...EVENT_TYPES, TEST_EVENT_TYPE] as const satisfies readonly AnyEventType[];

/** The version of the payload; the same in every event until its shape changes. */
export const API_VERSION = '2026-05-11';

/** `revoked` endpoints are deleted: nobody sees them, only their deliveries stay. */
export const ENDPOINT_STATUSES = ['active', 'disabled', 'revoked'] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

/** Why an endpoint is disabled: its owner wanted it so, it answered 410, or it has only failed for days. */
export const DISABLED_REASONS = ['requested', 'gone', 'failing'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** `pending` waits for its next attempt; the others are final. `revoked`: its endpoint was deleted before it arrived. */
export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'revoked'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What brought a delivery about. Only the first kind is limited to one per event and endpoint. */
export const DELIVERY_ORIGINS = ['event', 'redelivery', 'test'] as const;
export type DeliveryOrigin = (typeof DELIVERY_ORIGINS)[number];

/** What went wrong with an attempt. Nothing else of an answer is kept but its status and how long it took. */
export const ATTEMPT_ERRORS = [
  'http_status',
  'redirected',
  'timeout',
  'name_unknown',
  'tls_failed',
  'unreachable',
  'incomplete',
  'address_forbidden',
  'url_forbidden',
  'secret_unreadable',
] as const;
export type AttemptError = (typeof ATTEMPT_ERRORS)[number];

/** One attempt to deliver, as it is kept with its delivery. */
export type Attempt = {
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** The HTTP status, if there was an answer. */
  readonly responseStatus: number | null;
  /** `null` for success. */
  readonly error: AttemptError | null;
};
