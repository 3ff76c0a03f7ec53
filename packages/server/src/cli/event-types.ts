import type { WebhookEvent, WebhookEventType } from '@rivya/sdk';
import { InvalidArgumentError } from 'commander';
import { commaSeparated } from './arguments.ts';

const ENDPOINT_EVENT_TYPES = [
  'generation.succeeded',
  'generation.failed',
] as const satisfies readonly WebhookEventType[];
/** All that an account's events can be. */
export const EVENT_TYPES = [...ENDPOINT_EVENT_TYPES, 'webhook.test'] as const satisfies readonly WebhookEvent['type'][];

/** `a,b` as types of events an endpoint can ask for. Throws commander's error for any other. */
export function endpointEventTypes(text: string): readonly WebhookEventType[] {
  return typesIn(text, ENDPOINT_EVENT_TYPES);
}

/** `a,b` as types of events, with that of tests. Throws commander's error for any other. */
export function eventTypes(text: string): readonly WebhookEvent['type'][] {
  return typesIn(text, EVENT_TYPES);
}

function typesIn<Type extends string>(text: string, known: readonly Type[]): readonly Type[] {
  return [...new Set(commaSeparated(text))].map((name) => {
    const type = known.find((one) => one === name);
    if (type === undefined) throw new InvalidArgumentError(`The types are ${known.join(', ')}.`);
    return type;
  });
}
