import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { RivyaClient } from '../client.ts';

const BALANCE = '{"current_credits":7}';
const WHOLE = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BALANCE.length}\r\n\r\n${BALANCE}`;
const GATEWAY = '<html>Bad Gateway</html>';

/** A client of a server that does with each connection what it is told, the last thing for good. */
async function clientOf(t: TestContext, answers: readonly ((socket: Socket) => void)[], maxRetries: number) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answers[Math.min(sockets.length, answers.length) - 1]?.(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const client = new RivyaClient({ baseURL: `http://127.0.0.1:${address.port}`, maxRetries });
  return { client, connections: () => sockets.length };
}

const closing = (socket: Socket) => socket.destroy();
const cuttingOff = (socket: Socket) => socket.end(WHOLE.slice(0, -5));
const answering = (socket: Socket) => socket.end(WHOLE);

describe('over a real connection', () => {
  for (const [name, answer] of [
    ['closes without an answer', closing],
    ['closes in the middle of the body', cuttingOff],
  ] as const) {
    test(`a server that ${name}: ConnectionError`, async (t) => {
      const { client, connections } = await clientOf(t, [answer], 0);
      await assert.rejects(client.credits.retrieve(), { name: 'ConnectionError', message: /127\.0\.0\.1.*baseURL/ });
      assert.equal(connections(), 1);
    });

    test(`a server that ${name} is asked again`, async (t) => {
      const { client, connections } = await clientOf(t, [answer, answering], 1);
      assert.deepEqual(await client.credits.retrieve(), { current_credits: 7 });
      assert.equal(connections(), 2);
    });

    test(`a server that ${name} while a file is sent to it: ConnectionError`, async (t) => {
      const { client } = await clientOf(t, [answer], 0);
      const call = client.files.upload({ file: new Uint8Array(20_000_000), kind: 'image' });
      await assert.rejects(call, { name: 'ConnectionError' });
    });
  }

  test('progress stands still when the server stops reading, but for what the buffers between hold', async (t) => {
    const { client } = await clientOf(t, [(socket) => socket.pause()], 0);
    const file = new Uint8Array(100_000_000);
    let sentBytes = 0;
    const onProgress = (progress: { readonly sentBytes: number }) => {
      sentBytes = progress.sentBytes;
    };
    const call = client.files.upload({ file, kind: 'image' }, { onProgress, timeoutMs: 500 });
    await assert.rejects(call, { name: 'TimeoutError' });
    t.diagnostic(`${sentBytes} bytes were taken over`);
    assert.ok(sentBytes < file.length / 2, `${sentBytes}`);
  });

  test('a 502 of a proxy that is no JSON: BadAnswerError with what it said', async (t) => {
    const refusing = (socket: Socket) =>
      socket.end(
        `HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: ${GATEWAY.length}\r\n\r\n${GATEWAY}`,
      );
    const { client } = await clientOf(t, [refusing], 0);
    await assert.rejects(client.credits.retrieve(), { name: 'BadAnswerError', status: 502, message: /Bad Gateway/ });
  });

  test('what is no HTTP: ConnectionError', async (t) => {
    const { client } = await clientOf(t, [(socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')], 0);
    await assert.rejects(client.credits.retrieve(), { name: 'ConnectionError' });
  });
});
