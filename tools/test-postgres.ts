import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `node tools/with-postgres.ts node tools/test-postgres.ts` runs the tests that stand on a store on PostgreSQL. */
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

const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-reporter=./tools/reporter.ts', ...files],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
