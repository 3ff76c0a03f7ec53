import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { createSecrets } from '../platform/secrets.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../platform/units.ts';
import { answer as rawAnswer, type Scenario, startRawServer } from '../platform/upstream/testing.ts';
import { attemptDelivery, type Outcome } from './attempt-delivery.ts';
import { replaceSecret } from './signing-secrets.ts';
import { headersOf, openScene, type Received, type SceneOptions, startReceiver } from './testing-deliveries.ts';

const payload = {
  id: 'evt_1',
  type: 'generation.succeeded',
  api_version: '2026-05-11',
  created_at: '2026-05-11T00:00:00.000Z',
  data: { id: 'task_1', prompt: 'Ä 🎈' },
} as const;
const never = new AbortController().signal;
/** Long enough for an answer on this machine to begin, and meant to be reached. */
const SHORT_MS = 200;

describe('attemptDelivery', () => {
  test('posts JSON under the headers of Standard Webhooks, and nothing else of ours', async (t) => {
    const { received } = await attempt(t, (response) => response.writeHead(200).end('thanks'));
    const { 'webhook-id': id, 'webhook-timestamp': time, ...headers } = received?.headers ?? {};
    assert.equal(id, 'evt_1');
    assert.match(String(time), /^\d{10}$/);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['user-agent'], 'Rivya-Webhooks/1');
    const names = ['accept', 'accept-encoding', 'connection', 'content-length', 'content-type', 'host', 'user-agent'];
    assert.deepEqual(Object.keys(headers).sort(), [...names, 'webhook-signature']);
    assert.deepEqual(JSON.parse(received?.body ?? ''), payload);
  });

  for (const status of [200, 201, 202, 204, 299]) {
    test(`${status}: delivered`, async (t) => {
      const { outcome } = await attempt(t, (response) => response.writeHead(status).end());
      assert.deepEqual(brief(outcome), { responseStatus: status, error: null, retryAfterMs: undefined });
    });
  }

  for (const status of [400, 401, 404, 408, 409, 410, 418, 429, 500, 503, 599]) {
    test(`${status}: not delivered`, async (t) => {
      const { outcome } = await attempt(t, (response) => response.writeHead(status).end());
      assert.deepEqual(brief(outcome), { responseStatus: status, error: 'http_status', retryAfterMs: undefined });
    });
  }

  for (const status of [300, 301, 302, 303, 304, 307, 308]) {
    test(`${status}: redirected, and not followed`, async (t) => {
      const elsewhere = await startReceiver(t);
      const { outcome } = await attempt(t, (response) => response.writeHead(status, { location: elsewhere.url }).end());
      assert.deepEqual(brief(outcome), { responseStatus: status, error: 'redirected', retryAfterMs: undefined });
      assert.equal(elsewhere.connections(), 0);
    });
  }

  for (const [what, header, expectedMs] of [
    ['seconds', '120', 120 * SECOND_MS],
    ['a date', (nowMs: number) => new Date(nowMs + HOUR_MS).toUTCString(), HOUR_MS],
    ['a date in the past', (nowMs: number) => new Date(nowMs - HOUR_MS).toUTCString(), 0],
    ['more than a day', '864000', DAY_MS],
    ['a number without end', '9'.repeat(400), DAY_MS],
    ['words', 'tomorrow', undefined],
    ['a negative number', '-5', undefined],
  ] as const) {
    test(`Retry-After in ${what} is ${expectedMs === undefined ? 'not understood' : 'told'}`, async (t) => {
      const { outcome } = await attempt(t, (response, nowMs) => {
        const value = typeof header === 'string' ? header : header(nowMs);
        response.writeHead(503, { 'retry-after': value }).end();
      });
      assert.equal(outcome.retryAfterMs, expectedMs);
    });
  }

  test('an answer with a huge body: its status counts, and it is not read on', async (t) => {
    const { outcome, written } = await attempt(t, (response) => {
      response.writeHead(200);
      writeForEver(response);
    });
    assert.equal(outcome.attempt.error, null);
    assert.ok((written ?? 0) < 64 * 2 ** 20, `${written} bytes were taken`);
  });

  test('an answer whose length is said to be huge: its status counts', async (t) => {
    const { outcome } = await attempt(t, (response) => {
      response.writeHead(200, { 'content-length': String(2 ** 40) });
      writeForEver(response);
    });
    assert.equal(outcome.attempt.error, null);
  });

  const silences = [
    ['accepts and never answers', () => undefined],
    ['ends no header', (response: ServerResponse) => response.socket?.write('HTTP/1.1 200 OK\r\nx: ')],
    ['begins an answer that it never ends', (response: ServerResponse) => response.writeHead(200).write('{')],
    ['only says that it goes on', (response: ServerResponse) => response.writeProcessing()],
  ] as const;
  for (const [what, respond] of silences) {
    test(`a receiver that ${what}: timeout`, async (t) => {
      const { outcome } = await attempt(t, respond, { attemptMsMax: SHORT_MS });
      assert.deepEqual(brief(outcome), { responseStatus: null, error: 'timeout', retryAfterMs: undefined });
    });
  }

  const breaks: readonly (readonly [string, Scenario, string])[] = [
    [
      'closes before it answers',
      async (connection) => {
        await connection.requests();
        connection.end();
      },
      'unreachable',
    ],
    [
      'resets before it answers',
      async (connection) => {
        await connection.requests();
        connection.reset();
      },
      'unreachable',
    ],
    [
      'closes in the middle of its answer',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      },
      'incomplete',
    ],
    [
      'answers with something else than HTTP',
      async (connection) => connection.end('SSH-2.0-OpenSSH_9.2\r\n'),
      'unreachable',
    ],
    [
      'wants to speak another protocol',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
      },
      'unreachable',
    ],
    [
      'answers with endless headers',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 200 OK\r\n', `x: ${'a'.repeat(1_000)}\r\n`.repeat(200), '\r\n');
      },
      'unreachable',
    ],
  ];
  for (const [what, scenario, error] of breaks) {
    test(`a receiver that ${what}: ${error}`, async (t) => {
      const server = await startRawServer(t, scenario);
      const { outcome } = await attemptAt(t, server.origin);
      assert.deepEqual(brief(outcome), { responseStatus: null, error, retryAfterMs: undefined });
    });
  }

  test('nothing listens: unreachable', async (t) => {
    const server = await startRawServer(t, () => undefined);
    const { outcome } = await attemptAt(t, server.origin.replace(/\d+$/, '1'));
    assert.equal(outcome.attempt.error, 'unreachable');
  });

  test('several answers at once: the first one counts', async (t) => {
    const server = await startRawServer(t, async (connection) => {
      await connection.requests();
      connection.end(rawAnswer('', { status: 204 }), rawAnswer('', { status: 500 }));
    });
    assert.equal((await attemptAt(t, server.origin)).outcome.attempt.responseStatus, 204);
  });

  test('throws the reason when it is cut off, and not an outcome', async (t) => {
    const scene = await openScene(t);
    const stopping = new AbortController();
    const reason = new Error('stopping');
    const receiver = await startReceiver(t, () => stopping.abort(reason));
    const endpoint = await scene.endpoint((await scene.addEndpoint(receiver.url)).id);
    await assert.rejects(attemptDelivery(scene.deps, endpoint, payload, stopping.signal), reason);
    await assert.rejects(attemptDelivery(scene.deps, endpoint, payload, stopping.signal), reason);
    assert.equal(receiver.connections(), 1);
  });
});

