import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerRefusal } from '../admin/client.ts';
import { type Config, type ConfigFlags, readClientConfig, readConfig } from '../config.ts';
import { askUpstreams, checkEngines } from './doctor-engines.ts';
import { checkStore } from './doctor-store.ts';
import { reportOf } from './failure.ts';
import { FIRST_KEY_FILE } from './serve.ts';
import { ADMIN_TOKEN_FILE, type Session } from './session.ts';

/** What one check found. `advice` says what to do. */
export type Finding = {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly advice?: string;
};

export type Look = Omit<Finding, 'check'>;

/** What `doctor` was asked to look at. */
export type DoctorFlags = Pick<ConfigFlags, 'data'> & { readonly online?: boolean | undefined };

const FREE_BYTES_LOW = 2 ** 30;
const FREE_BYTES_TOO_LOW = 100 * 2 ** 20;
/** Older than this server: a clock that says so is wrong. */
const CLOCK_MS_MIN = Date.UTC(2025, 0, 1);
const CLOCK_MS_MAX = Date.UTC(2100, 0, 1);
const CLOCK_SKEW_MS_MAX = 5_000;
const SERVER_MS_MAX = 3_000;

/** Runs all checks, one after another; a check that cannot be made is a failed one. */
export async function* examine(session: Session, flags: DoctorFlags): AsyncGenerator<Finding> {
  yield await look('node', () => ok(`${process.version} on ${process.platform} ${process.arch}`));
  yield await look('clock', checkClock);
  yield await look('sharp', checkSharp);
  yield await look('painter', checkPainter);
  const config = readOrUndefined(flags);
  yield await look('settings', () => checkSettings(flags));
  if (config === undefined) return;
  yield await look('engines', () => checkEngines(config));
  if (flags.online === true) yield* await askUpstreams(config);
  yield await look('data folder', () => checkFolder(config.dataDir));
  yield await look('disk', () => checkDisk(config.dataDir));
  yield await look('store', () => checkStore(config));
  yield await look('secrets', () => checkModes(config.dataDir));
  const { url } = readClientConfig();
  const answer = await askServer(url);
  yield await look('server', () => checkServer(url, answer));
  if (answer?.ok === true) yield await look('admin', () => checkAdmin(session));
  yield await look('port', () => checkPort(config, answer !== undefined));
}

async function look(check: string, work: () => Look | Promise<Look>): Promise<Finding> {
  try {
    return { check, ...(await work()) };
  } catch (error) {
    return { check, state: 'fail', message: reportOf(error).error.message.replaceAll(/\s*\n\s*/g, ' ') };
  }
}

function ok(message: string): Look {
  return { state: 'ok', message };
}

function checkClock(): Look {
  const now = Date.now();
  const message = new Date(now).toISOString();
  if (now > CLOCK_MS_MIN && now < CLOCK_MS_MAX) return ok(message);
  return {
    state: 'fail',
    message: `${message} cannot be now`,
    advice: 'Set the clock: signed URLs and expiry follow it.',
  };
}

async function checkSharp(): Promise<Look> {
  const { default: sharp } = await import('sharp');
  return ok(`sharp ${sharp.versions.sharp ?? ''} with libvips ${sharp.versions.vips ?? ''}`);
}

async function checkPainter(): Promise<Look> {
  const folder = join(dirname(fileURLToPath(import.meta.resolve('@rivya/painter'))), '..', 'assets');
  const assets = await readdir(folder).catch(() => []);
  if (assets.some((name) => name.startsWith('art.generated'))) return ok('its pictures of things are there');
  return {
    state: 'fail',
    message: `the painter's pictures of things are missing in ${folder}`,
    advice: 'Run "npm install" again: it makes them.',
  };
}

function readOrUndefined(flags: ConfigFlags): Config | undefined {
  try {
    return readConfig(undefined, flags);
  } catch {
    return undefined;
  }
}

function checkSettings(flags: ConfigFlags): Look {
  const config = readConfig(undefined, flags);
  return ok(`understood; data folder ${config.dataDir}`);
}

