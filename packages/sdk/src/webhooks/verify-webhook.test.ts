import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, request as sendRequest } from 'node:http';
import { describe, test } from 'node:test';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { type VerifyOptions, verifyWebhook } from './verify-webhook.ts';
import type { WebhookHeaders } from './webhook-headers.ts';
import { WebhookVerificationError, type WebhookVerificationReason } from './webhook-verification-error.ts';

const NOW = new Date('2026-05-11T00:00:00.000Z');
const SECRET = newSecret(32);
const ID = 'evt_01kra5ar00m4n5p6r7s8t9v0w1';
const EVENT = {
  ...{ id: ID, type: 'generation.succeeded', api_version: '2026-05-11', created_at: NOW.toISOString() },
  data: { id: 'task_01kra5ar00m4n5p6r7s8t9v0w1', status: 'succeeded', prompt: 'Ein Drachen über dem Meer 🪁' },
};
const BODY = JSON.stringify(EVENT);

function newSecret(bytes: number): string {
  return `whsec_${randomBytes(bytes).toString('base64')}`;
}

/** A signature as the specification says it, written down once more. */
function sign(body: string | Uint8Array, secret: string, { id = ID, timestamp = String(NOW.getTime() / 1_000) } = {}) {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

const verify = (body: string | Uint8Array | ArrayBuffer, headers: WebhookHeaders, options: VerifyOptions = {}) =>
  verifyWebhook(body, headers, SECRET, { now: NOW, ...options });

async function refuses(outcome: Promise<unknown>, reason: WebhookVerificationReason, message = /./): Promise<void> {
  await assert.rejects(outcome, (error: unknown) => {
    assert.ok(error instanceof WebhookVerificationError);
    assert.deepEqual([error.reason, error.code], [reason, 'webhook_verification_failed']);
    assert.match(error.message, message);
    return true;
  });
}

describe('verifyWebhook', () => {
  test('gives the event of a message that was signed with the secret', async () => {
    const event = await verify(BODY, sign(BODY, SECRET));
    assert.deepEqual(event, EVENT);
    assert.ok(event.type === 'generation.succeeded');
    // Known to the compiler by its type.
    assert.equal(event.data.status satisfies 'succeeded', 'succeeded');
  });

  test('takes the body as text and as bytes of any kind, also from the middle of a buffer', async () => {
    const headers = sign(BODY, SECRET);
    const bytes = new TextEncoder().encode(BODY);
    const around = new Uint8Array(bytes.length + 20);
    around.set(bytes, 7);
    const middle = around.subarray(7, 7 + bytes.length);
    for (const payload of [BODY, bytes, Buffer.from(BODY), bytes.buffer, middle]) {
      assert.deepEqual(await verify(payload, headers), EVENT);
    }
  });

  test('takes headers in any case, as Headers, as an object, and as lists of one', async () => {
    const headers = sign(BODY, SECRET);
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const others = { host: 'example.com', cookie: ['a', 'b'], 'x-none': undefined, ...headers };
    for (const one of [headers, upper, lists, others, new Headers(headers)]) {
      assert.deepEqual(await verify(BODY, one), EVENT);
    }
  });

  test('a request as Node has it is proven by its headers and the chunks of its body', async (t) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end();
      verify(Buffer.concat(chunks), request.headers).then(resolve, reject);
    }).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((listening) => server.once('listening', listening));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    sendRequest({ port: address.port, host: '127.0.0.1', method: 'POST', headers: sign(BODY, SECRET) }).end(BODY);
    assert.deepEqual(await promise, EVENT);
  });

  test('one of several signatures is enough, and versions it does not know are passed over', async () => {
    const headers = sign(BODY, SECRET);
    const other = sign(BODY, newSecret(32))['webhook-signature'];
    const right = headers['webhook-signature'];
    for (const signature of [`${other} ${right}`, `${right} ${other}`, `v1a,aGVsbG8= v2,x ${right}`]) {
      assert.deepEqual(await verify(BODY, { ...headers, 'webhook-signature': signature }), EVENT);
    }
    for (const signature of [other, right.replace('v1,', 'v2,'), right.replace('v1,', ''), 'v1,', 'v1', 'v1,%%%']) {
      await refuses(verify(BODY, { ...headers, 'webhook-signature': signature }), 'no_match');
    }
  });

  test('one of several secrets is enough, such as the old and the new one', async () => {
    const headers = sign(BODY, SECRET);
    assert.deepEqual(await verifyWebhook(BODY, headers, [newSecret(32), SECRET], { now: NOW }), EVENT);
    await refuses(verifyWebhook(BODY, headers, [newSecret(32), newSecret(24)], { now: NOW }), 'no_match');
  });

  test('refuses a body, an id or a time that is not what was signed', async () => {
    const headers = sign(BODY, SECRET);
    await refuses(verify(BODY.replace('succeeded', 'failed'), headers), 'no_match', /byte for byte/);
    await refuses(verify(`${BODY}\n`, headers), 'no_match');
    await refuses(verify('', headers), 'no_match');
    await refuses(verify(BODY, { ...headers, 'webhook-id': 'evt_other' }), 'no_match');
    const later = String(NOW.getTime() / 1_000 + 1);
    await refuses(verify(BODY, { ...headers, 'webhook-timestamp': later }), 'no_match');
  });

  test('refuses what was signed more than 5 minutes away from now, or than what is allowed', async () => {
    const at = (seconds: number) => sign(BODY, SECRET, { timestamp: String(NOW.getTime() / 1_000 + seconds) });
    for (const seconds of [-300, 300]) assert.deepEqual(await verify(BODY, at(seconds)), EVENT);
    await refuses(verify(BODY, at(-301)), 'stale', /signed 301 s ago/);
    await refuses(verify(BODY, at(301)), 'stale', /301 s ahead/);
    assert.deepEqual(await verify(BODY, at(-900), { toleranceSeconds: 900 }), EVENT);
    await refuses(verify(BODY, at(-1), { toleranceSeconds: 0 }), 'stale');
    await refuses(verifyWebhook(BODY, at(0), SECRET), 'stale');
  });

  test('a tolerance or a time that is none is refused instead of letting everything through', async () => {
    const headers = sign(BODY, SECRET, { timestamp: '1' });
    for (const toleranceSeconds of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      await assert.rejects(verify(BODY, headers, { toleranceSeconds }), { name: 'InvalidArgumentError' });
    }
    await assert.rejects(verify(BODY, headers, { now: new Date('x') }), { name: 'InvalidArgumentError' });
  });

  test('names the header that is missing, or there twice', async () => {
    const headers = sign(BODY, SECRET);
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const) {
      await refuses(
        verify(BODY, { ...headers, [name]: undefined }),
        'missing_header',
        new RegExp(`${name} is missing`),
      );
      await refuses(verify(BODY, { ...headers, [name]: '' }), 'missing_header');
      await refuses(verify(BODY, { ...headers, [name]: [headers[name], 'x'] }), 'missing_header', /more than once/);
      await refuses(verify(BODY, { ...headers, [name.toUpperCase()]: 'x' }), 'missing_header', /more than once/);
    }
    await refuses(verify(BODY, new Headers()), 'missing_header');
  });

  test('refuses a time that is not whole seconds', async () => {
    for (const timestamp of ['soon', '1778457600.5', '-5', '1e9', ' 1778457600', '1778457600000000']) {
      await refuses(verify(BODY, sign(BODY, SECRET, { timestamp })), 'bad_timestamp');
    }
  });

  test('refuses what is no whole signing secret, and does not show it', async () => {
    const headers = sign(BODY, SECRET);
    const withoutPrefix = SECRET.slice('whsec_'.length);
    const bad = ['', 'whsec_', withoutPrefix, 'whsec_12...abc123', `${SECRET}!`, newSecret(23), newSecret(65)];
    for (const secret of bad) {
      for (const given of [secret, [SECRET, secret]]) {
        await refuses(verifyWebhook(BODY, headers, given, { now: NOW }), 'bad_secret', /^(?!.*(12\.\.\.|!)).*$/);
      }
    }
    await refuses(verifyWebhook(BODY, headers, [], { now: NOW }), 'bad_secret', /there is none/);
    const unset: string = Object(process.env)['RIVYA_NO_SUCH_VARIABLE'];
    await refuses(verifyWebhook(BODY, headers, unset, { now: NOW }), 'bad_secret', /it is undefined/);
  });

  test('a parsed body gets told to pass the raw one', async () => {
    const parsed: string = JSON.parse(BODY);
    await refuses(verify(parsed, sign(BODY, SECRET)), 'bad_payload', /of type object\. Pass the raw body/);
    const none: string = JSON.parse('null');
    await refuses(verify(none, sign(BODY, SECRET)), 'bad_payload', /is null/);
  });

  test('a body that is signed but no event is refused', async () => {
    for (const body of ['', 'hello', '[]', 'null', '"x"', '{"id":"evt_1"}', '{"id":"evt_1","type":1,"data":{}}']) {
      await refuses(verify(body, sign(body, SECRET)), 'bad_payload', /The signature is right/);
    }
    const broken = new Uint8Array([...new TextEncoder().encode(BODY.slice(0, -2)), 0xff, 0x22, 0x7d]);
    await refuses(verify(broken, sign(broken, SECRET)), 'bad_payload', /not JSON/);
  });
});

