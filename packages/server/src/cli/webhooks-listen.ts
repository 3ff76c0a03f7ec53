import { randomBytes } from 'node:crypto';
import type { WebhookEvent } from '@rivya/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { SIGNING_SECRET_PREFIX, signMessage } from '../platform/webhook-signature.ts';
import { EVENT_TYPES, eventTypes } from './event-types.ts';
import { usage } from './failure.ts';
import { count, elapsed, moment, oneLine } from './format.ts';
import { createForwarder, type Forwarded, type Forwarder } from './forward-event.ts';
import { Interruption } from './interruption.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

type ListenOptions = {
  readonly forward?: string;
  readonly secret?: string;
  readonly events: readonly WebhookEvent['type'][];
  readonly since?: string;
};

const HELP = `
It asks the server for events, so no endpoint and no public address is needed; whatever endpoints there are get theirs as
well. Ctrl-C ends it with exit code 0.

With --json each line on stdout is a JSON value: first
  {"type": "listening", "after", "forward_to", "signing_secret"}
then, for each event,
  {"type": "event", "event": {...}, "forwarded": {"status", "duration_ms", "tries", "error"} or null}
and notices of a server or receiver that is away are lines {"notice"} on stderr.`;

/** Adds `webhooks listen`. */
export function addListen(webhooks: Command, session: Session): void {
  webhooks
    .command('listen')
    .description('print events as they happen and forward them to a program on this machine')
    .option('--forward <url>', 'where to send them, signed, such as http://localhost:3000/hook', receiverUrl)
    .option('--secret <secret>', 'whsec_…, to sign with (default: one made for this session)', signingSecret)
    .option('--events <types>', 'only these, such as generation.failed', eventTypes, EVENT_TYPES)
    .option('--since <id>', 'begin after this event, evt_… (default: with what happens from now on)')
    .addHelpText('after', HELP)
    .action((options: ListenOptions) => listen(session, options));
}

async function listen({ useApi, output }: Session, options: ListenOptions): Promise<void> {
  if (options.secret !== undefined && options.forward === undefined) throw usage('--secret needs --forward.');
  const { followEvents } = await import('./follow-events.ts');
  const secret = options.secret ?? newSecret();
  const onNotice = (text: string) => output.warn(output.isJson ? JSON.stringify({ notice: text }) : text);
  const seen = { count: 0, lastId: options.since };
  using interruption = new Interruption();
  const { signal } = interruption;
  try {
    await useApi({ signal }, async (api) => {
      const { forward: url } = options;
      const forward =
        url === undefined ? undefined : createForwarder({ url, secret, signal: api.signal, onRetry: onNotice });
      const onEvent = async (event: WebhookEvent) => {
        if (options.events.includes(event.type)) {
          tellEvent(output, event, await forwarded(event, forward));
          seen.count += 1;
        }
        seen.lastId = event.id;
      };
      const onStart = (after: string) => {
        seen.lastId = after;
        tellStart(output, { server: api.server, after, secret, ...options });
      };
      await followEvents(api, { since: options.since, onStart, onEvent, onNotice });
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    tellEnd(output, seen);
  }
}

/** With the bytes that endpoints are sent: those of the list say beside that they are events. */
async function forwarded({ object: _object, ...event }: WebhookEvent, forward: Forwarder | undefined) {
  return forward === undefined ? null : await forward(event);
}

type Start = Omit<ListenOptions, 'since'> & {
  readonly server: string;
  readonly after: string;
  readonly secret: string;
};

function tellStart(output: Output, { server, after, secret, forward, events }: Start): void {
  const value = {
    ...{ type: 'listening', after, forward_to: forward ?? null },
    signing_secret: forward === undefined ? null : secret,
  };
  output.result(value, () => {
    const target = forward === undefined ? [] : [`Forwarding to ${forward}, signed with:`, '', `  ${secret}`, ''];
    return [`Listening at ${server} for ${events.join(', ')}.`, ...target, 'Ctrl-C ends it.'].join('\n');
  });
}

function tellEvent(output: Output, event: WebhookEvent, outcome: Forwarded | null): void {
  output.result({ type: 'event', event, forwarded: outcome }, () => {
    const about = 'id' in event.data ? event.data.id : event.data.endpoint_id;
    const came = outcome === null ? '' : `  -> ${inWords(outcome)}`;
    return oneLine(`${moment(event.created_at)}  ${event.type}  ${event.id}  ${about}${came}`);
  });
}

function inWords({ status, error, tries, duration_ms: durationMs }: Forwarded): string {
  if (status !== null) return `${status} after ${elapsed(durationMs)}`;
  return `not delivered: ${error} (${tries === 1 ? '1 try' : `${tries} tries`})`;
}

function tellEnd(output: Output, { count: events, lastId }: { count: number; lastId: string | undefined }): void {
  const goOn = lastId === undefined ? '' : ` Go on from here with --since ${lastId}`;
  output.line(`${count(events, 'event')}.${goOn}`);
}

function newSecret(): string {
  return `${SIGNING_SECRET_PREFIX}${randomBytes(32).toString('base64')}`;
}

function receiverUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It must be an http or https address, such as http://localhost:3000/hook.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError('It must not hold a user name or password.');
  }
  return url.href;
}

function signingSecret(text: string): string {
  try {
    signMessage({ id: 'evt', sentAtMs: 0, body: '' }, [text]);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
