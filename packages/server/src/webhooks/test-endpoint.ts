import { type Failure, fail } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { checkEndpointUrl } from './check-endpoint-url.ts';
import { type DeliveryRow, type DeliveryWithEvent, insertDeliveries } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { newEventIds } from './event-ids.ts';
import { type EventRow, insertEvents } from './event-store.ts';
import { eventPayloads } from './event-view.ts';
import { retrieveEndpoint } from './find-endpoints.ts';
import { type Attempt, TEST_EVENT_TYPE } from './states.ts';

/** How many tests may be under way in one process. */
const TESTS_MAX = 16;

type TestDeps = WebhookDeps & { readonly tests: EndpointTests };

/**
 * Sends a test event to an endpoint now, once, whatever its status, and answers the delivery with what came of it. The
 * endpoint itself is not changed: a test says nothing about its health, good or bad. Throws `not_found`,
 * `webhook_url_rejected`, and `rate_limited` while it is being tested.
 */
export async function testEndpoint(deps: TestDeps, accountId: string, endpointId: string): Promise<DeliveryWithEvent> {
  await retrieveEndpoint(deps, accountId, endpointId);
  return await deps.tests.run(endpointId, (signal) => sendTest(deps, { accountId, endpointId }, signal));
}

async function sendTest(
  deps: WebhookDeps,
  { accountId, endpointId }: { readonly accountId: string; readonly endpointId: string },
  signal: AbortSignal,
): Promise<DeliveryWithEvent> {
  const endpoint = await retrieveEndpoint(deps, accountId, endpointId);
  await checkEndpointUrl(deps.fetcher, endpoint.url);
  // Before the attempt, which may take long: who follows the list of events would have passed its place by then. A test
  // that is interrupted leaves an event without a delivery.
  const event = await deps.db.transaction(async (tx) => {
    const nowMs = deps.clock.now();
    const [id = ''] = await newEventIds(tx, [accountId], nowMs);
    const made = testEvent(endpoint, { id, nowMs });
    await insertEvents(tx, [made]);
    return made;
  });
  const [payload] = await eventPayloads(deps, [event]);
  if (payload === undefined) throw new Error('A test has nothing to send.');
  const { attempt } = await attemptDelivery(deps, endpoint, payload, signal);
  const delivery = testDelivery(event, { endpointId, attempt }, deps.clock.now());
  await deps.db.transaction((tx) => insertDeliveries(tx, [delivery]));
  return { ...delivery, event_type: event.type };
}

function testEvent(
  endpoint: { readonly id: string; readonly account_id: string },
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): EventRow {
  const data = {
    object: 'webhook_test',
    endpoint_id: endpoint.id,
    message: 'This is a test. If you can read it and its signature holds, this endpoint works.',
  };
  return {
    ...{ id, account_id: endpoint.account_id, type: TEST_EVENT_TYPE, generation_id: null },
    ...{ data: JSON.stringify(data), created_at: nowMs },
  };
}

function testDelivery(
  event: EventRow,
  { endpointId, attempt }: { readonly endpointId: string; readonly attempt: Attempt },
  nowMs: number,
): DeliveryRow {
  return {
    ...{ id: newId('whdel', nowMs), event_id: event.id, endpoint_id: endpointId, account_id: event.account_id },
    ...{ status: attempt.error === null ? 'succeeded' : 'failed', origin: 'test' },
    ...{ attempts: JSON.stringify([attempt]), attempt_count: 1, next_attempt_at: null, due_at: null, claim: null },
    ...{ created_at: event.created_at, completed_at: nowMs },
  };
}

/** The tests under way in this process: one of an endpoint at a time, and not too many altogether. */
export class EndpointTests {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #stopping = new AbortController();

  /** Runs a test; its signal aborts when the server stops. Throws `rate_limited` when there is no room for it. */
  async run<Result>(endpointId: string, test: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (this.#stopping.signal.aborted) throw stopping();
    if (this.#running.has(endpointId)) throw busy('This endpoint is being tested right now');
    if (this.#running.size >= TESTS_MAX) throw busy('Many endpoints are being tested right now');
    const running = test(this.#stopping.signal);
    this.#running.set(endpointId, running);
    try {
      return await running;
    } finally {
      this.#running.delete(endpointId);
    }
  }

  /** Breaks off every test, so that nothing is written after the server has stopped. */
  async stop(): Promise<void> {
    this.#stopping.abort(stopping());
    await Promise.allSettled(this.#running.values());
  }
}

function busy(what: string): Failure {
  return fail('rate_limited', { public: `${what}; try again in a second.`, headers: { 'retry-after': '1' } });
}

function stopping(): Failure {
  return fail('overloaded', {
    public: 'The server is stopping. The test may have arrived, but what came of it is not kept; try again later.',
    headers: { 'retry-after': '5' },
  });
}
