import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { verifyWebhook } from '@rivya/sdk';
import { createForwarder } from './forward-event.ts';
import { startReceiver } from './testing-listen.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const EVENT = { id: 'evt_1', type: 'webhook.test', data: { message: 'Grüße' } };

function forwarderTo(url: string, { signal = new AbortController().signal, onRetry = (_why: string) => {} } = {}) {
  return createForwarder({ url, secret: SECRET, signal, onRetry });
}

async function receiverThat(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}/hook`;
}

describe('a forwarded event', () => {
  test('has the bytes and headers that endpoints are sent', async (t) => {
    const receiver = await startReceiver(t);
    const { status, tries, error } = await forwarderTo(receiver.url)(EVENT);
    assert.deepEqual([status, tries, error], [204, 1, null]);
    const [{ headers, body } = assert.fail()] = receiver.got;
    assert.equal(body, JSON.stringify(EVENT));
    assert.equal(headers['content-type'], 'application/json');
    assert.deepEqual(await verifyWebhook(body, headers, SECRET), EVENT);
  });

  for (const status of [302, 400, 500]) {
    test(`is sent once to a receiver that answers ${status}, and no further`, async (t) => {
      const asked: (string | undefined)[] = [];
      const url = await receiverThat(t, (request, response) => {
        asked.push(request.url);
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      assert.equal((await forwarderTo(url)(EVENT)).status, status);
      assert.deepEqual(asked, ['/hook']);
    });
  }

  test('is delivered once a receiver that was away is there', async (t) => {
    const gone = await startReceiver(t);
    gone.close();
    const whys: string[] = [];
    let back: ReturnType<typeof startReceiver> | undefined;
    const onRetry = (why: string) => {
      whys.push(why);
      back ??= startReceiver(t, { port: gone.port });
    };
    const { status, tries } = await forwarderTo(gone.url, { onRetry })(EVENT);
    assert.equal(status, 204);
    assert.equal(tries, whys.length + 1);
    assert.equal(whys[0], 'The receiver does not answer (connection refused). Trying again.');
    assert.equal((await back)?.got.length, 1);
  });

  test('is given up after four tries, and the next one after a single one', async (t) => {
    const gone = await startReceiver(t);
    gone.close();
    const forward = forwarderTo(gone.url);
    const outcomes = [await forward(EVENT), await forward(EVENT)];
    assert.deepEqual(
      outcomes.map(({ status, tries, error }) => [status, tries, error]),
      [
        [null, 4, 'connection refused'],
        [null, 1, 'connection refused'],
      ],
    );
  });

  test('is not held up by an answer without end', async (t) => {
    const url = await receiverThat(t, (_request, response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', write);
      write();
    });
    assert.equal((await forwarderTo(url)(EVENT)).status, 200);
  });

  test('is left when the listening ends', async (t) => {
    const controller = new AbortController();
    const url = await receiverThat(t, () => controller.abort(new Error('Ctrl-C')));
    await assert.rejects(forwarderTo(url, { signal: controller.signal })(EVENT), /Ctrl-C/);
  });
});
