import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { MB } from '../platform/units.ts';
import { createTestFiles, createTestServer } from './testing.ts';

const BOUNDARY = 'a-boundary';
const FILE_HEAD = 'Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
const CHUNK_BYTES = 256 * 1024;

async function setUp(t: TestContext) {
  const deps = await createTestFiles(t);
  const server = await createTestServer(t, deps);
  const { authorization } = await server.openAccount('owner');
  return { deps, ...server, authorization };
}

function formStart(kind: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n${kind}\r\n--${BOUNDARY}\r\n${FILE_HEAD}`;
}

type Sending = { readonly url: string; readonly authorization: string; readonly start: string; readonly bytes: number };

async function openUpload({ url, authorization, start, bytes }: Sending): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  const tail = `\r\n--${BOUNDARY}--\r\n`;
  socket.write(
    `POST /api/v1/files HTTP/1.1\r\nhost: test\r\nauthorization: ${authorization}\r\n` +
      `content-type: multipart/form-data; boundary=${BOUNDARY}\r\n` +
      `content-length: ${start.length + bytes + tail.length}\r\n\r\n${start}`,
  );
  return socket;
}

/** Sends the whole upload first and reads only then, as simple clients do. */
async function sendThenRead(sending: Sending): Promise<{ answer: string; isWholeSent: boolean }> {
  const socket = await openUpload(sending);
  socket.pause();
  let isBroken = false;
  socket.on('error', () => {
    isBroken = true;
  });
  const chunk = Buffer.alloc(CHUNK_BYTES, 1);
  for (let sent = 0; sent < sending.bytes && !isBroken; sent += CHUNK_BYTES) {
    await new Promise<void>((resolve) => socket.write(chunk, () => resolve()));
  }
  socket.write(`\r\n--${BOUNDARY}--\r\n`);
  const isWholeSent = !isBroken;
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.resume();
  await once(socket, 'end');
  socket.destroy();
  return { answer, isWholeSent };
}

describe('a refused upload', () => {
  for (const [status, code, kind, hasKey] of [
    ['413 Payload Too Large', 'file_too_large', 'image', true],
    ['400 Bad Request', 'validation_failed', 'picture', true],
    ['401 Unauthorized', 'api_key_missing', 'image', false],
  ] as const) {
    test(`${status}: a client that sends 21 MB before it reads gets the answer and the connection ends`, async (t) => {
      const { url, authorization, deps } = await setUp(t);
      const key = hasKey ? authorization : '';
      const { answer, isWholeSent } = await sendThenRead({
        ...{ url, authorization: key, start: formStart(kind), bytes: 21 * MB },
      });
      assert.ok(isWholeSent, 'the connection was reset while sending');
      assert.ok(answer.startsWith(`HTTP/1.1 ${status}`), answer.slice(0, 200));
      assert.match(answer, new RegExp(`"code":"${code}"`));
      assert.match(answer, /connection: close/i);
      assert.deepEqual(readdirSync(join(deps.folder, 'tmp')), []);
    });
  }

  test('is answered while the client is still sending, without waiting for the rest', async (t) => {
    const { url, authorization } = await setUp(t);
    const socket = await openUpload({ url, authorization, start: formStart('picture'), bytes: 21 * MB });
    const [first] = await once(socket.setEncoding('utf8'), 'data');
    assert.match(String(first), /^HTTP\/1\.1 400/);
    socket.destroy();
  });

  test('leaves keep-alive connections of others alone', async (t) => {
    const { url, authorization } = await setUp(t);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    const ask = async () => {
      const request = get(`${url}/api/v1/files`, { agent, headers: { authorization } });
      const [response] = await once(request, 'response');
      response.resume();
      await once(response, 'end');
      return [response.statusCode, request.reusedSocket];
    };
    assert.deepEqual(await ask(), [200, false]);
    await sendThenRead({ url, authorization, start: formStart('picture'), bytes: 4 * MB });
    await new Promise(setImmediate);
    assert.deepEqual(await ask(), [200, true]);
  });
});

test('an upload whose client goes away leaves nothing behind', async (t) => {
  const { url, authorization, deps } = await setUp(t);
  const staging = join(deps.folder, 'tmp');
  const until = async (count: number) => {
    while (readdirSync(staging).length !== count) await new Promise(setImmediate);
  };
  const socket = await openUpload({ url, authorization, start: formStart('image'), bytes: 5 * MB });
  socket.write(Buffer.alloc(CHUNK_BYTES));
  await until(1);
  socket.destroy();
  await until(0);
  assert.deepEqual(await deps.db.read.selectFrom('files').selectAll().execute(), []);
});
