import { dirname, resolve } from 'node:path';
import { builtInModels } from './catalogue/models/built-in.ts';
import { PAINTER, readEngines } from './config-engines.ts';
import { type Environment, isOurs, Settings } from './config-environment.ts';
import { absentEntry, openConfigFile } from './config-file.ts';
import { type MoveConfig, type MoveFlags, readMove } from './config-move.ts';
import { readRoutes } from './config-routes.ts';
import { type Role, readStores, type StoreSettings } from './config-stores.ts';
import { readTelemetry, type TelemetrySettings } from './config-telemetry.ts';
import {
  anyText,
  duration,
  toAdminToken,
  toBaseUrl,
  toBoolean,
  toHeaderText,
  toHost,
  toLogLevel,
  toNetworks,
  toSecrets,
  wholeNumber,
} from './config-values.ts';
import type { EngineSettings, Routes } from './engines/index.ts';
import type { LogLevel } from './platform/log.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './platform/units.ts';
import type { Cidr } from './platform/upstream/address-rules.ts';

export { ConfigFaults, type Environment } from './config-environment.ts';
export type { MoveConfig, MoveFlags } from './config-move.ts';

/** Everything the server can be told, parsed and frozen. Durations are milliseconds. */
export type Config = {
  readonly host: string;
  /** 0 asks the system for any free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly role: Role;
  /** A PostgreSQL database that processes share; absent: the embedded store in the data folder. */
  readonly databaseUrl: string | undefined;
  /** A bucket that processes share; absent: a folder in the data folder. */
  readonly s3: StoreSettings['s3'];
  readonly metricsToken: TelemetrySettings['metricsToken'];
  readonly tracing: TelemetrySettings['tracing'];
  /** How callers reach the server, without a trailing slash; absent: the address it listens on. */
  readonly publicUrl: string | undefined;
  /** Where media URLs start, without a trailing slash; absent: the public URL. */
  readonly mediaBaseUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly isApiDisabled: boolean;
  /** 0 switches a limit off. */
  readonly rateLimits: { readonly createsPerMinute: number; readonly readsPerMinute: number };
  readonly timeouts: { readonly queueMs: number; readonly taskMs: number };
  readonly retention: { readonly uploadMs: number; readonly resultMs: number };
  /** The first one signs, all of them verify; absent: made once in the data folder. */
  readonly secrets: readonly string[] | undefined;
  /** Absent: made once in the data folder. */
  readonly adminToken: string | undefined;
  /** Private networks that requests to addresses others chose may reach, and then over plain http. */
  readonly privateNetworkAllowlist: readonly Cidr[];
  readonly engines: EngineSettings;
  /** The engines of a model, in the order in which they are tried; a model without a route has all upstreams in their order. */
  readonly routes: Routes;
};

/** What a command that talks to a running server needs to know. */
export type ClientConfig = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly adminToken: string | undefined;
  /** Absolute; where the token file is looked for. */
  readonly dataDir: string;
};

/** Given on the command line, these win over the environment. */
export type ConfigFlags = {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly data?: string | undefined;
  readonly role?: string | undefined;
};

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8787;
export const DEFAULT_DATA_DIR = '.rivya';
const PER_MINUTE_MAX = 1_000_000;

/**
 * Reads the server's settings from the environment, the flags of `serve` and the file of `RIVYA_CONFIG`.
 * Throws `ConfigFaults` with all that is wrong.
 */