for (const [name, Webhook] of [
  ['standardwebhooks', StandardWebhook],
  ['svix', SvixWebhook],
] as const) {
  describe(`the package ${name}`, () => {
    const headersAt = (date: Date, secret: string) => ({
      'webhook-id': ID,
      'webhook-timestamp': String(Math.floor(date.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(ID, date, BODY),
    });

    test('signs what verifyWebhook takes, with keys of every length', async () => {
      for (const bytes of [24, 31, 32, 33, 64]) {
        const secret = newSecret(bytes);
        assert.deepEqual(await verifyWebhook(BODY, headersAt(NOW, secret), secret, { now: NOW }), EVENT);
        await refuses(verifyWebhook(BODY, headersAt(NOW, newSecret(bytes)), secret, { now: NOW }), 'no_match');
      }
    });

    test('takes and refuses the same messages', async () => {
      const now = new Date();
      const right = sign(BODY, SECRET, { timestamp: String(Math.floor(now.getTime() / 1_000)) });
      const other = sign(BODY, newSecret(32), { timestamp: right['webhook-timestamp'] })['webhook-signature'];
      const messages: readonly (readonly [string, Record<string, string>])[] = [
        [BODY, right],
        [BODY, { ...right, 'webhook-signature': `v2,x ${other} ${right['webhook-signature']}` }],
        [BODY, { ...right, 'webhook-signature': other }],
        [`${BODY} `, right],
        [BODY, { ...right, 'webhook-id': 'evt_2' }],
        [BODY, sign(BODY, SECRET, { timestamp: String(Math.floor(now.getTime() / 1_000) - 3_600) })],
        [BODY, sign(BODY, SECRET, { timestamp: String(Math.floor(now.getTime() / 1_000) + 3_600) })],
      ];
      const ours: boolean[] = [];
      for (const [body, headers] of messages) {
        const isTaken = await verifyWebhook(body, headers, SECRET).then(
          () => true,
          () => false,
        );
        ours.push(isTaken);
        assert.equal(
          doesTake(() => new Webhook(SECRET).verify(body, headers)),
          isTaken,
        );
      }
      assert.deepEqual(ours, [true, true, false, false, false, false, false]);
    });
  });
}

function doesTake(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
