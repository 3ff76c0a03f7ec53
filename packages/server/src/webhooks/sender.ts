import { Batcher } from '../platform/db/batcher.ts';
import { newId } from '../platform/ids.ts';
import { startLoop } from '../platform/jobs/loop.ts';
import { SECOND_MS } from '../platform/units.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { type ClaimedDelivery, claimDeliveries, fullAccounts } from './claim-deliveries.ts';
import { releaseClaims } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { nextDueAt } from './endpoint-store.ts';
import { type EventPayload, eventPayloads } from './event-view.ts';
import { type Disabled, type FinishedAttempt, recordAttempts } from './record-attempts.ts';

/** Delivers what is due for as long as it runs. */
export interface Sender {
  /** Something may be due. */
  wake(): void;
  /** Takes nothing new, gives what is under way `graceMs` to end, cuts off the rest and hands it back. */
  stop(graceMs: number): Promise<void>;
}

/** How many deliveries are under way in one process: all together, and those to endpoints that have been failing. */
const SENDING_MAX = 256;
const SENDING_TO_FAILING_MAX = 64;
/** The longest a due delivery waits for a wake-up that got lost. */
const LOOK_MS = 5 * SECOND_MS;

/** Starts the sender. Deliveries of an endpoint go side by side, so none waits for one that hangs. */
export function startSender(deps: WebhookDeps): Sender {
  const sending = new Sending(deps);
  const loop = startLoop({ name: 'webhooks', everyMs: LOOK_MS, log: deps.log, round: () => sending.round() });
  sending.onRoom = () => loop.wake();
  return {
    wake: () => loop.wake(),
    async stop(graceMs) {
      await loop.stop();
      await sending.end(graceMs);
    },
  };
}

class Sending {
  onRoom: () => void = () => undefined;
  readonly #deps: WebhookDeps;
  /** Claims with a delivery of which nobody knows what came of it. */
  readonly #interrupted = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #records: Batcher<FinishedAttempt, undefined>;
  #failing = 0;
  /** How many deliveries of each account are under way here. */
  readonly #underWay = new Map<string, number>();

  constructor(deps: WebhookDeps) {
    this.#deps = deps;
    this.#records = new Batcher(async (finished) => {
      const disabled = await deps.db.transaction((tx) => recordAttempts(tx, finished, deps.clock.now()));
      for (const endpoint of disabled) this.#tellDisabled(endpoint);
      return finished.map(() => ({ ok: true, value: undefined }) as const);
    });
  }

  /** Claims what is due and there is room for; answers how long to wait for the next, in milliseconds. */
  async round(): Promise<number | undefined> {
    // What ends next asks for the next round; until then those have no room.
    const dueAtMs = await nextDueAt(this.#deps.db.read, fullAccounts(this.#underWay));
    const nowMs = this.#deps.clock.now();
    if (dueAtMs === undefined || dueAtMs > nowMs) return dueAtMs === undefined ? undefined : dueAtMs - nowMs;
    const free = SENDING_MAX - this.#running.size;
    // Whatever ends next asks for the next round.
    if (free <= 0) return undefined;
    const room = { all: free, failing: SENDING_TO_FAILING_MAX - this.#failing, underWay: this.#underWay };
    // A name of its own for each claim: one that was lost, even to the next of this process, can change nothing.
    const claim = newId('lease', nowMs);
    const claimed = await this.#deps.db.transaction((tx) => claimDeliveries(tx, { nowMs, claim, room }));
    if (claimed.length === 0) return undefined;
    await this.#start(claimed, claim);
    return 0;
  }

  /** Waits for what is under way, then cuts it off and lets go of it. */
  async end(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stopping.abort(new Error('The server is stopping.')), graceMs);
    await Promise.all(this.#running);
    clearTimeout(timer);
    if (this.#interrupted.size === 0) return;
    const names = [...this.#interrupted];
    await this.#deps.db
      .transaction((tx) => releaseClaims(tx, names, this.#deps.clock.now()))
      // A store that cannot be written now must not keep the server from stopping: the next start lets go of them too.
      .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'webhook deliveries could not be handed back'));
  }

  async #start(claimed: readonly ClaimedDelivery[], claim: string): Promise<void> {
    const payloads = await this.#payloads(claimed, claim);
    for (const [index, one] of claimed.entries()) {
      const payload = payloads[index];
      if (payload === undefined) continue;
      const running = this.#send(one, payload, claim).finally(() => {
        this.#running.delete(running);
        this.onRoom();
      });
      this.#running.add(running);
    }
  }

  /** What each of them is to be told; nothing for one that cannot be told, so that the others are not kept from it. */
  async #payloads(claimed: readonly ClaimedDelivery[], claim: string): Promise<readonly (EventPayload | undefined)[]> {
    try {
      return await eventPayloads(
        this.#deps,
        claimed.map(({ delivery }) => delivery.event),
      );
    } catch (error) {
      const [first, ...others] = claimed;
      if (first === undefined) return [];
      if (others.length > 0) {
        return (await Promise.all(claimed.map((one) => this.#payloads([one], claim)))).flat();
      }
      this.#interrupted.add(claim);
      this.#deps.log.error({ err: error, deliveryId: first.delivery.id }, 'a webhook event cannot be read');
      return [undefined];
    }
  }

  async #send({ delivery, endpoint }: ClaimedDelivery, payload: EventPayload, claim: string): Promise<void> {
    const isFailing = endpoint.failing_since !== null;
    if (isFailing) this.#failing += 1;
    this.#count(endpoint.account_id, 1);
    try {
      const outcome = await attemptDelivery(this.#deps, endpoint, payload, this.#stopping.signal);
      this.#deps.attempted?.(outcome.attempt);
      await this.#records.submit({ delivery, claim, url: endpoint.url, outcome });
    } catch (error) {
      // The claim runs out or is given back, and the delivery is tried again; its receiver knows it by its id.
      this.#interrupted.add(claim);
      if (!this.#stopping.signal.aborted) {
        this.#deps.log.error({ err: error, deliveryId: delivery.id }, 'a webhook delivery was interrupted');
      }
    } finally {
      if (isFailing) this.#failing -= 1;
      this.#count(endpoint.account_id, -1);
    }
  }

  #count(accountId: string, change: 1 | -1): void {
    const count = (this.#underWay.get(accountId) ?? 0) + change;
    if (count > 0) this.#underWay.set(accountId, count);
    else this.#underWay.delete(accountId);
  }

  #tellDisabled({ id, account_id: accountId, disabled_reason: reason }: Disabled): void {
    this.#deps.log.warn({ endpointId: id, accountId, reason }, 'a webhook endpoint was disabled');
  }
}
