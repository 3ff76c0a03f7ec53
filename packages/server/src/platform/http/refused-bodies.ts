import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpServer } from './server.ts';

/** How long, and how much, of a body nobody wants is still taken in so that its sender gets to read the answer. */
const LINGER_MS_MAX = 5_000;
const LINGER_BYTES_MAX = 64 * 2 ** 20;

/**
 * A request answered before its body was read closes its connection: the rest of the body would be taken for the next
 * request. Closing at once would reset the sender's connection and lose the answer on the way, so what still arrives
 * is thrown away for a moment first.
 */
export function drainRefusedBodies(app: HttpServer): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isUnread(request.raw)) {
      reply.header('connection', 'close');
      discardRest(request.raw);
    }
    done(null, payload);
  });
}

function isUnread(request: IncomingMessage): boolean {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  return hasBody && !request.complete && !request.readableEnded;
}

function discardRest(request: IncomingMessage): void {
  const closing = holdOpen(request.socket);
  let bytes = 0;
  const timer = setTimeout(closing, LINGER_MS_MAX).unref();
  request.unpipe();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BYTES_MAX) closing();
  });
  request.once('end', closing);
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

/**
 * Node closes both directions as soon as the answer is out, which resets a sender who is still sending. Until the
 * returned function is called only our direction is closed then, so that the sender sees the answer and its end.
 */
function holdOpen(socket: Socket): () => void {
  const close = socket.destroySoon;
  let isAnswered = false;
  socket.destroySoon = () => {
    isAnswered = true;
    socket.end();
  };
  return () => {
    socket.destroySoon = close;
    if (isAnswered) socket.destroySoon();
  };
}
