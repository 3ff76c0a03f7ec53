import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCatalogue } from '../packages/server/src/catalogue/index.ts';
import { createSite } from '../packages/server/src/reference/content/index.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const linesOf = (path: string): number => read(path).trimEnd().split('\n').length;

test('README and ARCHITECTURE stay short enough to be read', () => {
  assert.ok(linesOf('README.md') <= 90, `README.md has ${linesOf('README.md')} lines`);
  assert.ok(linesOf('ARCHITECTURE.md') <= 150, `ARCHITECTURE.md has ${linesOf('ARCHITECTURE.md')} lines`);
});

test('links in the hand-written pages lead somewhere', () => {
  const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target = '']) => join(page, '..', target))
      .filter((target) => globSync(target, { cwd: ROOT }).length === 0)
      .map((target) => `${page} -> ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('every public error code is documented with its status, and no other', () => {
  const source = read('packages/server/src/platform/http/errors.ts');
  const codes = [...source.matchAll(/^ {2}(\w+): (\d{3}),$/gm)].map(([, code, status]) => `${code} ${status}`);
  const site = createSite({ catalogue: createCatalogue(), baseUrl: () => 'http://127.0.0.1' });
  const page = site.find('en', 'api/errors-and-limits')?.markdown ?? '';
  const documented = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)];
  assert.ok(codes.length > 10);
  assert.deepEqual(documented.map(([, code, status]) => `${code} ${status}`).sort(), codes.sort());
});

test('the lock file names no host', () => {
  assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/);
});
