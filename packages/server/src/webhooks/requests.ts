import { Type } from 'typebox';
import { Nullable, PageQuery } from '../platform/http/schemas.ts';
import { ANY_EVENT_TYPES, DELIVERY_STATUSES, EVENT_TYPES } from './states.ts';
import { EventTypeBody } from './view.ts';

const NAME_CHARACTERS_MAX = 100;
const URL_CHARACTERS_MAX = 2_048;

const name = (description: string) =>
  Type.Optional(
    Type.String({
      ...{ minLength: 1, maxLength: NAME_CHARACTERS_MAX, format: 'plain-text', description },
      // Not blank: in a list nobody could tell what it is.
      pattern: '\\S',
    }),
  );
const Url = Type.String({
  minLength: 1,
  maxLength: URL_CHARACTERS_MAX,
  description: 'Where events are sent: https, to a public address.',
});
const eventTypes = (description: string) =>
  Type.Optional(Type.Array(EventTypeBody, { minItems: 1, uniqueItems: true, description }));

/** The body of a create. */
export const CreateBody = Type.Object(
  {
    name: name('What you call it; the host of the URL unless you say.'),
    url: Url,
    event_types: eventTypes(`What it hears of, each once; ${EVENT_TYPES.join(' and ')} unless you say.`),
  },
  { title: 'WebhookEndpointRequest', additionalProperties: false },
);

/** The body of a change. */
export const UpdateBody = Type.Object(
  {
    name: name('What you call it.'),
    url: Type.Optional(Url),
    event_types: eventTypes('What it hears of from now on, each once.'),
    status: Type.Optional(
      Type.Enum(['active', 'disabled'], { description: '`disabled` sends nothing to it until it is `active` again.' }),
    ),
  },
  {
    title: 'WebhookEndpointChange',
    description: 'At least one of these.',
    minProperties: 1,
    additionalProperties: false,
  },
);

/** The body of the redelivery of an event; it may be left out. */
export const RedeliverBody = Type.Optional(
  Nullable(
    Type.Object(
      { endpoint_id: Type.Optional(Type.String({ maxLength: 64, description: 'Only to this endpoint.' })) },
      { title: 'WebhookRedeliveryRequest', additionalProperties: false },
    ),
  ),
);

/** The body of a rotation; it may be left out. */
export const RotateBody = Type.Optional(
  Nullable(
    Type.Object(
      {
        revoke_previous: Type.Optional(
          Type.Boolean({
            description: '`true` ends all earlier secrets at once, as after a leak; else they sign on for a day.',
          }),
        ),
      },
      { title: 'WebhookSecretRotation', additionalProperties: false },
    ),
  ),
);

/** What a route that takes no body takes as one. */
export const NoBody = Type.Optional(Nullable(Type.Object({}, { additionalProperties: false })));
export const NoQuery = Type.Object({}, { additionalProperties: false });
export const PagesQuery = Type.Object(PageQuery, { additionalProperties: false });

/** The query of the list of an endpoint's deliveries. */
export const DeliveriesQuery = Type.Object(
  {
    ...PageQuery,
    status: Type.Optional(Type.Enum([...DELIVERY_STATUSES], { description: 'Only deliveries in this state.' })),
  },
  { additionalProperties: false },
);

/** The query of the list of events. */
export const EventsQuery = Type.Object(
  {
    ...PageQuery,
    type: Type.Optional(Type.Enum([...ANY_EVENT_TYPES], { description: 'Only events of this type.' })),
    generation_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'Only events of this task.' }),
    ),
    after: Type.Optional(
      Type.String({
        pattern: '^evt_[0-9a-z]{26}$',
        description: 'The id of an event, which may be gone: only what came after it, the oldest first.',
      }),
    ),
  },
  { additionalProperties: false },
);

const endpointId = Type.String({
  description: 'The id of the endpoint.',
  examples: ['whend_01jv8z3k5m7n9p1q3r5s7t9v1w'],
});
const deliveryId = Type.String({
  description: 'The id of the delivery.',
  examples: ['whdel_01jv8z7p3r5s7t9v1w3x5y7z9a'],
});
const eventId = Type.String({
  description: 'The id of the event.',
  examples: ['evt_01jv8z7n1p3q5r7s9t1v3w5x7y'],
});

export const EndpointPath = Type.Object({ endpointId });
export const DeliveryPath = Type.Object({ endpointId, deliveryId });
export const EventPath = Type.Object({ eventId });
