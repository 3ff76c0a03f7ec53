import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Api, type Body } from './client.ts';
import { type ServerProcess, startCluster } from './cluster.ts';
import { STORE_KIND, storeSettings } from './shared-stores.ts';

/** The command under test: this checkout's, unless `RIVYA_ACCEPTANCE_BIN` names that of a built package. */
const BIN =
  process.env['RIVYA_ACCEPTANCE_BIN'] ?? fileURLToPath(new URL('../packages/server/bin/rivya.cjs', import.meta.url));
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;

/** What must not outlive the specs, however they end. */
const leftovers = { children: new Set<ChildProcess>(), folders: new Set<string>() };
process.once('exit', () => {
  for (const child of leftovers.children) child.kill('SIGKILL');
  for (const folder of leftovers.folders) rmSync(folder, { recursive: true, force: true });
});

type Settings = Readonly<Record<string, string>>;

/** A server under test, and what its operator's commands need to reach it. */
export type Target = { readonly url: string; readonly operator: Settings };

/** A server that a spec started itself, so it may stop, kill and start it again. */
export type OwnServer = Target & {
  readonly dataFolder: string;
  /** All that it wrote so far, to its log and to stdout. */
  output(): string;
  /** Asks it to drain and tells its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
};

/**
 * The server the specs talk to: the one at `RIVYA_ACCEPTANCE_URL` (its operator is `RIVYA_ADMIN_TOKEN`), else a new one
 * with an empty data folder. `close` ends only what was started here.
 */
export async function openTarget(): Promise<Target & { close(): Promise<void> }> {
  const url = process.env['RIVYA_ACCEPTANCE_URL'];
  if (url === undefined || url === '') {
    const server = await startServer();
    return { ...server, close: async () => void (await server.stop()) };
  }
  const token = process.env['RIVYA_ADMIN_TOKEN'] ?? '';
  const base = url.replace(/\/+$/, '');
  return { url: base, operator: { RIVYA_URL: base, RIVYA_ADMIN_TOKEN: token }, close: () => Promise.resolve() };
}

/** A new folder that is gone when the specs are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rivya-acceptance-'));
  leftovers.folders.add(folder);
  return folder;
}

/** Starts a server on a free port and waits until it is ready. Throws with its last words when it does not come up. */
export async function startServer(
  options: { env?: Settings; dataFolder?: string; port?: number } = {},
): Promise<OwnServer> {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const env = { ...(await storeSettings(dataFolder)), ...options.env };
  const operator = (url: string) => ({ RIVYA_URL: url, RIVYA_DATA_DIR: dataFolder, ...tokenOf(env) });
  if (STORE_KIND === 'cluster') {
    const cluster = await startCluster({ env, dataFolder, port: options.port ?? 0 }, startProcess);
    return { ...cluster, dataFolder, operator: operator(cluster.url) };
  }
  const server = await startProcess(['--port', String(options.port ?? 0), '--data', dataFolder], env);
  return { ...server, dataFolder, operator: operator(server.url) };
}

/** With a store of its own the token lies in the data folder. */
function tokenOf(env: Settings): Settings {
  const token = env['RIVYA_ADMIN_TOKEN'];
  return token === undefined ? {} : { RIVYA_ADMIN_TOKEN: token };
}

async function startProcess(args: readonly string[], env: Settings): Promise<ServerProcess> {
  const child = spawn(process.execPath, [BIN, 'serve', ...args], {
    env: { ...foreignEnvironment(), RIVYA_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  leftovers.children.add(child);
  child.once('exit', () => leftovers.children.delete(child));
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(String(chunk)));
  const url = await addressOf(child, output);
  await untilReady(url);
  return {
    url,
    output: () => output.join(''),
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
  };
}

/** What a command left: its exit code and what it wrote. */
export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs a command as its user would; `env` is all it knows of us. */
export function runCommand(args: readonly string[], env: Settings): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [BIN, ...args],
      { env: { ...foreignEnvironment(), ...env } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Runs an operator's command and gives its JSON. Throws with what it wrote when it fails. */
export async function rivya(target: Target, ...args: readonly string[]): Promise<Body> {
  const { exitCode, stdout, stderr } = await runCommand([...args, '--json'], target.operator);
  if (exitCode !== 0) throw new Error(`rivya ${args.join(' ')} failed (${exitCode}): ${stderr}${stdout}`);
  return JSON.parse(stdout);
}

export type Account = { readonly id: string; readonly keyId: string; readonly secret: string; readonly api: Api };

/** A new account with a key for everything and the given balance. */
export async function createAccount(target: Target, balance = 0): Promise<Account> {
  const { id = '' } = await rivya(target, 'accounts', 'create', `acceptance-${randomBytes(6).toString('hex')}`);
  const [key] = await Promise.all([
    createKey(target, id),
    balance > 0 ? rivya(target, 'credits', 'grant', id, String(balance)) : undefined,
  ]);
  return { id, ...key };
}

/** Another key of an account; without scopes it may do everything, without an expiry it lasts. */
export async function createKey(
  target: Target,
  accountId: string,
  options: { scopes?: readonly string[]; expires?: string } = {},
): Promise<Omit<Account, 'id'>> {
  const scopes = options.scopes === undefined ? [] : ['--scopes', options.scopes.join(',')];
  const expires = options.expires === undefined ? [] : ['--expires', options.expires];
  const { id: keyId = '', secret = '' } = await rivya(
    target,
    'keys',
    'create',
    '--account',
    accountId,
    ...scopes,
    ...expires,
  );
  return { keyId, secret, api: new Api(target.url, secret) };
}

/** Throws when an invariant of the money is broken. */
export async function verifyLedger(target: Target): Promise<void> {
  await rivya(target, 'ledger', 'verify');
}

/** The environment without any setting of ours: a server refuses settings it does not know. */
function foreignEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(RIVYA|NODE_TEST|DASHSCOPE|KIE)_/.test(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

async function addressOf(child: ChildProcess, output: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  if (child.stdout === null) throw new Error('The server has no output to read.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const url = /listening on (http:\/\/\S+)/.exec(line)?.[1];
    if (url !== undefined) resolve(url);
  });
  child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output.join('')}`)));
  const late = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`The server said no address: ${output.join('')}`));
  }, START_MS_MAX);
  return await promise.finally(() => clearTimeout(late));
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    const isReady = await fetch(`${url}/readyz`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status === 200;
      },
      () => false,
    );
    if (isReady) return;
    if (Date.now() > deadline) throw new Error(`The server at ${url} did not become ready.`);
    await sleep(50);
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(late);
  return child.exitCode;
}
