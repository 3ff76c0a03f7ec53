import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { silentLog, testClock } from '../../platform/testing.ts';
import { parseCidr } from '../../platform/upstream/address-rules.ts';
import { createGuardedFetcher } from '../../platform/upstream/guarded-fetcher.ts';
import type { EngineJob, EngineReference, SubmitCall } from '../engine.ts';
import { createKieEngine, type KieSettings } from './index.ts';

/** For tests only: what a scripted host does with one request. */
export type Script =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  /** Says nothing, ever. */
  | 'hang'
  /** Cuts the connection: before it read the request, or after. */
  | 'reset_unread'
  | 'reset';

export type SeenRequest = {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
};

type Test = { after(work: () => Promise<void>): void };

/** For tests only: a host that answers what it was told to, in order, the last answer again and again. */
export async function startScripted(t: Test, ...scripts: readonly Script[]) {
  const seen: SeenRequest[] = [];
  const left = [...scripts];
  const server = createServer(async (request, response) => {
    const script = left.length > 1 ? left.shift() : left[0];
    if (script === 'reset_unread') return void request.socket.resetAndDestroy();
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: await buffer(request) });
    if (script === 'reset' || script === undefined) return void request.socket.resetAndDestroy();
    if (script !== 'hang') answer(response, script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `http://127.0.0.1:${portOf(server.address())}`, seen };
}

function answer(response: ServerResponse, { status = 200, headers, body }: Exclude<Script, string>): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
    ...headers,
  });
  response.end(text);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port.');
  return address.port;
}

export const KEY = 'kie-0123456789abcdef';

/** For tests only: the engine with one credential called `main`, closed after the test. */
export function openEngine(t: Test, settings: Partial<KieSettings> & Pick<KieSettings, 'baseUrl'>) {
  const clock = testClock();
  const fetcher = createGuardedFetcher({ allowlist: [parseCidr('127.0.0.0/8')] });
  const limits = { submitsPerSecond: 2, submitsAtOnce: 1, tasksMax: 100, queriesPerSecond: 1_000 };
  const { engine, serves } = createKieEngine(
    { clock, log: silentLog, fetcher },
    {
      id: 'kie',
      uploadBaseUrl: settings.baseUrl,
      credentials: [{ name: 'main', apiKey: KEY, ...limits }],
      prices: {},
      submitTimeoutMs: 10_000,
      queryTimeoutMs: 10_000,
      callbackUrlOf: undefined,
      ...settings,
    },
  );
  t.after(async () => {
    await engine.close?.();
    await fetcher.close();
  });
  return { engine, serves, clock };
}

/** For tests only: a text-to-image job, as far as nothing else is said. */
export function jobOf(rest: Partial<EngineJob> = {}): EngineJob {
  const params = { aspect_ratio: '16:9', resolution: '1K', watermark: false };
  const shape = { prompt: 'A lighthouse at dusk', width: 1280, height: 720, references: [] };
  return { taskId: 'task_1', model: 'wan-2-7-image-pro', params, ...shape, ...rest };
}

/** For tests only: a reference with these bytes. */
export function referenceOf(bytes: Uint8Array, size: { width: number; height: number }): EngineReference {
  const read = () => Promise.resolve(bytes);
  return { fileId: 'file_1', mimeType: 'image/png', ...size, sizeBytes: bytes.length, read };
}

/** For tests only: a submit whose turn comes at once; `sent` counts how often it was about to buy. */
export function submitCall(credential = 'main'): SubmitCall & { readonly sent: number } {
  let sent = 0;
  return {
    credential,
    get sent() {
      return sent;
    },
    sending() {
      sent += 1;
      return Promise.resolve();
    },
  };
}
