import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** For tests only: the way to a database server, which can be cut, or go silent as when the other end has vanished. */
export type TestLine = {
  /** The database by this way. */
  readonly url: string;
  /** How many connections are open by it. */
  count(): number;
  /** Resets the connections that are open. */
  cut(): void;
  /** Nothing passes any more, in the connections that are open or, with `all`, in those to come as well. */
  silence(which: 'open' | 'all'): void;
  /** Waits until so many connections are open. */
  until(count: number): Promise<void>;
};

/** Opens a way to the server of this address; gone after the test. */
export async function openLine(test: { after(work: () => void): void }, databaseUrl: string): Promise<TestLine> {
  const target = new URL(databaseUrl);
  const pairs = new Set<{ isSilent: boolean; readonly near: Socket; readonly far: Socket }>();
  let isDead = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port) || 5432, target.hostname);
    const pair = { isSilent: isDead, near, far };
    pairs.add(pair);
    server.emit('changed');
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (bytes) => void (pair.isSilent || to.write(bytes))).on('error', () => undefined);
    };
    pass(near, far);
    pass(far, near);
    far.on('close', () => void (pair.isSilent || near.destroy()));
    near.on('close', () => {
      far.destroy();
      pairs.delete(pair);
      server.emit('changed');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const { near } of pairs) near.resetAndDestroy();
  };
  test.after(() => {
    server.close();
    cut();
  });
  const url = new URL(databaseUrl);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  [url.hostname, url.port] = ['127.0.0.1', String(address.port)];
  return {
    url: url.href,
    count: () => pairs.size,
    cut,
    silence(which) {
      isDead = which === 'all';
      for (const pair of pairs) pair.isSilent = true;
    },
    async until(count) {
      while (pairs.size !== count) await once(server, 'changed');
    },
  };
}
