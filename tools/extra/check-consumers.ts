import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';

/**
 * `node --test tools/extra/check-consumers.ts` installs the packed client, offline, into projects of their own, as its
 * users do: Node with `import` and with `require`, TypeScript in several settings, a bundle for pages.
 */
const ROOT = join(import.meta.dirname, '../..');
const FOLDER = mkdtempSync(join(tmpdir(), 'rivya-consumers-'));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const INSTALL = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
const NODE = { lib: ['es2022'], types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] };

/** A server that has one model and knows no tasks. */
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/api/v1/models') return response.end('{"object":"list","data":[{"id":"wan-2-7-image"}]}');
  response.statusCode = 404;
  return response.end('{"error":{"code":"not_found","message":"No generation has this id.","requestId":"req_1"}}');
});
let tarball = '';

before(async () => {
  tarball = join(ROOT, run(process.execPath, ['tools/pack.ts', 'sdk'], ROOT).trim());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => {
  server.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** What every program below does with the client. */
const PROGRAM = `
async function main() {
  const client = new RivyaClient({ baseURL: process.argv[2] });
  for await (const { id } of client.models.list()) console.log(id);
  const error = await client.generations.retrieve('task_1').catch((reason) => reason);
  console.log(error instanceof NotFoundError, error instanceof RivyaError, error.code, error.requestId);
  const unread = await client.files.upload({ file: 'no-such-file.png', kind: 'image' }).catch((reason) => reason);
  console.log(unread.name);
}
main();
`;
const PRINTED = 'wan-2-7-image\ntrue true not_found req_1\nFileReadError\n';

describe('Node', () => {
  for (const [name, file, source] of [
    ['import', 'main.mjs', `import { NotFoundError, RivyaClient, RivyaError } from '@rivya/sdk';${PROGRAM}`],
    ['require', 'main.cjs', `const { NotFoundError, RivyaClient, RivyaError } = require('@rivya/sdk');${PROGRAM}`],
  ] as const) {
    test(`a program with ${name} lists models, catches errors by class and reads files`, async () => {
      const project = install(name, { [file]: source });
      const { stdout } = await promisify(execFile)(process.execPath, [file, addressOf()], { cwd: project });
      assert.equal(stdout, PRINTED);
    });
  }

  test('import and require give the same names', () => {
    const source = `
      import * as imported from '@rivya/sdk';
      import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('@rivya/sdk');
      console.log(JSON.stringify(Object.keys(imported).sort()) === JSON.stringify(Object.keys(required).sort()));`;
    const project = install('names', { 'main.mjs': source });
    assert.equal(run(process.execPath, ['main.mjs'], project), 'true\n');
  });
});

const TYPED = `
import { type Fetch, type Generation, GenerationFailedError, RivyaClient, type UploadProgress } from '@rivya/sdk';

export async function make(file: Blob, signal: AbortSignal): Promise<Generation> {
  const traced: Fetch = (url, init) => fetch(url, init);
  const client = new RivyaClient({ apiKey: 'rvya_sk_…', fetch: signal.aborted ? globalThis.fetch : traced });
  const onProgress = ({ sentBytes, totalBytes }: UploadProgress) => void [sentBytes, totalBytes];
  const { url, kind } = await client.files.upload({ file, kind: 'image' }, { onProgress, signal });
  const params = { aspect_ratio: '16:9', referenceMediaItems: [{ url, kind }] } as const;
  try {
    return await client.generations.run({ model: 'wan-2-7-image-pro', prompt: 'At night', params }, { signal });
  } catch (error) {
    if (error instanceof GenerationFailedError) return error.generation;
    throw error;
  }
}

export async function spent(client: RivyaClient): Promise<number> {
  let sum = 0;
  for await (const { amount } of client.credits.entries({ limit: 100 })) sum += amount;
  const { data, response, requestId } = await client.credits.retrieve().withResponse();
  const status: number = response.status;
  const id: string | undefined = requestId;
  return sum + data.current_credits + status + (id?.length ?? 0);
}

// @ts-expect-error: the ratio is none of the model's
export const wrong = (client: RivyaClient) => client.generations.create({ model: 'wan-2-7-image', prompt: 'A kite', params: { aspect_ratio: '5:4' } });
`;

describe('TypeScript, declarations checked too', () => {
  const browser = { lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [] };
  for (const [name, file, options] of [
    ['modules of Node', 'main.mts', { module: 'nodenext', ...NODE }],
    ['CommonJS of Node', 'main.cts', { module: 'nodenext', ...NODE }],
    ['a bundler for pages', 'main.ts', { module: 'esnext', moduleResolution: 'bundler', ...browser }],
  ] as const) {
    test(name, () => {
      const compilerOptions = { target: 'es2022', strict: true, noEmit: true, skipLibCheck: false, ...options };
      const tsconfig = JSON.stringify({ compilerOptions, include: [file] });
      const project = install(`types-${name.replaceAll(' ', '-')}`, { [file]: TYPED, 'tsconfig.json': tsconfig });
      assert.equal(run(process.execPath, [TSC, '-p', '.'], project), '');
    });
  }
});

test('the programs in the README are right', () => {
  const programs = readFileSync(join(ROOT, 'packages/sdk/README.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm);
  const files = Object.fromEntries([...programs].map(([, source = ''], index) => [`program-${index}.mts`, source]));
  assert.ok(Object.keys(files).length >= 4);
  const compilerOptions = { target: 'es2022', module: 'nodenext', strict: true, noEmit: true, ...NODE };
  const project = install('readme', { ...files, 'tsconfig.json': JSON.stringify({ compilerOptions }) });
  assert.equal(run(process.execPath, [TSC, '-p', '.'], project), '');
});

test('a bundle for pages asks for no module and no global that pages do not have', async () => {
  const source = `
    import { RivyaClient } from '@rivya/sdk';
    window.client = new RivyaClient({ baseURL: '/rivya' });
    try { new RivyaClient({ apiKey: 'rvya_sk_1' }); } catch (error) { window.refusal = error.code; }`;
  const project = install('page', { 'main.js': source });
  const { outputFiles, warnings, metafile } = await build({
    ...{ absWorkingDir: project, entryPoints: ['main.js'], write: false, metafile: true, logLevel: 'silent' },
    ...{ bundle: true, minify: true, platform: 'browser', format: 'iife' },
  });
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    Object.values(metafile.outputs).flatMap(({ imports }) => imports),
    [],
  );
  const page: Record<string, unknown> = {};
  runInNewContext(outputFiles[0]?.text ?? '', { window: page, document: {} });
  assert.equal(typeof page['client'], 'object');
  assert.equal(page['refusal'], 'invalid_argument');
});

function install(name: string, files: Readonly<Record<string, string>>): string {
  const project = join(FOLDER, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, private: true }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  run('npm', [...INSTALL, tarball], project);
  return project;
}

function addressOf(): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return `http://127.0.0.1:${address.port}`;
}

/** Runs a program and gives what it printed. Throws, with all that it said, when it failed or complained. */
function run(command: string, args: readonly string[], cwd: string): string {
  const shell = command === 'npm' && process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8', shell });
  assert.equal(status, 0, `${[command, ...args].join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}
