import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

/** What can be said of `deploy/` without the linters and schemas of `tools/extra`. */
const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const dockerfile = read('deploy/docker/Dockerfile');

test('every setting that the deployment files and the guide name is one that the server knows', () => {
  const source = read('packages/server/src/config-environment.ts');
  const known = new Set([...source.matchAll(/^ {2}'(\w+)',$/gm)].map(([, name]) => name));
  assert.ok(known.size > 20);
  const files = [...globSync('deploy/{docker,compose,kubernetes}/*', { cwd: ROOT }), 'docs/guides/scale.md'];
  const faults = files.flatMap((path) =>
    [...read(path).matchAll(/\b(?:RIVYA|DASHSCOPE|KIE)_[A-Z0-9_]*[A-Z0-9]\b/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(
    faults.filter((fault) => !/: RIVYA_S3$/.test(fault)),
    [],
  );
});

describe('the Dockerfile', () => {
  test('has every package of the workspace that the server needs, to install and to run', () => {
    const needed = neededBy('server');
    assert.ok(needed.includes('painter') && needed.includes('sdk'));
    for (const name of needed) {
      const manifest = `COPY packages/${name}/package.json packages/${name}/\n`;
      assert.equal(dockerfile.split(manifest).length - 1, 2, `packages/${name}/package.json, in both stages`);
      assert.ok(dockerfile.includes(`packages/${name}/dist packages/${name}\n`), `packages/${name}/dist`);
      assert.ok(dockerfile.includes(`--workspace=${packageName(name)}`), packageName(name));
    }
  });

  test('is given all that it copies: .dockerignore lets it through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    assert.ok(copied.length > 8);
    for (const path of copied.filter((one) => one !== '.')) {
      assert.ok(existsSync(join(ROOT, path)), path);
      assert.ok(
        allowed.some((one) => path === one || path.startsWith(`${one}/`)),
        `${path} is kept out`,
      );
    }
  });

  test('runs as a user that is not root, and tells its health', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    assert.match(last, /^USER [1-9]\d*:[1-9]\d*$/m);
    assert.match(last, /^HEALTHCHECK .*"\/app\/healthcheck\.mjs"\]$/m);
    assert.match(last, /^ENTRYPOINT \["node", "\/app\/packages\/server\/bin\/rivya\.cjs"\]$/m);
  });
});

/** The package and those of this workspace that it depends on, by the names of their folders. */
function neededBy(name: string): readonly string[] {
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(read(`packages/${name}/package.json`));
  const folders = globSync('packages/*', { cwd: ROOT }).map((path) => path.split(/[\\/]/).at(-1) ?? path);
  const own = folders.filter((folder) => manifest.dependencies?.[packageName(folder)] !== undefined);
  return [...new Set([name, ...own.flatMap(neededBy)])];
}

function packageName(folder: string): string {
  const manifest: { name: string } = JSON.parse(read(`packages/${folder}/package.json`));
  return manifest.name;
}
