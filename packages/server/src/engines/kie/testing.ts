import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { type KieOptions, startKieSimulator } from '@rivya/simulator';
import { silentLog, testClock } from '../../platform/testing.ts';
import { parseCidr } from '../../platform/upstream/address-rules.ts';
import { createGuardedFetcher } from '../../platform/upstream/guarded-fetcher.ts';
import {
  CredentialStopped,
  type Engine,
  type EngineJob,
  type EngineReference,
  type Progress,
  type SubmitCall,
} from '../engine.ts';
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
  const limits = { ...UNLIMITED, submitsPerSecond: 2, submitsAtOnce: 1, tasksMax: 100 };
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

/** For tests only: never aborts. */
export const signal = new AbortController().signal;

/** Limits so wide that a test which is not about them never meets them. */
const WIDE = { createsPerWindow: 10_000, tasksInProcess: 10_000, waitingMs: 0, queuingMs: 0, generatingMs: 5 } as const;

/** For tests only: limits of a credential that keep nothing waiting. */
export const UNLIMITED = {
  submitsPerSecond: 1_000,
  submitsAtOnce: 100,
  tasksMax: 500,
  queriesPerSecond: 1_000,
} as const;

/** For tests only: a simulator and an engine with the credential `main` for its first key. */
export async function openSimulated(t: Test, options: Partial<KieOptions> = {}, settings: Partial<KieSettings> = {}) {
  const sim = await startKieSimulator({ ...WIDE, ...options });
  t.after(() => sim.close());
  const { baseUrl, uploadBaseUrl, key } = sim;
  const credentials = [{ name: 'main', apiKey: key, ...UNLIMITED }];
  return { sim, ...openEngine(t, { baseUrl, uploadBaseUrl, credentials, ...settings }) };
}

export type Simulated = Awaited<ReturnType<typeof openSimulated>>;

/** For tests only: polls to the end, without waiting as long as asked; the clock goes on as if it had been. */
export async function follow({ engine, clock }: Pick<Simulated, 'engine' | 'clock'>, job: EngineJob, first: Progress) {
  let progress = first;
  for (let polls = 0; progress.status === 'pending' && polls < 1_000; polls += 1) {
    await delay(1);
    clock.advance(progress.pollAfterMs);
    progress = await pollAgain(engine, job, progress);
  }
  return progress;
}

/** Through the store and back, and again later after a throw, as the server does it. */
async function pollAgain(engine: Engine, job: EngineJob, pending: Extract<Progress, { status: 'pending' }>) {
  try {
    return await engine.poll(job, JSON.parse(JSON.stringify(pending.handle)), signal);
  } catch (error) {
    if (error instanceof CredentialStopped) throw error;
    return pending;
  }
}

/** For tests only: where the one picture of a task is that must be done. */
export function urlOf(progress: Progress): string {
  assert.equal(progress.status, 'done', inspect(progress));
  const [output, ...more] = progress.outputs;
  assert.ok(output !== undefined && 'url' in output && more.length === 0);
  return output.url;
}

/** For tests only: a failure, which it must be. */
export function failedOf(progress: Progress): Extract<Progress, { status: 'failed' }> {
  assert.equal(progress.status, 'failed', inspect(progress));
  return progress;
}

/** For tests only: what counts of a failure, in one line. */
export function summaryOf(progress: Progress): string {
  const { reason, bought, retry, trouble } = failedOf(progress);
  return `${reason}, bought ${bought}, tries ${retry?.triesMax ?? 1}, ${trouble?.kind ?? 'no trouble'}`;
}

/** For tests only: a documented answer, by its file's name. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'));
}
