import { connect, type Socket } from 'node:net';

/** What is sent, and what must come back. */
export type LoadPlan = {
  readonly url: string;
  readonly connections: number;
  readonly durationMs: number;
  /** Ends earlier after so many answers. */
  readonly requestsMax?: number;
  /** The bytes of the next request. */
  next(): Uint8Array;
  readonly expectedStatus: number;
  readonly onBody?: (body: string) => void;
};

export type LoadResult = {
  readonly perSecond: number;
  readonly latenciesMs: Float64Array;
  /** How much of the time this process, which makes the load, was busy: near 1 it was the bottleneck itself. */
  readonly busyShare: number;
};

/**
 * Keeps every connection busy with one request after the other, without pipelining, for a while. A client of its own over
 * plain sockets: a full HTTP client costs more per request than the server that is measured.
 * Throws when an answer is not the expected one.
 */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const { hostname, port } = new URL(plan.url);
  const sockets = await Promise.all(Array.from({ length: plan.connections }, () => open(hostname, Number(port))));
  const utilisation = performance.eventLoopUtilization();
  const startedAtMs = performance.now();
  const until = { atMs: startedAtMs + plan.durationMs, requestsLeft: plan.requestsMax ?? Number.POSITIVE_INFINITY };
  const latencies = (await Promise.all(sockets.map((socket) => fire(socket, plan, until)))).flat();
  const tookMs = Math.min(plan.durationMs, performance.now() - startedAtMs);
  for (const socket of sockets) socket.destroy();
  return {
    perSecond: (latencies.length * 1000) / tookMs,
    latenciesMs: Float64Array.from(latencies).sort(),
    busyShare: performance.eventLoopUtilization(utilisation).utilization,
  };
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** When all connections end; those that are left of the requests are everybody's. */
type Until = { readonly atMs: number; requestsLeft: number };

/** One connection: the time each answer took, of those that came in time. */
function fire(socket: Socket, plan: LoadPlan, until: Until): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    let sentAtMs = 0;
    let received: Buffer | undefined;
    const send = (): void => {
      if (until.requestsLeft <= 0) {
        resolve(latencies);
        return;
      }
      until.requestsLeft -= 1;
      sentAtMs = performance.now();
      socket.write(plan.next());
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection.')));
    socket.on('data', (chunk) => {
      received = received === undefined ? chunk : Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === undefined) return;
      received = undefined;
      if (answer.status !== plan.expectedStatus)
        return reject(new Error(`answered ${answer.status}: ${answer.body()}`));
      const nowMs = performance.now();
      if (nowMs > until.atMs) return resolve(latencies);
      latencies.push(nowMs - sentAtMs);
      plan.onBody?.(answer.body());
      send();
    });
    send();
  });
}

const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_AT = 'HTTP/1.1 '.length;

/** The answer in these bytes, once it is whole. */
function readAnswer(bytes: Buffer): { status: number; body: () => string } | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = /\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error('an answer came without Content-Length.');
  const bodyAt = headEnd + HEAD_END.length;
  if (bytes.length < bodyAt + Number(length)) return undefined;
  return { status: Number(head.slice(STATUS_AT, STATUS_AT + 3)), body: () => bytes.toString('utf8', bodyAt) };
}