describe('the signature of a delivery', () => {
  test('verifies with the packages receivers use', async (t) => {
    const { received, secret, nowMs } = await attempt(t, (response) => response.writeHead(200).end());
    verify(t, nowMs, secret, received);
  });

  test('during a rotation verifies with the old and with the new secret, a day later with the new one only', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id, secret: old } = await scene.addEndpoint(receiver.url);
    const rotated = replaceSecret(scene.deps.secrets, await scene.endpoint(id), scene.clock.now());
    assert.ok(rotated);
    await scene.change(id, rotated.kept);
    const endpoint = await scene.endpoint(id);
    await attemptDelivery(scene.deps, endpoint, payload, never);
    for (const secret of [old, rotated.secret]) verify(t, scene.clock.now(), secret, receiver.received[0]);
    scene.clock.advance(DAY_MS - 1);
    await attemptDelivery(scene.deps, endpoint, payload, never);
    verify(t, scene.clock.now(), old, receiver.received[1]);
    scene.clock.advance(1);
    await attemptDelivery(scene.deps, endpoint, payload, never);
    verify(t, scene.clock.now(), rotated.secret, receiver.received[2]);
    assert.throws(() => verify(t, scene.clock.now(), old, receiver.received[2]), { name: 'WebhookVerificationError' });
  });

  test('cannot be made once RIVYA_SECRET is another one: secret_unreadable, and nothing is sent', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const endpoint = await scene.endpoint((await scene.addEndpoint(receiver.url)).id);
    const deps = { ...scene.deps, secrets: createSecrets(['x'.repeat(32)]) };
    const outcome = await attemptDelivery(deps, endpoint, payload, never);
    assert.deepEqual(brief(outcome), { responseStatus: null, error: 'secret_unreadable', retryAfterMs: undefined });
    assert.equal(receiver.connections(), 0);
  });

  test('cannot be made with the secret of another endpoint', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const one = await scene.endpoint((await scene.addEndpoint(receiver.url)).id);
    const other = await scene.endpoint((await scene.addEndpoint(receiver.url)).id);
    const swapped = { ...one, secrets: other.secrets };
    assert.equal((await attemptDelivery(scene.deps, swapped, payload, never)).attempt.error, 'secret_unreadable');
    assert.equal(receiver.connections(), 0);
  });
});

async function attempt(
  t: TestContext,
  respond: (response: ServerResponse, nowMs: number) => void,
  options: SceneOptions = {},
) {
  const times = { nowMs: 0 };
  let socket: ServerResponse['socket'] = null;
  const receiver = await startReceiver(t, (response) => {
    socket = response.socket;
    respond(response, times.nowMs);
  });
  const made = await attemptAt(t, receiver.url, options, times);
  return { ...made, received: receiver.received[0], written: bytesWrittenTo(socket) };
}

async function attemptAt(t: TestContext, url: string, options: SceneOptions = {}, times = { nowMs: 0 }) {
  const scene = await openScene(t, options);
  times.nowMs = scene.clock.now();
  const { id, secret } = await scene.addEndpoint(url);
  const outcome = await attemptDelivery(scene.deps, await scene.endpoint(id), payload, never);
  return { outcome, secret, nowMs: times.nowMs };
}

function bytesWrittenTo(socket: ServerResponse['socket']): number | undefined {
  return socket?.bytesWritten;
}

function brief({ attempt: { responseStatus, error }, retryAfterMs }: Outcome) {
  return { responseStatus, error, retryAfterMs };
}

function writeForEver(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, 'a');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more).on('error', () => undefined);
  more();
}

function verify(t: TestContext, nowMs: number, secret: string, received: Received | undefined): void {
  const headers = headersOf(received);
  t.mock.timers.enable({ apis: ['Date'], now: nowMs });
  try {
    new Webhook(secret).verify(received?.body ?? '', headers);
    new SvixWebhook(secret).verify(received?.body ?? '', headers);
  } finally {
    t.mock.timers.reset();
  }
}
