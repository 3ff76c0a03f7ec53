import type { Settings } from './config-environment.ts';
import { anyText, BadValue, oneOf, toBoolean, toHeaderText } from './config-values.ts';
import type { S3Settings } from './files/store/s3-settings.ts';

/** What a process of the server does: everything, the public API, or the work behind it. */
export const ROLES = ['all', 'api', 'worker'] as const;
export type Role = (typeof ROLES)[number];

export type StoreSettings = {
  readonly role: Role;
  /** A PostgreSQL database that processes share; absent: the embedded store in the data folder. */
  readonly databaseUrl: string | undefined;
  /** A bucket that processes share; absent: a folder in the data folder. */
  readonly s3: Omit<S3Settings, 'stagingFolder'> | undefined;
};

const S3_NAMES = [
  'RIVYA_S3_ENDPOINT',
  'RIVYA_S3_REGION',
  'RIVYA_S3_ACCESS_KEY_ID',
  'RIVYA_S3_SECRET_ACCESS_KEY',
  'RIVYA_S3_PREFIX',
  'RIVYA_S3_PATH_STYLE',
  'RIVYA_S3_CHECKSUMS',
  'RIVYA_S3_DELIVERY',
] as const;

/** Reads where things are kept and what this process does with them. Faults are told to the settings. */
export function readStores(settings: Settings, roleFlag: string | undefined): StoreSettings {
  const databaseUrl = settings.get('RIVYA_DATABASE_URL', toDatabaseUrl);
  const role = settings.take('--role', roleFlag, oneOf(ROLES)) ?? 'all';
  if (role !== 'all' && databaseUrl === undefined && isUnset(settings, 'RIVYA_DATABASE_URL')) {
    settings.tell(`--role ${role} needs a store that several processes can share: set RIVYA_DATABASE_URL.`);
  }
  if (databaseUrl !== undefined) requireShared(settings);
  // A worker writes addresses too, into webhooks: its own is not where callers reach the API.
  if (role !== 'all' && (settings.env['RIVYA_PUBLIC_URL'] ?? '') === '') {
    settings.tell(`RIVYA_PUBLIC_URL must be set with --role ${role}: where callers reach the API.`);
  }
  return { role, databaseUrl, s3: readS3(settings) };
}

/** What every process must agree on cannot be made up by each of them. */
function requireShared(settings: Settings): void {
  for (const name of ['RIVYA_SECRET', 'RIVYA_ADMIN_TOKEN'] as const) {
    if (settings.env[name] !== undefined) continue;
    settings.tell(`${name} must be set with RIVYA_DATABASE_URL, to the same value for every process.`);
  }
}

/** Reads where the bucket is; `undefined` without `RIVYA_S3_BUCKET`. Faults are told to the settings. */
export function readS3(settings: Settings): StoreSettings['s3'] {
  const bucket = settings.get('RIVYA_S3_BUCKET', toBucket);
  const given = S3_NAMES.filter((name) => !isUnset(settings, name));
  if (isUnset(settings, 'RIVYA_S3_BUCKET')) {
    for (const name of given) settings.tell(`${name} is set, but no bucket: set RIVYA_S3_BUCKET too, or unset it.`);
    return undefined;
  }
  const endpoint = settings.get('RIVYA_S3_ENDPOINT', toEndpoint);
  const s3 = {
    bucket: bucket ?? '',
    endpoint,
    region: settings.get('RIVYA_S3_REGION', toHeaderText) ?? 'us-east-1',
    accessKeyId: settings.get('RIVYA_S3_ACCESS_KEY_ID', toHeaderText) ?? '',
    secretAccessKey: settings.get('RIVYA_S3_SECRET_ACCESS_KEY', toHeaderText) ?? '',
    prefix: settings.get('RIVYA_S3_PREFIX', toPrefix) ?? '',
    isPathStyle: settings.get('RIVYA_S3_PATH_STYLE', toBoolean) ?? endpoint !== undefined,
    checksums: settings.get('RIVYA_S3_CHECKSUMS', oneOf(['always', 'required'])) ?? 'always',
    delivery: settings.get('RIVYA_S3_DELIVERY', oneOf(['proxy', 'redirect'])) ?? 'proxy',
  } as const;
  for (const name of ['RIVYA_S3_ACCESS_KEY_ID', 'RIVYA_S3_SECRET_ACCESS_KEY'] as const) {
    if (isUnset(settings, name)) settings.tell(`${name} must be set with RIVYA_S3_BUCKET.`);
  }
  return s3;
}

function isUnset(
  settings: Settings,
  name: (typeof S3_NAMES)[number] | 'RIVYA_S3_BUCKET' | 'RIVYA_DATABASE_URL',
): boolean {
  return (settings.env[name] ?? '') === '';
}

/** A PostgreSQL address. Refused without showing it: it holds a password. */
export function toDatabaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    throw new BadValue('must be an address such as postgres://user:password@host:5432/database.');
  }
  if (url.pathname.length <= 1)
    throw new BadValue('must name a database, as in postgres://user:password@host:5432/database.');
  return text;
}

/** The names that every service takes (Amazon S3 User Guide, general purpose bucket naming rules). */
function toBucket(text: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) {
    throw new BadValue(
      'must have 3 to 63 lower-case letters, digits, dots and hyphens, a letter or digit at both ends.',
    );
  }
  return text;
}

function toEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || /[?#@]/.test(text)) {
    throw new BadValue('must be an http or https address without a path, such as https://s3.example.com.');
  }
  return url.origin;
}

function toPrefix(text: string): string {
  if (!/^[\w.-]+(?:\/[\w.-]+)*\/?$/.test(anyText(text))) {
    throw new BadValue('must be folder names with slashes between them, such as media/.');
  }
  return text.endsWith('/') ? text : `${text}/`;
}
