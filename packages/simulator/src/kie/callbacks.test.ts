import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type TestContext, test } from 'node:test';
import { isRecord } from '../http/read-body.ts';
import { open, textTask } from './testing.ts';

type Received = { readonly headers: IncomingHttpHeaders; readonly body: Readonly<Record<string, unknown>> };

/** A receiver that is closed when the test ends, and what it got. */
async function listen(context: TestContext, status = 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse((await request.toArray()).join(''));
    if (isRecord(body)) received.push({ headers: request.headers, body });
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`, received };
}

const dataOf = ({ body }: Received) => (isRecord(body['data']) ? body['data'] : {});

test('a task that ends calls back with its record; nothing is signed without a key', { timeout: 10_000 }, async (t) => {
  const receiver = await listen(t);
  const client = await open(t);
  const id = await client.start({ ...textTask(), callBackUrl: receiver.url });
  await client.until(() => client.simulator.callbacks().length === 1);
  const [callback] = receiver.received;
  assert.ok(callback);
  assert.equal(callback.body['code'], 200);
  const data = dataOf(callback);
  assert.deepEqual(
    [data['taskId'], data['state'], data['consumeCredits'], data['remainedCredits']],
    [id, 'success', 12, 999_988],
  );
  assert.equal(typeof data['resultJson'], 'string');
  assert.equal(callback.headers['x-webhook-signature'], undefined);
  assert.equal(callback.headers.authorization, undefined);
  assert.deepEqual(client.simulator.callbacks(), [{ taskId: id, url: receiver.url, status: 200 }]);
});

test('a failed task calls back with 501; the short shape has the id only; both are signed with a key', {
  timeout: 10_000,
}, async (t) => {
  const receiver = await listen(t, 500);
  const client = await open(t, { hmacKey: 'secret' });
  client.simulator.inject('outcome', { kind: 'failed' });
  const first = await client.start({ ...textTask(), callBackUrl: receiver.url });
  await client.until(() => client.simulator.callbacks().length === 1);
  client.simulator.set({ callbackShape: 'id_only' });
  const second = await client.start({ ...textTask(), callBackUrl: receiver.url });
  await client.until(() => client.simulator.callbacks().length === 2);
  const [failed, short] = receiver.received;
  assert.ok(failed && short);
  assert.deepEqual([failed.body['code'], dataOf(failed)['state'], dataOf(failed)['failCode']], [501, 'fail', '500']);
  assert.deepEqual(
    [short.body['taskId'], dataOf(short)],
    [second, { task_id: second, callbackType: 'task_completed' }],
  );
  const timestamp = failed.headers['x-webhook-timestamp'];
  const expected = createHmac('sha256', 'secret').update(`${first}.${timestamp}`).digest('base64');
  assert.equal(failed.headers['x-webhook-signature'], expected);
  assert.deepEqual(
    client.simulator.callbacks().map((sent) => sent.status),
    [500, 500],
    'sent once, whatever the answer',
  );
});

test('finish ends a task and calls back; callbacks get lost or come twice', { timeout: 10_000 }, async (t) => {
  const receiver = await listen(t);
  const client = await open(t, { generatingMs: 3_600_000 });
  client.simulator.inject('callback', { kind: 'lost' });
  client.simulator.inject('callback', { kind: 'twice' });
  const lost = await client.start({ ...textTask(), callBackUrl: receiver.url });
  client.simulator.finish(lost);
  assert.deepEqual(client.simulator.callbacks(), [{ taskId: lost, url: receiver.url, status: null }]);
  const twice = await client.start({ ...textTask(), callBackUrl: receiver.url });
  client.simulator.finish(twice);
  client.simulator.finish(twice);
  await client.until(() => client.simulator.callbacks().length === 3);
  assert.deepEqual(
    receiver.received.map((callback) => dataOf(callback)['taskId']),
    [twice, twice],
  );
});

test('an address beyond this machine is never called', { timeout: 10_000 }, async (t) => {
  const client = await open(t, { generatingMs: 3_600_000 });
  client.simulator.finish(await client.start({ ...textTask(), callBackUrl: 'https://example.com/hook' }));
  assert.deepEqual(
    client.simulator.callbacks().map((sent) => sent.status),
    [null],
  );
});
