import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { NoAnswer, ServerRefusal } from '../admin/client.ts';
import { type PublicApi, usePublicApi } from './public-api.ts';

/** A server that is not ours, and a way to switch it off. */
async function serverThat(t: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  t.after(close);
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { url: `http://127.0.0.1:${address.port}`, close };
}

async function failureOf(server: string, work: (api: PublicApi) => Promise<unknown>) {
  const whys: string[] = [];
  const options = { server, key: 'k', onFailedTry: (why: string) => whys.push(why) };
  const failure = await usePublicApi(options, work).then(
    () => assert.fail('it worked'),
    (error: unknown) => error,
  );
  return { failure, whys };
}

const readCredits = ({ client, signal }: PublicApi) => client.credits.retrieve({ signal });

describe('usePublicApi', () => {
  test('nobody listens: told at once, without another try', async (t) => {
    const { url, close } = await serverThat(t, () => undefined);
    close();
    const { failure, whys } = await failureOf(url, readCredits);
    assert.ok(failure instanceof NoAnswer && failure.kind === 'unreachable');
    assert.match(failure.message, /connection refused\)\. Start one with "rivya serve" or set RIVYA_URL\.$/);
    assert.deepEqual(whys, []);
  });

  test('nobody listens any more: it may be starting again, so it is tried again', async (t) => {
    const { url, close } = await serverThat(t, (_request, response) => {
      response.setHeader('connection', 'close').end('{"current_credits":1}');
    });
    const { failure, whys } = await failureOf(url, async (api) => {
      await readCredits(api);
      close();
      await api.client.credits.retrieve({ signal: api.signal, maxRetries: 1 });
    });
    assert.ok(failure instanceof NoAnswer && failure.kind === 'unreachable');
    assert.equal(whys.length, 2);
  });

  test('a refusal keeps its code, request id and details', async (t) => {
    const error = {
      code: 'validation_failed',
      message: 'No.',
      requestId: 'req_1',
      details: [{ path: 'a', message: 'b' }],
    };
    const { url } = await serverThat(t, (_request, response) => {
      response.writeHead(400).end(JSON.stringify({ error }));
    });
    const { failure } = await failureOf(url, readCredits);
    assert.ok(failure instanceof ServerRefusal);
    const { code, message, requestId, details } = failure;
    assert.deepEqual({ code, message, requestId, details }, error);
  });

  test('a busy server is told and tried again, as often as the call allows', async (t) => {
    const { url } = await serverThat(t, (_request, response) => {
      const error = { code: 'overloaded', message: 'Later.', requestId: 'req_1' };
      response.writeHead(503, { 'retry-after': '0' }).end(JSON.stringify({ error }));
    });
    const { failure, whys } = await failureOf(url, readCredits);
    assert.ok(failure instanceof ServerRefusal && failure.status === 503);
    assert.equal(whys.length, 3);
  });

  test("a web page is somebody else's answer", async (t) => {
    const { url } = await serverThat(t, (_request, response) => response.end('<html>hello</html>'));
    const { failure } = await failureOf(url, readCredits);
    assert.ok(failure instanceof NoAnswer && failure.kind === 'foreign');
    assert.match(failure.message, new RegExp(`^What answers at ${url} is not a Rivya server.*Check RIVYA_URL\\.$`));
  });

  test('the caller can end it', async (t) => {
    const { url } = await serverThat(t, () => undefined);
    const options = { server: url, key: 'k', signal: AbortSignal.abort() };
    await assert.rejects(usePublicApi(options, readCredits), { name: 'AbortError' });
  });
});
