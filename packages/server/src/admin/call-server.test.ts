import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { callServer, NoAnswer, ServerRefusal } from './call-server.ts';
import { isText, shape } from './checks.ts';
import { AdminClient } from './client.ts';

/** A server that is not ours: it answers what the test says. */
async function serverThat(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

const isAnswer = shape({ id: isText });
const CALL = { method: 'GET', path: '/x', token: 't', timeoutMs: 10_000, check: isAnswer } as const;

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => assert.fail('it worked'),
    (error: unknown) => error,
  );
}

describe('callServer', () => {
  test('an answer of the right shape comes back whole', async (t) => {
    const server = await serverThat(t, (request, response) => {
      response.end(JSON.stringify({ id: request.headers.authorization, more: 1 }));
    });
    assert.deepEqual(await callServer({ ...CALL, server }), { id: 'Bearer t', more: 1 });
  });

  test('an error of the contract is a ServerRefusal with its code and details', async (t) => {
    const error = {
      code: 'rate_limited',
      message: 'Slow down.',
      requestId: 'req_1',
      details: [{ path: 'a', message: 'b' }],
    };
    const server = await serverThat(t, (_request, response) => {
      response.writeHead(429).end(JSON.stringify({ error }));
    });
    const failure = await failureOf(callServer({ ...CALL, server }));
    assert.ok(failure instanceof ServerRefusal);
    const { status, code, message, requestId, details } = failure;
    assert.equal(status, 429);
    assert.deepEqual({ code, message, requestId, details }, error);
  });

  for (const [what, status, body] of [
    ['HTML', 200, '<html>hello</html>'],
    ['another shape', 200, '{"name": "x"}'],
    ['an error that is not of the contract', 502, 'Bad Gateway'],
    ['an error without a message', 500, '{"error": {"code": "x"}}'],
  ] as const) {
    test(`${what} is somebody else's answer`, async (t) => {
      const server = await serverThat(t, (_request, response) => response.writeHead(status).end(body));
      const failure = await failureOf(callServer({ ...CALL, server }));
      assert.ok(failure instanceof NoAnswer && failure.kind === 'foreign');
      assert.match(
        failure.message,
        new RegExp(`^What answers at ${server} is not a Rivya server .*\\(status ${status}\\)`),
      );
    });
  }

  test('a refused connection says so and what to do', async (t) => {
    const server = await serverThat(t, () => undefined);
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    assert.ok(address !== null && typeof address === 'object' && server !== '');
    const failure = await failureOf(callServer({ ...CALL, server: `http://127.0.0.1:${address.port}` }));
    assert.ok(failure instanceof NoAnswer && failure.kind === 'unreachable');
    assert.match(failure.message, /connection refused\)\. Start one with "rivya serve" or set RIVYA_URL\.$/);
  });

  test('a connection that breaks is lost: the work may be done', async (t) => {
    const server = await serverThat(t, (request) => request.socket.destroy());
    const failure = await failureOf(callServer({ ...CALL, server }));
    assert.ok(failure instanceof NoAnswer && failure.kind === 'lost');
  });

  test('no answer in time is lost as well', async (t) => {
    const server = await serverThat(t, () => undefined);
    const failure = await failureOf(callServer({ ...CALL, server, timeoutMs: 20 }));
    assert.ok(failure instanceof NoAnswer && failure.kind === 'lost');
    assert.match(failure.message, /did not answer within 0.02 s/);
  });

  test('a redirect is not followed: it would take the token elsewhere', async (t) => {
    const server = await serverThat(t, (_request, response) => response.writeHead(302, { location: '/y' }).end());
    assert.ok((await failureOf(callServer({ ...CALL, server }))) instanceof NoAnswer);
  });
});

test('AdminClient reads a list to its end', async (t) => {
  const account = {
    id: 'acct_1',
    name: 'a',
    current_credits: 0,
    held_credits: 0,
    created_at: '2026-01-01T00:00:00.000Z',
  };
  const server = await serverThat(t, ({ url = '' }, response) => {
    const isLast = url.includes('cursor=next');
    response.end(JSON.stringify({ data: [account], has_more: !isLast, next_cursor: isLast ? null : 'next' }));
  });
  assert.deepEqual(await new AdminClient(server, 'token').listAccounts(), [account, account]);
});
