import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { type Config, type ConfigFlags, isStartedByNpm, readConfig } from '../config.ts';
import type { RunningServer } from '../main.ts';
import { CliError } from './failure.ts';
import type { Output } from './output.ts';
import { curlLine } from './sample-request.ts';
import type { Session } from './session.ts';

export const FIRST_KEY_FILE = 'first-key';
const OWNER_ONLY = 0o600;
/** npm passes Ctrl-C on to a process that got it from the terminal already: that is one wish, not two. */
const SAME_WISH_MS = 250;
const PARENT_CHECK_MS = 500;
const ANY_ADDRESS = new Set(['0.0.0.0', '::', '[::]']);

/** Adds `serve`. */
export function addServe(program: Command, session: Session): void {
  program
    .command('serve')
    .description('run the server until SIGTERM or Ctrl-C, which let running work end first')
    .option('--host <host>', 'where to listen (default RIVYA_HOST or 127.0.0.1)')
    .option('--port <port>', 'the port, 0 for any free one (default RIVYA_PORT or 8787)')
    .option('--data <folder>', 'the data folder (default RIVYA_DATA_DIR or .rivya)')
    .option('--role <role>', 'what this process does; this version knows: all')
    .action((flags: ConfigFlags) => serve(session, flags));
}

async function serve({ output }: Session, flags: ConfigFlags): Promise<void> {
  const config = readConfig(undefined, flags);
  const { runServer } = await import('../main.ts');
  const server = await runServer(config).catch((error: unknown) => {
    throw startFailure(config, error);
  });
  letHeapGrow();
  stopOnSignals(server, output);
  announce(server, output);
  warnOfLocalUrls(config, server, output);
  await server.stopped;
  // A channel that is listened to would keep this process alive.
  if (process.connected) process.disconnect?.();
}

/** The launcher held the young generation small while the code was loaded; under load it may be as large as V8 likes. */
function letHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}

function announce({ url, dataDir, firstKey }: RunningServer, output: Output): void {
  const isShown = firstKey !== undefined && output.isRead;
  const keyFile = firstKey === undefined || isShown ? undefined : writeFirstKey(dataDir, firstKey.secret);
  output.result(
    { url, data_dir: dataDir, ...(keyFile === undefined ? {} : { first_key_file: keyFile }) },
    () => `rivya is listening on ${url}`,
  );
  if (keyFile !== undefined) output.line(`The first API key is in ${keyFile}`);
  if (!isShown) return;
  output.line();
  output.line('Your first API key, shown this once (account "default", 1,000 credits):');
  output.line();
  output.line(`  ${firstKey.secret}`);
  output.line();
  output.line('Try it:');
  output.line();
  output.line(curlLine(url, firstKey.secret));
  output.line();
}

/** Listening for other machines, the server cannot know under which name they reach it. */
function warnOfLocalUrls({ host, publicUrl, mediaBaseUrl }: Config, { url }: RunningServer, output: Output): void {
  if (!ANY_ADDRESS.has(host) || publicUrl !== undefined || mediaBaseUrl !== undefined) return;
  output.line(`URLs to pictures start with ${url}; set RIVYA_PUBLIC_URL to the address callers use.`);
}

function writeFirstKey(dataDir: string, secret: string): string {
  const path = join(dataDir, FIRST_KEY_FILE);
  writeFileSync(path, `${secret}\n`, { mode: OWNER_ONLY });
  // The mode above counts for new files only.
  chmodSync(path, OWNER_ONLY);
  return path;
}

/** The first signal drains, a second one ends the process at once. A parent that holds a channel to us counts too. */
function stopOnSignals(server: RunningServer, output: Output): void {
  let askedAtMs: number | undefined;
  const stop = (): void => {
    const nowMs = performance.now();
    if (askedAtMs !== undefined && nowMs - askedAtMs < SAME_WISH_MS) return;
    if (askedAtMs !== undefined) process.exit(1);
    askedAtMs = nowMs;
    output.live('stopping: running work may end first; Ctrl-C again stops at once');
    // What goes wrong here reaches `server.stopped` as well, which serve waits for.
    server.stop().catch(() => undefined);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.once('disconnect', stop);
  if (isStartedByNpm()) stopWithParent(stop);
}

/** Started by npm, the end of the parent is all that is seen of a SIGTERM to npm. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS).unref();
}

/** The system's refusals in words that say what to do. */
function startFailure({ host, port, dataDir }: Config, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new CliError(
        'port_in_use',
        `Port ${port} on ${host} is in use. Choose another with --port (0: any free one).`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CliError('host_unknown', `${host} is not an address of this machine. Choose another with --host.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOSPC':
    case 'ENOTDIR':
    case 'EEXIST':
      return new CliError(String(code), `The server cannot start (${messageOf(error)}). Data folder: ${dataDir}.`);
    default:
      return error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
