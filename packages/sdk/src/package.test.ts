import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { VERSION } from './version.ts';

const FOLDER = join(import.meta.dirname, '..');
const SIZE_BYTES_MAX = 12_000;

test('the version that servers see is that of the package', () => {
  const manifest = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));
  assert.equal(VERSION, manifest.version);
  assert.equal(manifest.dependencies, undefined);
});

test('the whole client is at most 12 kB minified and compressed, and a bundle for pages needs nothing of Node', async (t) => {
  const { outputFiles, warnings, metafile } = await build({
    entryPoints: [join(FOLDER, 'src/index.ts')],
    ...{ bundle: true, minify: true, write: false, metafile: true },
    ...{ format: 'esm', platform: 'browser', target: 'es2022' },
  });
  const [{ contents } = assert.fail()] = outputFiles;
  const sizeBytes = gzipSync(contents, { level: 9 }).length;
  t.diagnostic(`${contents.length} bytes minified, ${sizeBytes} compressed`);
  assert.ok(sizeBytes <= SIZE_BYTES_MAX, `${sizeBytes}`);
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    Object.values(metafile.outputs).flatMap(({ imports }) => imports),
    [],
  );
});
