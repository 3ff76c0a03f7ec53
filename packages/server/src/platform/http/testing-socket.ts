import { connect, type Server, type Socket } from 'node:net';

/** For tests only: what a client sees that has no HTTP library, and whose side of the connection stays open. */
export type Conversation = {
  readonly answer: { readonly statusCode: number; readonly headers: Record<string, string>; json(): unknown };
  /** Everything that was received until the server ended its side. */
  readonly received: string;
  readonly socket: Socket;
};

/**
 * Connects, sends the parts and reads until the server ends its side. Rejects when the connection is reset, before or
 * after the answer, as long as it is still sending `after`.
 */
export async function converse(
  url: string,
  parts: readonly (string | Uint8Array)[],
  { after = [], staysOpen = false }: { after?: readonly (string | Uint8Array)[]; staysOpen?: boolean } = {},
): Promise<Conversation> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let received = '';
  const ended = new Promise<void>((resolve, reject) => {
    socket.setEncoding('latin1').on('data', (text) => {
      received += text;
    });
    socket.once('end', resolve).once('error', reject);
  });
  for (const part of parts) await send(socket, part);
  await ended;
  for (const part of after) await send(socket, part);
  if (!staysOpen) socket.end();
  return { answer: parseAnswer(received), received, socket };
}

function send(socket: Socket, part: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(part, (error) => (error ? reject(error) : setImmediate(resolve)));
  });
}

function parseAnswer(text: string): Conversation['answer'] {
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const content = body.join('\r\n\r\n');
  const json = () => JSON.parse(content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1));
  return { statusCode: Number(status.split(' ')[1]), headers, json };
}

/** How many connections a server holds, once what is under way has settled. */
export async function countConnections(server: Server): Promise<number> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return await new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
