import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string };

export type RawRequest = {
  /** Request line and headers, without `Host`. */
  readonly head: readonly string[];
  /** Written one after the other, with a pause between them. */
  readonly chunks?: readonly (string | Uint8Array)[];
  readonly pauseMs?: number;
};

const ANSWER_MS_MAX = 20_000;

/**
 * Sends a request byte by byte as given and reads what comes back, while it is still sending: what a client sees that
 * has no HTTP library to smooth things over. Rejects when the connection breaks before a whole answer was read.
 */
export async function rawRequest(url: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let received = Buffer.alloc(0);
  const answered = new Promise<RawAnswer>((resolve, reject) => {
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer in time; so far: ${received.toString().slice(0, 200)}`));
    }, ANSWER_MS_MAX);
    const settle = (work: () => void) => {
      clearTimeout(late);
      work();
    };
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = parseAnswer(received);
      if (answer !== undefined) settle(() => resolve(answer));
    });
    socket.on('error', (error) => settle(() => reject(error)));
    socket.on('close', () => settle(() => reject(new Error('The connection closed without a whole answer.'))));
  });
  // Whoever fails first, nothing may go unhandled.
  answered.catch(() => undefined);
  socket.write(`${[...request.head, 'Host: rivya.test'].join('\r\n')}\r\n\r\n`);
  for (const chunk of request.chunks ?? []) {
    if (!socket.writable) break;
    await new Promise((resolve) => socket.write(chunk, () => resolve(undefined)));
    await sleep(request.pauseMs ?? 0);
  }
  try {
    return await answered;
  } finally {
    socket.destroy();
  }
}

function parseAnswer(received: Buffer): RawAnswer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.subarray(0, end).toString();
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const body = received.subarray(end + 4);
  if (body.length < length) return undefined;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, body: body.subarray(0, length).toString() };
}
