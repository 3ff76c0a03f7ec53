import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textIn } from './rivya-server.ts';
import { nowMs } from './timed-call.ts';

/** An event that reached a receiver. */
export type Arrival = {
  readonly path: string;
  readonly taskId: string;
  /** From the moment its task ended, which the event tells in whole milliseconds, before that is on the disk. */
  readonly latencyMs: number;
};

/** Receivers at paths of one server in this process. */
export type WebhookReceiver = {
  readonly url: string;
  /** What arrived since it was last asked. */
  takeArrivals(): readonly Arrival[];
  /** From now on requests to this path are taken in and never answered. */
  silence(path: string): void;
  close(): Promise<void>;
};

/** Starts it; whatever arrives is answered at once with 204. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  let arrivals: Arrival[] = [];
  const silent = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const path = request.url ?? '';
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const atMs = nowMs();
      if (!silent.has(path)) response.writeHead(204).end();
      const event: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const data = event !== null && typeof event === 'object' && 'data' in event ? event.data : undefined;
      const latencyMs = atMs - Date.parse(textIn(event, 'created_at'));
      arrivals.push({ path, taskId: textIn(data, 'id'), latencyMs });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    takeArrivals() {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
    silence: (path) => void silent.add(path),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}
