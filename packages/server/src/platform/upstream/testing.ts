import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TestCertificate } from './testing-certificate.ts';

/** For tests only: a server that does to its connections exactly what the test says, however wrong. */
export type RawServer = {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, or https. */
  readonly origin: string;
  /** What came in, one text per connection, in the order of the connections. */
  readonly received: readonly string[];
  /** Resolves when every connection that was made has ended. */
  idle(): Promise<void>;
};

export type Scenario = (connection: RawConnection) => Promise<void> | void;

/** What a test context offers for tidying up. */
export type Test = { after(work: () => Promise<void>): void };

/** Runs the scenario for every connection until the test ends. */
export async function startRawServer(
  test: Test,
  scenario: Scenario,
  certificate?: TestCertificate,
): Promise<RawServer> {
  const received: string[] = [];
  const open = new Set<Socket>();
  const onSocket = (socket: Socket) => {
    const connection = new RawConnection(socket, received, open);
    // A reset, on either side, is what many scenarios are about.
    void Promise.resolve(scenario(connection)).catch(() => socket.destroy());
  };
  const server: Server =
    certificate === undefined
      ? createServer(onSocket)
      : createTlsServer({ ...certificate }, onSocket).on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    port,
    origin: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    received,
    async idle() {
      await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
  };
}

/** One connection as the server sees it. */
export class RawConnection {
  readonly socket: Socket;
  /** Counted from 0. */
  readonly number: number;
  readonly #received: string[];
  #isEnded = false;

  constructor(socket: Socket, received: string[], open: Set<Socket>) {
    this.socket = socket;
    this.number = received.length;
    this.#received = received;
    received.push('');
    open.add(socket);
    socket.on('close', () => {
      this.#isEnded = true;
      open.delete(socket);
    });
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received[this.number] += chunk.toString('latin1');
    });
  }

  /** Resolves once that many whole requests have come in, bodies with `content-length` included. */
  async requests(count = 1): Promise<string> {
    while (countRequests(this.#received[this.number] ?? '') < count) {
      if (this.#isEnded) throw new Error('The connection ended before the request was complete.');
      await new Promise((resolve) => this.socket.once('data', resolve).once('close', resolve));
    }
    return this.#received[this.number] ?? '';
  }

  send(...parts: readonly (string | Uint8Array)[]): void {
    for (const part of parts) this.socket.write(part);
  }

  /** Sends the parts and ends the connection in order. */
  end(...parts: readonly (string | Uint8Array)[]): void {
    this.send(...parts);
    this.socket.end();
  }

  /** Cuts the connection so that the other side sees a reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}

/** A whole answer with its length. */
export function answer(
  body: string | Uint8Array,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'content-length': String(bytes.length), ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`), bytes]);
}

function countRequests(text: string): number {
  let count = 0;
  for (let rest = text; rest.includes('\r\n\r\n'); count += 1) {
    const bodyAt = rest.indexOf('\r\n\r\n') + 4;
    const [, length = '0'] = /^content-length: (\d+)/im.exec(rest.slice(0, bodyAt)) ?? [];
    if (rest.length < bodyAt + Number(length)) return count;
    rest = rest.slice(bodyAt + Number(length));
  }
  return count;
}
