import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  anyText,
  BadValue,
  duration,
  type Parse,
  toAdminToken,
  toBaseUrl,
  toBoolean,
  toHeaderText,
  toHost,
  toLogLevel,
  toRole,
  toSecrets,
  wholeNumber,
} from './config-values.ts';
import type { LogLevel } from './platform/log.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './platform/units.ts';

/** Everything the server can be told, parsed and frozen. Durations are milliseconds. */
export type Config = {
  readonly host: string;
  /** 0 asks the system for any free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly role: 'all';
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
  /** How many tasks the painter works on at once; 0 takes none, so that they wait in the queue. */
  readonly engines: { readonly painter: { readonly concurrency: number } };
};

/** What a command that talks to a running server needs to know. */
export type ClientConfig = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly adminToken: string | undefined;
  /** Absolute; where the token file is looked for. */
  readonly dataDir: string;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Given on the command line, these win over the environment. */
export type ConfigFlags = {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly data?: string | undefined;
  readonly role?: string | undefined;
};

/** Why the server does not start: every fault of the settings at once, none of them showing a secret. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8787;
export const DEFAULT_DATA_DIR = '.rivya';
const PER_MINUTE_MAX = 1_000_000;
const PAINTER_CONCURRENCY_MAX = 16;
const PAINTER_CONCURRENCY_DEFAULT = 2;

const KNOWN = [
  'RIVYA_HOST',
  'RIVYA_PORT',
  'RIVYA_DATA_DIR',
  'RIVYA_PUBLIC_URL',
  'RIVYA_MEDIA_BASE_URL',
  'RIVYA_ADMIN_TOKEN',
  'RIVYA_URL',
  'RIVYA_API_KEY',
  'RIVYA_LOG_LEVEL',
  'RIVYA_SECRET',
  'RIVYA_API_DISABLED',
  'RIVYA_RATE_LIMIT_CREATES_PER_MINUTE',
  'RIVYA_RATE_LIMIT_READS_PER_MINUTE',
  'RIVYA_QUEUE_TIMEOUT',
  'RIVYA_TASK_TIMEOUT',
  'RIVYA_UPLOAD_RETENTION',
  'RIVYA_RESULT_RETENTION',
  'RIVYA_CONFIG',
] as const;

type Name = (typeof KNOWN)[number];

// Refused rather than ignored: the operator would believe that tasks are stored, or painted, somewhere else.
const ABSENT_PARTS: readonly (readonly [RegExp, string])[] = [
  [/^RIVYA_DATABASE_URL$/, 'has no PostgreSQL store and keeps everything in the data folder'],
  [/^RIVYA_S3_/, 'has no S3 store and keeps media in the data folder'],
  [/^RIVYA_PRIVATE_NETWORK_ALLOWLIST$/, 'makes no outgoing requests'],
  [/^DASHSCOPE_(API_KEY|BASE_URL)$/, 'has no DashScope engine and paints every picture itself'],
  [/^KIE_(API_KEY|BASE_URL)$/, 'has no Kie engine and paints every picture itself'],
];

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
    role: settings.take('--role', flags.role, toRole) ?? 'all',
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
    engines: { painter: { concurrency: settings.get('RIVYA_CONFIG', readFile) ?? PAINTER_CONCURRENCY_DEFAULT } },
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

/** The environment for a server that must not inherit any setting of ours, such as the one of `rivya demo`. */
export function environmentWithoutSettings(env: Environment = process.env): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('RIVYA_') && absentPartOf(name) === undefined),
  );
}

/** Whether npm runs this process, which on SIGTERM ends itself and its shell but not what they started. */
export function isStartedByNpm(env: Environment = process.env): boolean {
  return env['npm_lifecycle_event'] !== undefined;
}

