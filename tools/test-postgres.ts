import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from './postgres-server.ts';

/**
 * `node tools/test-postgres.ts` runs the tests that stand on a store on PostgreSQL: on the server at
 * `RIVYA_TEST_POSTGRES_URL`, else on one that is started for it and gone with it.
 */
const SOURCE = join(import.meta.dirname, '../packages/server/src');
/** What opens a store for a test, itself or through what a feature's tests share. */
const OPENS_STORE = /openTestDb|setUp\w*Generations|from '(?:\.\.?\/)+(?:\w+\/)*testing[\w-]*\.ts'|openPostgres/;
/** Folders that stand on a store. */
const FOLDERS = ['accounts', 'admin', 'credits', 'files', 'generations', 'platform', 'telemetry', 'webhooks', '.'];

const files = FOLDERS.flatMap((folder) =>
  globSync(folder === '.' ? '*postgres*.test.ts' : `${folder}/**/*.test.ts`, { cwd: SOURCE }),
)
  .map((path) => join(SOURCE, path))
  .filter((path) => OPENS_STORE.test(readFileSync(path, 'utf8')))
  .sort();

const given = process.env['RIVYA_TEST_POSTGRES_URL'];
const server = given === undefined ? await startPostgres({ isDurable: false }) : undefined;
const child = spawn(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-reporter=./tools/reporter.ts', ...files],
  { stdio: 'inherit', env: { ...process.env, RIVYA_TEST_POSTGRES_URL: given ?? server?.url } },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
await server?.stop();
process.exit(code);