export function readConfig(env: Environment = process.env, flags: ConfigFlags = {}): Config {
  const settings = new Settings(env);
  settings.refuseUnknown();
  const config: Config = {
    host: settings.get('RIVYA_HOST', toHost, { flag: ['--host', flags.host] }) ?? DEFAULT_HOST,
    port: settings.get('RIVYA_PORT', wholeNumber(0, 65_535), { flag: ['--port', flags.port] }) ?? DEFAULT_PORT,
    dataDir: resolve(settings.get('RIVYA_DATA_DIR', anyText, { flag: ['--data', flags.data] }) ?? DEFAULT_DATA_DIR),
    ...readStores(settings, flags.role),
    ...readTelemetry(settings),
    publicUrl: settings.get('RIVYA_PUBLIC_URL', toBaseUrl),
    mediaBaseUrl: settings.get('RIVYA_MEDIA_BASE_URL', toBaseUrl),
    logLevel: settings.get('RIVYA_LOG_LEVEL', toLogLevel) ?? 'info',
    isApiDisabled: settings.get('RIVYA_API_DISABLED', toBoolean) ?? false,
    rateLimits: {
      createsPerMinute: settings.get('RIVYA_RATE_LIMIT_CREATES_PER_MINUTE', wholeNumber(0, PER_MINUTE_MAX)) ?? 600,
      readsPerMinute: settings.get('RIVYA_RATE_LIMIT_READS_PER_MINUTE', wholeNumber(0, PER_MINUTE_MAX)) ?? 3_000,
    },
    timeouts: {
      queueMs: settings.get('RIVYA_QUEUE_TIMEOUT', duration(365)) ?? 24 * HOUR_MS,
      taskMs: settings.get('RIVYA_TASK_TIMEOUT', duration(7)) ?? 30 * MINUTE_MS,
    },
    retention: {
      uploadMs: settings.get('RIVYA_UPLOAD_RETENTION', duration(3_650)) ?? 7 * DAY_MS,
      resultMs: settings.get('RIVYA_RESULT_RETENTION', duration(3_650)) ?? 30 * DAY_MS,
    },
    secrets: settings.get('RIVYA_SECRET', toSecrets, { mayBeEmpty: false }),
    adminToken: settings.get('RIVYA_ADMIN_TOKEN', toAdminToken, { mayBeEmpty: false }),
    privateNetworkAllowlist: settings.get('RIVYA_PRIVATE_NETWORK_ALLOWLIST', toNetworks) ?? [],
    ...readEngineConfig(settings),
  };
  settings.throwFaults();
  return deepFreeze(config);
}

/** Reads what a command needs to reach a running server. Throws `ConfigFaults`. */
export function readClientConfig(env: Environment = process.env): ClientConfig {
  const settings = new Settings(env);
  const config: ClientConfig = {
    url: settings.get('RIVYA_URL', toBaseUrl) ?? `http://${DEFAULT_HOST}:${DEFAULT_PORT}`,
    apiKey: settings.get('RIVYA_API_KEY', toHeaderText),
    adminToken: settings.get('RIVYA_ADMIN_TOKEN', toAdminToken, { mayBeEmpty: false }),
    dataDir: resolve(settings.get('RIVYA_DATA_DIR', anyText) ?? DEFAULT_DATA_DIR),
  };
  settings.throwFaults();
  return deepFreeze(config);
}

/** Reads what `rivya move` needs. Throws `ConfigFaults`. */
export function readMoveConfig(flags: MoveFlags, env: Environment = process.env): MoveConfig {
  return deepFreeze(readMove(env, flags));
}

/** The environment for a server that must not inherit any setting of ours, such as the one of `rivya demo`. */
export function environmentWithoutSettings(env: Environment = process.env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}

/** Whether npm runs this process, which on SIGTERM ends itself and its shell but not what they started. */
export function isStartedByNpm(env: Environment = process.env): boolean {
  return env['npm_lifecycle_event'] !== undefined;
}

const WORKSPACE = 'rivya-workspace';

/** How whoever started this process types the command `rivya`: in a checkout, through npx, or as it is. */
export function ownCommand(env: Environment = process.env): string {
  if (!isStartedByNpm(env)) return 'rivya';
  return env['npm_package_name'] === WORKSPACE ? 'npm run rivya --' : 'npx rivya';
}

type EngineConfig = Pick<Config, 'engines' | 'routes'>;

/** Reads the file of `RIVYA_CONFIG`, which says more about engines, and the variables that say the most common of it. */
function readEngineConfig(settings: Settings): EngineConfig {
  const path = settings.get('RIVYA_CONFIG', anyText) ?? '';
  const tell = (fault: string) => settings.tell(`RIVYA_CONFIG (${path}): ${fault}`);
  const file = path === '' ? absentEntry(tell) : openConfigFile(path, tell);
  const field = file.fields(['engines', 'routes']);
  const models = builtInModels.map(({ id }) => id);
  const engines = readEngines({ settings, folder: dirname(resolve(path)), models }, field('engines'));
  // An engine with a fault is still one that a route may name.
  const named = new Set([...engines.upstreams.map(({ id }) => id), ...field('engines').names, PAINTER]);
  return { engines, routes: readRoutes({ models, engines: [...named], painter: PAINTER }, field('routes')) };
}

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object') for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
