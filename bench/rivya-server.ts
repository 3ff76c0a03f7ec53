import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { temporaryFolder } from './cleanup.ts';
import type { Place } from './places.ts';
import type { Staged } from './stage.ts';

/** An account of its own for each key, rich enough for any run. */
export type Key = { readonly secret: string };

export type RivyaOptions = {
  /** Absent: a new one. */
  readonly place?: Place;
  /** Whether tasks are painted; otherwise they stay queued. */
  readonly isPainting?: boolean;
  /** Alibaba Model Studio, or what takes its place, on this machine; it makes all pictures then. */
  readonly upstream?: { readonly baseUrl: string; readonly key: string };
  /** Whether webhooks may lead to this machine. */
  readonly reachesThisMachine?: boolean;
};

const LOCAL_ALLOWED = { RIVYA_PRIVATE_NETWORK_ALLOWLIST: '127.0.0.0/8' };
const CREDITS = 1_000_000_000;

/** The built server and where it keeps things. */
export type RivyaServer = Child & { readonly place: Place };

/** Starts the built server with its rate limits off, everything else as it is by default. */
export async function startRivya(staged: Staged, options: RivyaOptions = {}): Promise<RivyaServer> {
  const place = options.place ?? (await staged.places.newPlace());
  const config = join(temporaryFolder(tmpdir()), 'rivya.json');
  writeFileSync(config, JSON.stringify({ engines: { painter: { concurrency: options.isPainting === true ? 2 : 0 } } }));
  const child = await startChild([staged.launcher, 'serve', '--json', '--port', '0'], {
    ...place.env,
    RIVYA_CONFIG: config,
    RIVYA_LOG_LEVEL: 'error',
    RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0',
    RIVYA_RATE_LIMIT_READS_PER_MINUTE: '0',
    ...(options.upstream === undefined ? {} : upstreamSettings(options.upstream)),
    ...(options.reachesThisMachine === true ? LOCAL_ALLOWED : {}),
  });
  return { ...child, place };
}

function upstreamSettings({ baseUrl, key }: { baseUrl: string; key: string }): Readonly<Record<string, string>> {
  return {
    DASHSCOPE_API_KEY: key,
    DASHSCOPE_BASE_URL: baseUrl,
    ...LOCAL_ALLOWED,
  };
}

/** Makes accounts with credits and a key each, through the operator's API. */
export async function makeKeys(server: RivyaServer, count: number): Promise<readonly Key[]> {
  const token = server.place.env.RIVYA_ADMIN_TOKEN;
  const send = (path: string, body: object) => callJson(`${server.url}/admin/v1/${path}`, token, body);
  const names = Array.from({ length: count }, (_, index) => `bench-${process.pid}-${performance.now()}-${index}`);
  return await Promise.all(
    names.map(async (name) => {
      await send('accounts', { name });
      await send('credits/grant', { account: name, amount: CREDITS });
      const key = await send('keys', { account: name });
      return { secret: textIn(key, 'secret') };
    }),
  );
}

/** A JSON call: a POST when there is a body. Throws for anything but success. */
export async function callJson(url: string, token: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, body === undefined ? { headers } : request(headers, body));
  const text = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

function request(headers: Readonly<Record<string, string>>, body: object) {
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

/** The text under a key of a JSON object; empty when there is none. */
export function textIn(value: unknown, key: string): string {
  if (value === null || typeof value !== 'object') return '';
  return String(Object.entries(value).find(([name]) => name === key)?.[1] ?? '');
}
