import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { type ExchangeRequest, exchange, type RawAnswer } from './exchange.ts';

/**
 * Sends one request over a connection that nothing was sent over before, and nothing is sent over after. `open`
 * should give up when the request's signal aborts. Throws `ExchangeFailed`.
 */
export async function exchangeAlone(
  origin: string,
  open: () => Promise<Socket>,
  request: ExchangeRequest,
): Promise<RawAnswer> {
  // Loaded by the first who needs it: a server without an upstream never does, and is some 5 MB smaller.
  const { Client } = await import('undici');
  let isReset = false;
  const client = new Client(origin, {
    connect: connectorOf(async () => {
      const socket = await open();
      // A body may end with its connection; undici takes a reset for such an end, and half a picture for a whole one.
      socket.once('error', () => {
        isReset = true;
      });
      return socket;
    }),
  });
  try {
    return await exchange(client, { ...request, isLast: true, isBroken: () => isReset });
  } finally {
    await client.destroy();
  }
}

/** A way to open connections, as undici asks for them. */
export function connectorOf(open: () => Promise<Socket>): buildConnector.connector {
  return (_options, callback) => {
    open().then(
      (socket) => callback(null, socket),
      (error: unknown) =>
        callback(error instanceof Error ? error : new Error('Not connected.', { cause: error }), null),
    );
  };
}
