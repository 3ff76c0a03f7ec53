import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { S3Simulator } from '@rivya/simulator';
import pg from 'pg';

/**
 * What the servers under test stand on, from `RIVYA_ACCEPTANCE_STORE`: `embedded`; `postgres`, one process on a PostgreSQL
 * server (`RIVYA_TEST_POSTGRES_URL`); `cluster`, two processes for the API and three workers on PostgreSQL and S3.
 */
export type StoreKind = 'embedded' | 'postgres' | 'cluster';

export const STORE_KIND: StoreKind = readKind(process.env['RIVYA_ACCEPTANCE_STORE'] ?? 'embedded');
export const ADMIN_TOKEN = 'acceptance-admin-token';
const SECRET = 'acceptance-secret-acceptance-secret';

type Bucket = Pick<S3Simulator, 'endpoint' | 'bucket' | 'region' | 'accessKeyId' | 'secretAccessKey'>;

const open: { bucket: Promise<Bucket> | undefined } = { bucket: undefined };

/** The settings of an installation; the same data folder is the same installation again. */
export async function storeSettings(dataFolder: string): Promise<Readonly<Record<string, string>>> {
  if (STORE_KIND === 'embedded') return {};
  const name = `acceptance_${createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)}`;
  const database = {
    RIVYA_DATABASE_URL: await openDatabase(name),
    RIVYA_SECRET: SECRET,
    RIVYA_ADMIN_TOKEN: ADMIN_TOKEN,
  };
  return STORE_KIND === 'postgres' ? database : { ...database, ...(await bucketSettings(name)) };
}

/** Makes a database if it is not there yet, and tells its address. */
async function openDatabase(name: string): Promise<string> {
  const base = process.env['RIVYA_TEST_POSTGRES_URL'];
  if (base === undefined) throw new Error('RIVYA_TEST_POSTGRES_URL is not set; see tools/with-postgres.ts.');
  const client = new pg.Client({ connectionString: base });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(base);
  url.pathname = `/${name}`;
  return url.href;
}

async function bucketSettings(name: string): Promise<Readonly<Record<string, string>>> {
  open.bucket ??= startBucket();
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = await open.bucket;
  return {
    RIVYA_S3_ENDPOINT: endpoint,
    RIVYA_S3_BUCKET: bucket,
    RIVYA_S3_REGION: region,
    RIVYA_S3_ACCESS_KEY_ID: accessKeyId,
    RIVYA_S3_SECRET_ACCESS_KEY: secretAccessKey,
    RIVYA_S3_PREFIX: name,
  };
}

function startBucket(): Promise<Bucket> {
  const script = fileURLToPath(new URL('serve-bucket.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The bucket ended with ${code}.`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      child.unref();
      if ('unref' in child.stdout && typeof child.stdout.unref === 'function') child.stdout.unref();
      resolve(JSON.parse(line));
    });
  });
}

function readKind(text: string): StoreKind {
  if (text === 'embedded' || text === 'postgres' || text === 'cluster') return text;
  throw new Error(`RIVYA_ACCEPTANCE_STORE must be embedded, postgres or cluster; got ${text}.`);
}
