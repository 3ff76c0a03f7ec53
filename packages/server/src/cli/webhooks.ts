import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEventType } from '@rivya/sdk';
import type { Command } from 'commander';
import { endpointEventTypes } from './event-types.ts';
import { CliError } from './failure.ts';
import { elapsed, moment, table } from './format.ts';
import type { PublicApi } from './public-api.ts';
import type { Session } from './session.ts';
import { addListen } from './webhooks-listen.ts';

type CreateOptions = { readonly name?: string; readonly events?: readonly WebhookEventType[] };

/** Adds `webhooks` with its commands. */
export function addWebhooks(program: Command, session: Session): void {
  const webhooks = program
    .command('webhooks')
    .description('events of finished generations, and the endpoints they are sent to (key: RIVYA_API_KEY)');
  addListen(webhooks, session);
  webhooks
    .command('list')
    .description('all endpoints, the newest first')
    .action(() => listEndpoints(session));
  webhooks
    .command('create')
    .description('make an endpoint; its signing secret is shown this once')
    .argument('<url>', 'where events are sent, https://…')
    .option('--name <name>', 'what it is for (default: the host of the URL)')
    .option('--events <types>', 'such as generation.failed (default: whatever ends a generation)', endpointEventTypes)
    .action((url: string, options: CreateOptions) => createEndpoint(session, url, options));
  for (const [name, description, run] of COMMANDS) {
    webhooks
      .command(name)
      .description(description)
      .argument('<id>', 'id of the endpoint, whend_…')
      .action((id: string) => run(session, id));
  }
}

const COMMANDS = [
  ['test', 'send a test event at once and tell what came of it', testEndpoint],
  ['deliveries', 'the newest deliveries to an endpoint', listDeliveries],
  ['rotate-secret', 'make a new signing secret, shown this once; the old one is valid for 24 hours more', rotateSecret],
  ['delete', 'end an endpoint for good', deleteEndpoint],
] as const;

async function listEndpoints({ useApi, output }: Session): Promise<void> {
  const endpoints = await useApi({}, async ({ client, signal }) => {
    const all: WebhookEndpoint[] = [];
    for await (const endpoint of client.webhooks.list({ limit: 100 }, { signal })) all.push(endpoint);
    return all;
  });
  output.result({ object: 'list', data: endpoints }, () => {
    if (endpoints.length === 0) return 'There are no endpoints.';
    const rows = endpoints.map((one) => [one.id, one.name, one.url, stateOf(one), one.event_types.join(',')]);
    return table(['ID', 'NAME', 'URL', 'STATE', 'EVENTS'], rows);
  });
}

async function createEndpoint({ useApi, output }: Session, url: string, options: CreateOptions): Promise<void> {
  const { name, events } = options;
  const endpoint = await useApi({}, ({ client, signal }) =>
    client.webhooks.create({ url, name, event_types: events }, { signal }),
  );
  output.result(
    endpoint,
    () =>
      `${endpoint.signing_secret}\n\nThis is the only time the signing secret is shown. ` +
      `The endpoint is ${endpoint.id}. Try it with: rivya webhooks test ${endpoint.id}`,
  );
}

async function testEndpoint({ useApi, output }: Session, id: string): Promise<void> {
  const delivery = await useApi({}, ({ client, signal }) => client.webhooks.test(id, { signal }));
  const [attempt] = delivery.attempts;
  const isArrived = delivery.status === 'succeeded';
  if (isArrived || output.isJson) output.result(delivery, () => `It arrived: ${outcomeOf(attempt)}.`);
  if (!isArrived) throw new CliError('webhook_test_failed', `It did not arrive: ${outcomeOf(attempt)}.`);
}

async function listDeliveries({ useApi, output }: Session, id: string): Promise<void> {
  const list = await useApi({}, async ({ client, signal }: PublicApi) =>
    client.webhooks.deliveries(id, undefined, { signal }),
  );
  output.result(list, () => {
    if (list.data.length === 0) return 'There are no deliveries.';
    const rows = list.data.map((delivery) => [
      moment(delivery.created_at),
      delivery.id,
      delivery.event_id,
      delivery.event_type,
      delivery.status,
      String(delivery.attempt_count),
      outcomeOf(delivery.attempts.at(-1)),
      nextAttemptOf(delivery),
    ]);
    return table(['WHEN', 'ID', 'EVENT', 'TYPE', 'STATUS', 'ATTEMPTS', 'LAST', 'NEXT'], rows, [5]);
  });
}

async function rotateSecret({ useApi, output }: Session, id: string): Promise<void> {
  const endpoint = await useApi({}, ({ client, signal }) => client.webhooks.rotateSecret(id, {}, { signal }));
  output.result(
    endpoint,
    () =>
      `${endpoint.signing_secret}\n\nThis is the only time the signing secret is shown. ` +
      `Messages carry a signature of the old one too until ${moment(endpoint.previous_secret_expires_at)}.`,
  );
}

async function deleteEndpoint({ useApi, output }: Session, id: string): Promise<void> {
  await useApi({}, ({ client, signal }) => client.webhooks.delete(id, { signal }));
  output.result({ id, deleted: true }, () => `${id} is deleted.`);
}

function stateOf({ status, disabled_at: disabledAt, disabled_reason: reason }: WebhookEndpoint): string {
  return status === 'disabled' ? `disabled ${moment(disabledAt)} (${reason})` : status;
}

function nextAttemptOf({ status, next_attempt_at: nextAt }: WebhookDelivery): string {
  return status === 'pending' ? moment(nextAt) : '-';
}

function outcomeOf(attempt: WebhookAttempt | undefined): string {
  if (attempt === undefined) return '-';
  const { response_status: status, error, duration_ms: durationMs } = attempt;
  return `${status === null ? error : `status ${status}`} after ${elapsed(durationMs)}`;
}
