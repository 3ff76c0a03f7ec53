import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environmentWithoutSettings } from '../config.ts';
import { CliError } from './failure.ts';
import { ADMIN_TOKEN_FILE } from './session.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/rivya.cjs', import.meta.url));
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 20_000;
const COMPLAINTS_KEPT = 5;

/** A server in a process of its own, with its own data folder and none of our settings but those it is given. */
export interface OwnServer {
  readonly url: string;
  readonly adminToken: string;
  /** Drains it, and kills it when it takes too long. */
  stop(): Promise<void>;
}

export type OwnServerOptions = { readonly signal: AbortSignal; readonly settings: Readonly<Record<string, string>> };

/** Starts one on a free port. Throws `CliError` with the server's own words when it does not start. */
export async function startOwnServer(dataDir: string, { signal, settings }: OwnServerOptions): Promise<OwnServer> {
  const child = spawn(process.execPath, [LAUNCHER, 'serve', '--json', '--port', '0', '--data', dataDir], {
    env: { ...environmentWithoutSettings(), ...settings, RIVYA_LOG_LEVEL: 'warn' },
    // Over the channel the server notices when this process is gone, however it went.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = () => stopChild(child);
  try {
    const url = await urlOf(child, AbortSignal.any([signal, AbortSignal.timeout(START_MS_MAX)]));
    const adminToken = (await readFile(join(dataDir, ADMIN_TOKEN_FILE), 'utf8')).trim();
    return { url, adminToken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address from the first line the server prints. */
async function urlOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const complaints: string[] = [];
  if (child.stdout === null || child.stderr === null) throw new Error('The server was started without its outputs.');
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (complaints.length < COMPLAINTS_KEPT) complaints.push(line);
  });
  const lines = createInterface({ input: child.stdout });
  const printed = once(lines, 'line', { signal });
  const ended = once(child, 'close', { signal });
  // Whichever comes second is nobody's concern any more.
  printed.catch(() => undefined);
  ended.catch(() => undefined);
  const first: unknown[] = await Promise.race([printed, ended.then(() => [])]);
  const started: unknown = typeof first[0] === 'string' ? JSON.parse(first[0]) : undefined;
  if (started !== null && typeof started === 'object' && 'url' in started) return String(started.url);
  throw new CliError('server_failed', `The server did not start: ${complaints.join(' ') || 'it said nothing.'}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(killer);
}
