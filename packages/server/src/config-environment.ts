import { BadValue, type Parse } from './config-values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Why the server does not start: every fault of the settings at once, none of them showing a secret. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

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
  'RIVYA_PRIVATE_NETWORK_ALLOWLIST',
  'RIVYA_CONFIG',
  'RIVYA_DATABASE_URL',
  'RIVYA_METRICS_TOKEN',
  'RIVYA_S3_BUCKET',
  'RIVYA_S3_ENDPOINT',
  'RIVYA_S3_REGION',
  'RIVYA_S3_ACCESS_KEY_ID',
  'RIVYA_S3_SECRET_ACCESS_KEY',
  'RIVYA_S3_PREFIX',
  'RIVYA_S3_PATH_STYLE',
  'RIVYA_S3_CHECKSUMS',
  'RIVYA_S3_DELIVERY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER_ARG',
  'DASHSCOPE_API_KEY',
  'DASHSCOPE_BASE_URL',
  'KIE_API_KEY',
  'KIE_BASE_URL',
] as const;

export type SettingName = (typeof KNOWN)[number];

type GetOptions = {
  /** The flag that wins over the variable, and what was given for it. */
  readonly flag?: readonly [name: string, text: string | undefined];
  /** Whether an empty variable counts as unset; `false` hands it to the parser, which refuses it. */
  readonly mayBeEmpty?: boolean;
};

/** Reads variables and flags one by one and keeps what is wrong with them, to be told all at once. */
export class Settings {
  readonly env: Environment;
  readonly #faults: string[] = [];

  constructor(env: Environment) {
    this.env = env;
  }

  /** The parsed value; absent when unset, or when it had a fault. */
  get<Value>(name: SettingName, parse: Parse<Value>, options: GetOptions = {}): Value | undefined {
    const [flag, given] = options.flag ?? [name, undefined];
    if (given !== undefined) return this.take(flag, given, parse);
    const text = this.env[name];
    const isUnset = text === '' && options.mayBeEmpty !== false;
    return this.take(name, isUnset ? undefined : text, parse);
  }

  take<Value>(source: string, text: string | undefined, parse: Parse<Value>): Value | undefined {
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      for (const problem of error.problems) this.tell(`${source} ${problem}`);
      return undefined;
    }
  }

  /** Adds a fault: one or more whole sentences without any secret. */
  tell(fault: string): void {
    this.#faults.push(fault);
  }

  refuseUnknown(): void {
    for (const [name, text] of Object.entries(this.env)) {
      if (text === undefined || text === '') continue;
      if (name.startsWith('RIVYA_') && !isKnown(name)) {
        this.tell(`${name} is not a setting of rivya${suggestionFor(name)}`);
      }
    }
  }

  /** Throws `ConfigFaults` when there is any. */
  throwFaults(): void {
    if (this.#faults.length > 0) throw new ConfigFaults(this.#faults);
  }
}

/** Whether a variable of this name is ours, known or not. */
export function isOurs(name: string): boolean {
  return name.startsWith('RIVYA_') || isKnown(name);
}

function isKnown(name: string): boolean {
  return KNOWN.some((known) => known === name);
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