async function checkFolder(path: string): Promise<Look> {
  const exists = (await stat(path).catch(() => undefined)) !== undefined;
  const folder = exists ? path : await nearestFolder(path);
  const isWritable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isWritable) return ok(exists ? 'can be written' : 'does not exist yet; the first "rivya serve" makes it');
  return {
    state: 'fail',
    message: `${folder} cannot be written`,
    advice: 'Choose another with --data or RIVYA_DATA_DIR, or give this user the right to write there.',
  };
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(path);
  if (parent === path || (await stat(path).catch(() => undefined)) !== undefined) return path;
  return await nearestFolder(parent);
}

async function checkDisk(path: string): Promise<Look> {
  const { bavail, bsize } = await statfs(await nearestFolder(path));
  const bytes = bavail * bsize;
  const message = `${(bytes / 2 ** 30).toFixed(1)} GB free`;
  if (bytes >= FREE_BYTES_LOW) return ok(message);
  const advice = 'Free some space: a 2K picture takes about 5 MB and stays for 30 days.';
  return { state: bytes < FREE_BYTES_TOO_LOW ? 'fail' : 'warn', message, advice };
}

async function checkModes(dataDir: string): Promise<Look> {
  const open: string[] = [];
  for (const name of [ADMIN_TOKEN_FILE, 'secret', FIRST_KEY_FILE]) {
    const found = await stat(join(dataDir, name)).catch(() => undefined);
    if (found !== undefined && process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      open.push(join(dataDir, name));
  }
  if (open.length > 0) {
    return { state: 'fail', message: 'others on this machine can read them', advice: `chmod 600 ${open.join(' ')}` };
  }
  const hasFirstKey = (await stat(join(dataDir, FIRST_KEY_FILE)).catch(() => undefined)) !== undefined;
  if (!hasFirstKey) return ok('for their owner only');
  const advice = `Keep the key somewhere safe and remove ${join(dataDir, FIRST_KEY_FILE)}.`;
  return { state: 'warn', message: 'the first API key still lies in the data folder', advice };
}

async function askServer(url: string): Promise<Response | undefined> {
  return await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(SERVER_MS_MAX) }).catch(() => undefined);
}

function checkServer(url: string, answer: Response | undefined): Look {
  if (answer === undefined) {
    return {
      state: 'warn',
      message: `none answers at ${url}`,
      advice: 'Start one with "rivya serve", or set RIVYA_URL.',
    };
  }
  if (!answer.ok) {
    const advice = 'Look at its log, or at whether RIVYA_URL is right.';
    return { state: 'fail', message: `${url} is not ready (status ${answer.status})`, advice };
  }
  const skewMs = Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now());
  if (skewMs > CLOCK_SKEW_MS_MAX) {
    return { state: 'warn', message: `${url} is ready, but its clock is ${Math.round(skewMs / 1_000)} s off ours` };
  }
  return ok(`${url} is ready`);
}

/** The server's own word on what needs an operator; also proves that the admin token is right. */
async function checkAdmin(session: Session): Promise<Look> {
  try {
    const { items } = await session.admin().listIncidents({ state: 'open', limit: 1 });
    if (items.length === 0) return ok('the admin token is accepted; nothing needs an operator');
    const advice = '"rivya incidents" shows them.';
    return { state: 'warn', message: 'there are incidents that need an operator', advice };
  } catch (error) {
    if (!(error instanceof ServerRefusal)) throw error;
    return { state: 'fail', message: error.message, advice: 'Check RIVYA_ADMIN_TOKEN and RIVYA_DATA_DIR.' };
  }
}

async function checkPort({ host, port }: Config, isServed: boolean): Promise<Look> {
  const code = await new Promise<unknown>((settle) => {
    const probe = createServer();
    probe.once('error', (error) => settle('code' in error ? error.code : error.message));
    probe.listen(port, host, () => probe.close(() => settle(undefined)));
  });
  if (code === undefined) return ok(`${port} on ${host} is free`);
  if (code === 'EADDRINUSE' && isServed)
    return ok(`${port} on ${host} is in use, as it should be with a server running`);
  return {
    state: 'fail',
    message: `cannot listen on ${host} port ${port} (${String(code)})`,
    advice: 'Choose another with --port, RIVYA_PORT or RIVYA_HOST.',
  };
}
