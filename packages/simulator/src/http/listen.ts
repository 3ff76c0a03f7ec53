import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request and the answer that is still to be given. */
export type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** A server on 127.0.0.1. */
export type Listener = {
  /** Such as `http://127.0.0.1:40001`. */
  readonly origin: string;
  readonly port: number;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
};

/**
 * Serves on 127.0.0.1; port 0 takes a free one. A handler that throws is a fault of the simulator: it shows as a 500 with
 * the header `x-simulator-broken`, never as something an upstream would say. Rejects when the port is taken.
 */
export async function listen(handle: (exchange: Exchange) => Promise<void>, port = 0): Promise<Listener> {
  const server = createServer((request, response) => {
    handle({ request, response }).catch((error: unknown) => showBroken({ request, response }, error));
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const takenPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    origin: `http://127.0.0.1:${takenPort}`,
    port: takenPort,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function showBroken({ request, response }: Exchange, error: unknown): void {
  // The client went away: nobody is left to tell, and nothing is broken here.
  if (request.socket.destroyed || response.headersSent) {
    request.socket.destroy();
    return;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  response.writeHead(500, { 'x-simulator-broken': '1', 'content-type': 'text/plain' }).end(message);
}
