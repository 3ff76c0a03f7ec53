import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

/**
 * Puts the viewer of the interactive API reference into `assets/`: the built files of Swagger UI, compressed once so that
 * nobody has to do it while serving them. The package they come from is needed for nothing else.
 */
const FILES = ['swagger-ui-bundle.js', 'swagger-ui.css'] as const;
const TARGET = join(import.meta.dirname, '../assets');

const require = createRequire(import.meta.url);
const source = join(dirname(require.resolve('@fastify/swagger-ui/package.json')), 'static');

mkdirSync(TARGET, { recursive: true });
for (const file of FILES) {
  const packed = gzipSync(readFileSync(join(source, file)), { level: constants.Z_BEST_COMPRESSION });
  writeFileSync(join(TARGET, file.replace(/\.(\w+)$/, '.generated.$1.gz')), packed);
  console.log(`${file}: ${(packed.length / 1024).toFixed(0)} KiB`);
}
