import { resolve } from 'node:path';
import { type Environment, Settings } from './config-environment.ts';
import { readS3, type StoreSettings, toDatabaseUrl } from './config-stores.ts';
import { anyText, BadValue, toSecrets } from './config-values.ts';

/** What `rivya move` is told on the command line. */
export type MoveFlags = {
  readonly from: string;
  readonly to?: string | undefined;
  readonly media?: string | undefined;
};

/** What `rivya move` needs to know. */
export type MoveConfig = {
  /** Absolute. */
  readonly from: string;
  readonly to: string;
  readonly media:
    | { readonly kind: 'bucket'; readonly s3: NonNullable<StoreSettings['s3']> }
    | { readonly kind: 'folder'; readonly path: string }
    | undefined;
  /** Absent: the one the server made in its data folder. */
  readonly secrets: readonly string[] | undefined;
};

const BUCKET = /^s3:\/\/([^/]*)\/?$/;

/**
 * Reads the flags of `rivya move`, and what they leave to the variables that the new servers will have: the database's
 * address, and the bucket with its keys. Throws `ConfigFaults` with all that is wrong.
 */
export function readMove(env: Environment, { from, to, media }: MoveFlags): MoveConfig {
  const bucket = media === undefined ? env['RIVYA_S3_BUCKET'] : BUCKET.exec(media)?.[1];
  const settings = new Settings({ ...env, RIVYA_S3_BUCKET: bucket });
  const config: MoveConfig = {
    from: resolve(settings.take('--from', from, anyText) ?? ''),
    to: settings.get('RIVYA_DATABASE_URL', toDatabaseUrl, { flag: ['--to', to] }) ?? '',
    media: readPlace(settings, media),
    secrets: settings.get('RIVYA_SECRET', toSecrets, { mayBeEmpty: false }),
  };
  const isToMissing = to === undefined && (env['RIVYA_DATABASE_URL'] ?? '') === '';
  if (isToMissing) settings.tell('Where to? Give --to postgres://…, or set RIVYA_DATABASE_URL.');
  settings.throwFaults();
  return config;
}

function readPlace(settings: Settings, media: string | undefined): MoveConfig['media'] {
  if (media !== undefined && !BUCKET.test(media)) {
    const path = settings.take('--media', media, toFolder);
    return path === undefined ? undefined : { kind: 'folder', path: resolve(path) };
  }
  if (media === undefined && (settings.env['RIVYA_S3_BUCKET'] ?? '') === '') return undefined;
  if (settings.env['RIVYA_S3_BUCKET'] === '') settings.tell('--media must name a bucket, as in s3://pictures.');
  const s3 = readS3(settings);
  return s3 === undefined ? undefined : { kind: 'bucket', s3 };
}

/** A mistyped address must not become a folder of that name. */
function toFolder(text: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw new BadValue(
      'must be s3://BUCKET or a folder. What keys in the bucket start with is said by RIVYA_S3_PREFIX.',
    );
  }
  return anyText(text);
}
