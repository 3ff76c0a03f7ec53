import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'packages/server/src');
/** Commands that run the server or look into its store themselves, instead of asking a running one. */
const MAY_IMPORT_MAIN = ['cli/serve.ts', 'cli/migrate.ts', 'cli/doctor-engines.ts', 'cli/doctor-store.ts'];
/** The one reader, the text of a sample that its readers run in a program of their own, and what tests stand on. */
const MAY_NAME_THE_ENVIRONMENT = ['config.ts', 'reference/content/samples/typescript.ts', 'platform/testing.ts'];
/** A face of its own: commands start six times faster without the routes behind `admin/index.ts`. */
const FACES = new Set(['admin/client.ts']);
const IMPORT = /(?:^|\s)(?:import|export)\s[^;]*?from\s*'(\.[^']+)'|import\(\s*'(\.[^']+)'|import\s+'(\.[^']+)'/g;

const table = readTable();
const files = globSync('**/*.ts', { cwd: SOURCE }).map((path) => path.replaceAll('\\', '/'));

test('the table in ARCHITECTURE.md names every folder of the server, and no other', () => {
  const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  assert.deepEqual([...table.keys()].sort(), [...folders].sort());
});

test('folders import only what the table allows, through index.ts', () => {
  const faults = files.flatMap((path) => importsOf(path).flatMap((target) => faultOf(path, target)));
  assert.deepEqual(faults, []);
});

test('only config.ts reads the environment', () => {
  const readers = files.filter(
    (path) =>
      !MAY_NAME_THE_ENVIRONMENT.includes(path) && !path.endsWith('.test.ts') && /process\.env/.test(readSource(path)),
  );
  assert.deepEqual(readers, []);
});

test('a table of the store is touched by its owning folder only', () => {
  const uses = /\.(?:selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin)\(\s*'(\w+)/g;
  const owners = new Map<string, Set<string>>();
  for (const path of files.filter((path) => !path.endsWith('.test.ts'))) {
    for (const [, name] of readSource(path).matchAll(uses)) {
      if (name === undefined) continue;
      owners.set(name, (owners.get(name) ?? new Set()).add(path.split('/')[0] ?? path));
    }
  }
  assert.ok(owners.size >= 8, 'the pattern above finds the tables');
  const shared = [...owners].filter(([, folders]) => folders.size > 1).map(([name, folders]) => [name, ...folders]);
  assert.deepEqual(shared, []);
});

function faultOf(path: string, target: string): string[] {
  const from = path.split('/')[0] ?? '';
  const to = target.split('/')[0] ?? '';
  if (!path.includes('/') || to === from) return [];
  if (!target.includes('/')) return topFileFault(path, target);
  if (!table.get(from)?.includes(to) && !isTestSupport(path, to)) return [`${path} imports ${to}/`];
  return to === 'platform' || target === `${to}/index.ts` || FACES.has(target)
    ? []
    : [`${path} reaches past ${to}/index.ts`];
}

/** Tests may stand on the features their subject meets in production. */
function isTestSupport(path: string, to: string): boolean {
  return (path.endsWith('.test.ts') || path.endsWith('testing.ts')) && table.has(to);
}

function topFileFault(path: string, target: string): string[] {
  const isAllowed =
    path.endsWith('.test.ts') ||
    (path.startsWith('cli/') && target.startsWith('config')) ||
    (MAY_IMPORT_MAIN.includes(path) && target === 'main.ts') ||
    // The schema of the store it copies to is the application's.
    (path === 'cli/move.ts' && target === 'app.ts');
  return isAllowed ? [] : [`${path} imports ${target}`];
}

function importsOf(path: string): string[] {
  return [...readSource(path).matchAll(IMPORT)].map(([, a, b, c]) =>
    normalize(join(dirname(path), a ?? b ?? c ?? '')).replaceAll('\\', '/'),
  );
}

function readSource(path: string): string {
  return readFileSync(join(SOURCE, path), 'utf8');
}

function readTable(): Map<string, readonly string[]> {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const section = text.slice(text.indexOf('## Inside'), text.indexOf('## The story'));
  const rows = section.matchAll(/^\| `(\w+)` \| .* \| ([^|]+) \|$/gm);
  return new Map([...rows].map(([, folder = '', may = '']) => [folder, may.split(',').map((name) => name.trim())]));
}
