import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Db, Reader, Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import { createSecrets } from '../platform/secrets.ts';
import { openTestDb, testClock } from '../platform/testing.ts';
import { parseCidr } from '../platform/upstream/address-rules.ts';
import { createGuardedFetcher, type Resolve } from '../platform/upstream/guarded-fetcher.ts';
import type { DeliveryRow } from './delivery-store.ts';
import { scheduleEndpoints } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { type EndpointChange, type EndpointRow, insertEndpoint, nextDueAt, updateEndpoint } from './endpoint-store.ts';
import { type Sender, startSender, webhookMigrations } from './index.ts';
import { publishEvents } from './publish-events.ts';
import { makeSecret } from './signing-secrets.ts';
import type { Attempt } from './states.ts';

type Test = { after(work: () => Promise<void>): void };

/** For tests only: the secret that signing secrets are sealed with. */
export const SEALED_WITH = 's'.repeat(32);
export const ACCOUNT = 'acct_test';

export type SceneOptions = {
  readonly allowlist?: readonly string[];
  readonly resolve?: Resolve;
  readonly attemptMsMax?: number;
};

/** For tests only: the webhooks of a server on a store of their own, with a clock that is turned by hand. */
export class Scene {
  readonly db: Db;
  readonly clock = testClock();
  readonly deps: WebhookDeps;
  readonly #senders = new Set<Sender>();
  /** Tasks that cannot be read. */
  readonly unreadable = new Set<string>();
  /** The lines of the log. */
  readonly logged: string[] = [];

  constructor(db: Db, { allowlist = ['127.0.0.0/8'], resolve, attemptMsMax }: SceneOptions) {
    this.db = db;
    this.deps = {
      ...{
        db,
        clock: this.clock,
        log: pino({ level: 'debug' }, { write: (line) => this.logged.push(line) }),
        secrets: createSecrets([SEALED_WITH]),
      },
      fetcher: createGuardedFetcher({
        allowlist: allowlist.map(parseCidr),
        ...(resolve === undefined ? {} : { resolve }),
      }),
      readGenerations: (ids) => Promise.resolve(this.#generations(ids)),
      wake: () => this.wake(),
      ...(attemptMsMax === undefined ? {} : { attemptMsMax }),
    };
  }

  /** Adds an active endpoint and tells its id and signing secret. */
  async addEndpoint(url: string, change: Partial<EndpointRow> = {}): Promise<{ id: string; secret: string }> {
    const nowMs = this.clock.now();
    const id = newId('whend', nowMs);
    const { secret, kept } = makeSecret(this.deps.secrets, id);
    const never = { last_success_at: null, last_failure_at: null, failing_since: null, held_until: null, due_at: null };
    await this.db.transaction((tx) =>
      insertEndpoint(tx, {
        ...{ id, account_id: ACCOUNT, name: 'Test', url, status: 'active', disabled_reason: null, ...kept, ...never },
        ...{ event_types: '["generation.succeeded","generation.failed"]', failure_count: 0 },
        ...{ created_at: nowMs, updated_at: nowMs, disabled_at: null, revoked_at: null, ...change },
      }),
    );
    return { id, secret };
  }

  /** Publishes that so many tasks of an account succeeded; answers the tasks' ids. */
  async publish(count = 1, accountId = ACCOUNT): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, () => newId('task', this.clock.now()));
    const events = ids.map((generationId) => ({ accountId, type: 'generation.succeeded' as const, generationId }));
    await this.db.transaction((tx) => publishEvents(tx, this.clock, events));
    this.wake();
    return ids;
  }

  startSender(deps: WebhookDeps = this.deps): Sender {
    const sender = startSender(deps);
    this.#senders.add(sender);
    return sender;
  }

  /** Stops a sender, and cuts off what it sends after `graceMs`. */
  async stopSender(sender: Sender, graceMs = 0): Promise<void> {
    this.#senders.delete(sender);
    await sender.stop(graceMs);
  }

  wake(): void {
    for (const sender of this.#senders) sender.wake();
  }

  /** Resolves when nothing is due and nothing is under way. */
  async settled(): Promise<void> {
    this.wake();
    // Of one moment: between two looks a claim may become a delivery that is due again.
    const isSettled = async (tx: Tx) => {
      const dueAtMs = await nextDueAt(tx);
      return (dueAtMs === undefined || dueAtMs > this.clock.now()) && (await this.claimed(tx)) === 0;
    };
    await until(() => this.db.snapshot(isSettled));
  }

  /** Turns the clock to the next time anything is due, and lets it be sent; tells whether there was anything. */
  async nextRound(): Promise<boolean> {
    const dueAtMs = await nextDueAt(this.db.read);
    if (dueAtMs === undefined) return false;
    this.clock.advance(Math.max(0, dueAtMs - this.clock.now()));
    await this.settled();
    return true;
  }

  /** How many deliveries somebody is sending. */
  async claimed(reader: Reader = this.db.read): Promise<number> {
    const rows = await reader.selectFrom('webhook_deliveries').select('id').where('claim', 'is not', null).execute();
    return rows.length;
  }

  /** The deliveries to an endpoint, in the order they were made. */
  async deliveries(endpointId: string): Promise<readonly (DeliveryRow & { readonly tries: readonly Attempt[] })[]> {
    const rows = await this.db.read
      .selectFrom('webhook_deliveries')
      .selectAll()
      .where('endpoint_id', '=', endpointId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ ...row, tries: attemptsOf(row) }));
  }

  /** The only delivery there is to the endpoint. */
  async delivery(endpointId: string): Promise<DeliveryRow & { readonly tries: readonly Attempt[] }> {
    const [delivery, ...others] = await this.deliveries(endpointId);
    if (delivery === undefined || others.length > 0) throw new Error('There is not exactly one delivery.');
    return delivery;
  }

  endpoint(id: string): Promise<EndpointRow> {
    return this.db.read.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  /** Changes an endpoint as its owner's request does. */
  async change(id: string, change: EndpointChange): Promise<void> {
    await this.db.transaction(async (tx) => {
      await updateEndpoint(tx, id, change);
      await scheduleEndpoints(tx, [id], this.clock.now());
    });
    this.wake();
  }

  /** Turns the clock and proves that the receiver is sent nothing then, though something published later is sent. */
  async nothingComes(test: Test, receiver: Receiver, turnClock: () => void): Promise<void> {
    const before = receiver.received.length;
    turnClock();
    const witness = await startReceiver(test);
    await this.addEndpoint(witness.url, { account_id: 'acct_witness' });
    await this.publish(1, 'acct_witness');
    await until(() => witness.received.length === 1);
    if (receiver.received.length > before) throw new Error('Something was sent that should not have been.');
  }

  /** Lets the store refuse to let go of claims, and so to write down what came of an attempt, as a full disk does. */
  async setClaimsStuck(areStuck: boolean): Promise<void> {
    await this.db.transaction(async (tx) => {
      for (const statement of areStuck ? STUCK[this.db.kind] : UNSTUCK[this.db.kind]) {
        await sql.raw(statement).execute(tx);
      }
    });
  }

  async close(): Promise<void> {
    for (const sender of this.#senders) await this.stopSender(sender);
    await this.deps.fetcher.close();
  }

  #generations(ids: readonly string[]): ReadonlyMap<string, object> {
    if (ids.some((id) => this.unreadable.has(id))) throw new Error('A task that cannot be read.');
    return new Map(ids.map((id) => [id, { id, object: 'generation', status: 'succeeded' }]));
  }
}