type GetOptions = {
  /** The flag that wins over the variable, and what was given for it. */
  readonly flag?: readonly [name: string, text: string | undefined];
  /** Whether an empty variable counts as unset; `false` hands it to the parser, which refuses it. */
  readonly mayBeEmpty?: boolean;
};

class Settings {
  readonly #env: Environment;
  readonly #faults: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  get<Value>(name: Name, parse: Parse<Value>, options: GetOptions = {}): Value | undefined {
    const [flag, given] = options.flag ?? [name, undefined];
    if (given !== undefined) return this.take(flag, given, parse);
    const text = this.#env[name];
    const isUnset = text === '' && options.mayBeEmpty !== false;
    return this.take(name, isUnset ? undefined : text, parse);
  }

  take<Value>(source: string, text: string | undefined, parse: Parse<Value>): Value | undefined {
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.#faults.push(...error.problems.map((problem) => `${source} ${problem}`));
      return undefined;
    }
  }

  refuseUnknown(): void {
    for (const [name, text] of Object.entries(this.#env)) {
      if (text === undefined || text === '') continue;
      const part = absentPartOf(name);
      if (part !== undefined) this.#faults.push(`${name} is set, but this version ${part}; unset it.`);
      else if (name.startsWith('RIVYA_') && !KNOWN.some((known) => known === name)) {
        this.#faults.push(`${name} is not a setting of rivya${suggestionFor(name)}`);
      }
    }
  }

  throwFaults(): void {
    if (this.#faults.length > 0) throw new ConfigFaults(this.#faults);
  }
}

function absentPartOf(name: string): string | undefined {
  return ABSENT_PARTS.find(([pattern]) => pattern.test(name))?.[1];
}

function suggestionFor(name: string): string {
  const [nearest] = KNOWN.map((known) => ({ known, distance: editDistance(name, known) })).sort(
    (left, right) => left.distance - right.distance,
  );
  return nearest !== undefined && nearest.distance <= 6 ? `; did you mean ${nearest.known}?` : '.';
}

/** How many characters must be put in, left out or replaced to make one text of the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [above, character] of [...left].entries()) {
    const next = [above + 1];
    for (const [index, other] of [...right].entries()) {
      const replaced = (row[index] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Reads the JSON file of `RIVYA_CONFIG`; what it leaves out keeps its default. */
function readFile(path: string): number | undefined {
  const file = parseJson(path);
  const problems: string[] = [];
  const root = toObject(file, { path: '', keys: ['engines'], problems });
  const engines = toObject(root['engines'], { path: 'engines', keys: ['painter'], problems });
  const painter = toObject(engines['painter'], { path: 'engines.painter', keys: ['concurrency'], problems });
  const concurrency = painter['concurrency'];
  const isRight =
    Number.isInteger(concurrency) && Number(concurrency) >= 0 && Number(concurrency) <= PAINTER_CONCURRENCY_MAX;
  if (concurrency !== undefined && !isRight) {
    problems.push(`engines.painter.concurrency must be a whole number from 0 to ${PAINTER_CONCURRENCY_MAX}.`);
  }
  if (problems.length > 0) throw new BadValue(...problems.map((problem) => `(${path}): ${problem}`));
  return concurrency === undefined ? undefined : Number(concurrency);
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadValue(`(${path}): is not valid JSON.`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new BadValue(`(${path}): cannot be read (${code}).`);
  }
}

type ObjectRule = { readonly path: string; readonly keys: readonly string[]; readonly problems: string[] };

/** The object's entries; an absent one has none, and everything else about it is added to the problems. */
function toObject(value: unknown, { path, keys, problems }: ObjectRule): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    problems.push(`${path === '' ? 'the file' : path} must be a JSON object.`);
    return {};
  }
  for (const key of Object.keys(value).filter((one) => !keys.includes(one))) {
    problems.push(`${path === '' ? key : `${path}.${key}`} is not a known setting; here are: ${keys.join(', ')}.`);
  }
  return Object.fromEntries(Object.entries(value));
}

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object') for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