const STUCK = {
  sqlite: [
    `create trigger stuck before update on webhook_deliveries when new.claim is null and old.claim is not null
     begin select raise(abort, 'database or disk is full'); end`,
  ],
  postgres: [
    `create function refuse() returns trigger language plpgsql as
     'begin raise exception ''database or disk is full''; end'`,
    `create trigger stuck before update on webhook_deliveries for each row
     when (new.claim is null and old.claim is not null) execute function refuse()`,
  ],
} as const;

const UNSTUCK = {
  sqlite: ['drop trigger stuck'],
  postgres: ['drop trigger stuck on webhook_deliveries', 'drop function refuse'],
} as const;

export async function openScene(test: Test, options: SceneOptions = {}): Promise<Scene> {
  // What a test opened last is closed first: a sender still writes when it is stopped.
  const undo: (() => void | Promise<void>)[] = [];
  const db = await openTestDb({ after: (work) => void undo.push(work) }, webhookMigrations);
  const scene = new Scene(db, options);
  test.after(async () => {
    await scene.close();
    for (const work of undo) await work();
  });
  return scene;
}

/** Asks again and again until it is so, however long that takes. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(1);
}

function attemptsOf(row: DeliveryRow): readonly Attempt[] {
  return JSON.parse(row.attempts);
}

/** For tests only: one request of a webhook. */
export type Received = { readonly headers: IncomingHttpHeaders; readonly path: string; readonly body: string };

/** Headers as the packages that verify them want them. */
export function headersOf(received: Received | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(received?.headers ?? {}).map(([name, value]) => [name, String(value)]));
}

/** The task that a request tells of. */
export function taskOf({ body }: Received): string {
  const payload: { readonly data: { readonly id: string } } = JSON.parse(body);
  return payload.data.id;
}

export type Receiver = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** In the order they came in whole. */
  readonly received: readonly Received[];
  /** How many connections were ever made. */
  connections(): number;
  /** How many requests were being answered at once, at most. */
  atOnceMax(): number;
};

/** For tests only: a receiver that answers as the test says, or not at all. */
export async function startReceiver(
  test: Test,
  answer: (response: ServerResponse, received: Received) => void = (response) => response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const counts = { connections: 0, atOnce: 0, atOnceMax: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    counts.atOnce += 1;
    counts.atOnceMax = Math.max(counts.atOnceMax, counts.atOnce);
    response.once('close', () => {
      counts.atOnce -= 1;
    });
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url: path = '' } = request;
      const one = { headers, path, body: Buffer.concat(chunks).toString() };
      received.push(one);
      answer(response, one);
    });
    request.on('error', () => undefined);
  }).on('connection', () => {
    counts.connections += 1;
  });
  const port = await listen(server);
  test.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    connections: () => counts.connections,
    atOnceMax: () => counts.atOnceMax,
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
