import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { createCatalogue } from '../../catalogue/index.ts';
import { environmentWithoutSettings, readConfig } from '../../config.ts';
import { type RunningServer, runServer } from '../../main.ts';
import { LANGUAGES } from '../languages/index.ts';
import { createSite } from './index.ts';
import { type Block, blocksOf } from './testing.ts';

const PACKAGES = join(import.meta.dirname, '../../../..');
const MODULES = join(PACKAGES, '../node_modules');
const TSC = join(MODULES, 'typescript/bin/tsc');
const WORKSPACE = join(PACKAGES, '../tsconfig.json');
const LAUNCHER = join(PACKAGES, 'server/bin/rivya.cjs');
/** Stands in for curl where there is none. */
const CURL = join(import.meta.dirname, 'testing-curl.ts');
/** Ends a hang; nothing here takes that long. */
const RUN_MS_MAX = 90_000;
const AT_ONCE = 3;
/** What readers are told to put into their environment. */
const NAMES = [
  ...['TASK_ID', 'FILE_ID', 'PICTURE_URL', 'RIVYA_URL', 'RIVYA_API_KEY'],
  ...['ENDPOINT_ID', 'DELIVERY_ID', 'EVENT_ID', 'WEBHOOK_SECRET'],
] as const;

type Printed = Block & { readonly slug: string };
type Outcome = { readonly exitCode: unknown; readonly output: string };

type Ended = { readonly id: string; readonly pictureUrl: string };
type Webhook = { readonly ENDPOINT_ID: string; readonly DELIVERY_ID: string; readonly EVENT_ID: string };

const stage: {
  folder: string;
  server?: RunningServer;
  key: string;
  printed: readonly Printed[];
  task?: Ended;
  file?: string;
  webhook?: Webhook;
} = { folder: '', key: '', printed: [] };

before(async () => {
  stage.folder = mkdtempSync(join(tmpdir(), 'rivya-printed-'));
  const settings = { RIVYA_DATA_DIR: join(stage.folder, 'data'), RIVYA_PORT: '0', RIVYA_LOG_LEVEL: 'silent' };
  stage.server = await runServer(readConfig(settings));
  stage.key = stage.server.firstKey?.secret ?? '';
  stage.printed = await printedBy(stage.server.url);
  await furnish(stage.folder);
  if ((await run('command -v curl', {})).exitCode !== 0) addCommand('curl', CURL);
  const granted = await run('rivya credits grant default 100000', {});
  assert.equal(granted.exitCode, 0, granted.output);
});

after(async () => {
  await stage.server?.stop();
  rmSync(stage.folder, { recursive: true, force: true });
});

describe('every request printed on a page of the docs', () => {
  afterEach(cancelWaitingTasks);

  test('curl: succeeds', async () => {
    const blocks = printed(({ language, text }) => SHELL.includes(language) && /^(?:\w+=\$\()?curl /m.test(text));
    assert.ok(blocks.length >= 18, `only ${blocks.length} found`);
    await runScripts(blocks);
  });

  test('TypeScript: succeeds', async () => {
    const blocks = printed(({ language }) => language === 'ts');
    assert.ok(blocks.length >= 20, `only ${blocks.length} found`);
    await runPrograms(blocks, { extension: 'ts', runner: RUN_MODULES, command: `"${process.execPath}" run.mjs` });
  });

  test('TypeScript: is of the types that the SDK has', async () => {
    const { exitCode, output } = await run(`"${process.execPath}" "${TSC}" -p tsconfig.json`, {});
    assert.equal(exitCode, 0, output);
  });

  test('CLI: succeeds', async () => {
    const blocks = printed(({ tab }) => tab === 'CLI');
    assert.ok(blocks.length >= 5, `only ${blocks.length} found`);
    await runScripts(blocks);
  });

  test('Python: succeeds, or compiles where there is no requests, or is left where there is no Python', async (t) => {
    const blocks = printed(({ language }) => language === 'python');
    assert.ok(blocks.length >= 15, `only ${blocks.length} found`);
    const canRun = (await run('python3 -c "import requests"', {})).exitCode === 0;
    const canCompile = canRun || (await run('python3 -c "import py_compile"', {})).exitCode === 0;
    if (!canRun) t.diagnostic(canCompile ? 'there is no package requests: only compiled' : 'there is no python3');
    const runner = canRun ? RUN_PYTHON : COMPILE_PYTHON;
    if (canCompile) await runPrograms(blocks, { extension: 'py', runner, command: 'python3 run.py' });
  });

  test('needs nothing but what the pages say', () => {
    const named = stage.printed.flatMap(({ text }) =>
      [...text.matchAll(/\$([A-Z][A-Z_]+)\b|environ\["(\w+)"\]|\{ ([A-Z_]+) = "" \}/g)].map(([, ...names]) => ({
        name: names.find((name) => name !== undefined) ?? '',
        text,
      })),
    );
    const unknown = named.filter(
      ({ name, text }) => !text.includes(`${name}=$(`) && ![...NAMES, ...OPERATORS].some((one) => one === name),
    );
    assert.deepEqual(unknown, []);
  });
});

/** Settings that an operator's own commands in the guides stand on. */
const OPERATORS = ['RIVYA_DATABASE_URL'];

test('the refusal that is printed is the one that comes', async () => {
  const page = stage.printed.find(({ slug, language }) => slug === 'api/errors-and-limits' && language === 'json');
  const { error } = JSON.parse(page?.text ?? '{}');
  const response = await fetch(`${stage.server?.url}/api/v1/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'wan-2-7-image-pro', params: { seed: -1 } }),
  });
  assert.equal(response.status, 400);
  const answer: unknown = await response.json();
  assert.deepEqual(answer, { error: { ...error, requestId: response.headers.get('x-request-id') } });
  assert.match(error.requestId, /^req_[0-9a-hjkmnp-tv-z]{26}$/);
});

const SHELL = ['bash', 'sh'];

/** The blocks of all pages in all languages as they are served, each text once. */
async function printedBy(url: string): Promise<readonly Printed[]> {
  const site = createSite({ catalogue: createCatalogue(), baseUrl: () => url });
  const blocks = new Map<string, Printed>();
  for (const language of LANGUAGES) {
    for (const { slug } of site.pages(language)) {
      const path = `${language === 'en' ? '' : `/${language}`}/docs${slug === '' ? '' : `/${slug}`}.md`;
      const response = await fetch(`${url}${path}`);
      assert.equal(response.status, 200, path);
      for (const block of blocksOf(await response.text())) {
        blocks.set(`${block.language} ${block.text}`, { ...block, slug });
      }
    }
  }
  return [...blocks.values()].filter(isAboutUs);
}

/** Guides also show operators how to ask an upstream. */
function isAboutUs({ text }: Block): boolean {
  return !/\$(?:DASHSCOPE|KIE)_/.test(text);
}

function printed(isWanted: (block: Printed) => boolean): readonly Printed[] {
  return stage.printed.filter(isWanted);
}

/** What the block needs in its environment. Some end what they name, so they get one of their own. */
async function environmentFor({ text }: Block): Promise<Readonly<Record<string, string>>> {
  stage.task ??= await endedTask();
  stage.file ??= await newFile();
  stage.webhook ??= await newWebhook();
  const isLast = /\/rotate-secret\b|\.rotateSecret\(|-X DELETE|\.delete\(/.test(text) && /ENDPOINT_ID/.test(text);
  return {
    ...(isLast ? await newWebhook() : stage.webhook),
    TASK_ID: /\/cancel\b|\.cancel\(/.test(text) ? await slowTask() : stage.task.id,
    FILE_ID: /-X DELETE|\.delete\(/.test(text) && /FILE_ID/.test(text) ? await newFile() : stage.file,
    PICTURE_URL: stage.task.pictureUrl,
  };
}

/** Runs every block as its reader would, a few at once, and names those that fail. */
async function runScripts(blocks: readonly Printed[]): Promise<void> {
  const waiting = [...blocks];
  const failures: string[] = [];
  const work = async () => {
    for (let block = waiting.shift(); block !== undefined; block = waiting.shift()) {
      const { exitCode, output } = await run(block.text, await environmentFor(block));
      if (exitCode !== 0) failures.push(`${block.slug} ${block.where}: ${exitCode}\n${block.text}\n${output}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.equal(failures.length, 0, failures.join('\n\n'));
}

// One process for all of them: starting each anew cost more than all they do.
const RUN_MODULES = `import { readFileSync } from 'node:fs';
for (const { path, env } of JSON.parse(readFileSync('programs.json', 'utf8'))) {
  Object.assign(process.env, env);
  await import(path).catch((error) => {
    console.error(readFileSync(path, 'utf8'), error);
    process.exitCode = 1;
  });
}`;
const RUN_PYTHON = `import json, os, runpy, sys, traceback
code = 0
for program in json.load(open("programs.json")):
    os.environ.update(program["env"])
    try:
        runpy.run_path(program["path"], run_name="__main__")
    except BaseException:
        code = 1
        print(open(program["path"]).read(), traceback.format_exc(), file=sys.stderr)
sys.exit(code)`;
const COMPILE_PYTHON = `import json, py_compile
for program in json.load(open("programs.json")):
    py_compile.compile(program["path"], doraise=True)`;

type Way = { readonly extension: string; readonly runner: string; readonly command: string };

/** Writes every block to a file of its own and runs them one after the other; those that wait for a picture come first. */
async function runPrograms(blocks: readonly Printed[], { extension, runner, command }: Way): Promise<void> {
  const isWaiting = ({ text }: Printed) => (/\.run\(|while task/.test(text) ? 0 : 1);
  const programs = [];
  for (const [index, block] of blocks.toSorted((left, right) => isWaiting(left) - isWaiting(right)).entries()) {
    const path = join(stage.folder, `printed-${index}.${extension}`);
    writeFileSync(path, block.text);
    programs.push({ path, env: await environmentFor(block) });
  }
  writeFileSync(join(stage.folder, 'programs.json'), JSON.stringify(programs));
  writeFileSync(join(stage.folder, command.split(' ').at(-1) ?? ''), runner);
  const { exitCode, output } = await run(command, {});
  assert.equal(exitCode, 0, output);
}

/** Runs a text as a shell script that ends at the first failure. An answer that is a refusal is one. */
function run(script: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const options = {
    cwd: stage.folder,
    timeout: RUN_MS_MAX,
    env: {
      ...environmentWithoutSettings(),
      PATH: `${join(stage.folder, 'bin')}:${process.env['PATH']}`,
      CURL_HOME: stage.folder,
      RIVYA_DATA_DIR: join(stage.folder, 'data'),
      RIVYA_API_KEY: stage.key,
      RIVYA_URL: stage.server?.url ?? '',
      ...env,
    },
  };
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-e', '-o', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : (error.code ?? error.signal), output: `${stdout}${stderr}` });
    });
  });
}

/** What a reader has at hand: the command, the SDK, a picture; and a curl that tells a refusal by its exit code. */
async function furnish(folder: string): Promise<void> {
  mkdirSync(join(folder, 'bin'));
  addCommand('rivya', LAUNCHER);
  mkdirSync(join(folder, 'node_modules/@rivya'), { recursive: true });
  symlinkSync(join(PACKAGES, 'sdk'), join(folder, 'node_modules/@rivya/sdk'));
  symlinkSync(join(MODULES, '@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: WORKSPACE, include: ['printed-*.ts'] }));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n');
  const background = { r: 40, g: 90, b: 120 };
  const image = sharp({ create: { width: 640, height: 480, channels: 3, background } });
  await image.png().toFile(join(folder, 'reference-image.png'));
}

function addCommand(name: string, program: string): void {
  const path = join(stage.folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(path, 0o755);
}

type Task = { readonly id: string; readonly status: string; readonly result: { readonly primary_url: string } | null };

async function call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${stage.key}`);
  const response = await fetch(`${stage.server?.url}/api/v1${path}`, { ...init, headers });
  const text = await response.text();
  assert.ok(response.ok, text);
  const answer: Answer = JSON.parse(text);
  return answer;
}

function create(prompt: string): Promise<Task> {
  const body = JSON.stringify({ model: 'wan-2-7-image', prompt, params: { resolution: '1K' } });
  return call<Task>('/generations', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

async function endedTask(): Promise<Ended> {
  const { id } = await create('A pebble');
  const { status, result } = await call<Task>(`/generations/${id}?wait=60`);
  assert.equal(status, 'succeeded');
  return { id, pictureUrl: result?.primary_url ?? '' };
}

/** One that can still be cancelled, however busy this machine is. */
async function slowTask(): Promise<string> {
  const { id } = await create('A pebble [[slow:600]]');
  return id;
}

/** Nobody waits for the pictures of samples that only create: painting them all would take most of the time. */
async function cancelWaitingTasks(): Promise<void> {
  const { data } = await call<{ data: readonly Task[] }>('/generations?status=queued&limit=100');
  // One that began meanwhile may be too far to be cancelled.
  await Promise.allSettled(data.map(({ id }) => call(`/generations/${id}/cancel`, { method: 'POST' })));
}

async function newFile(): Promise<string> {
  const body = new FormData();
  body.set('kind', 'image');
  const pixel = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 1, g: 2, b: 3 } } });
  body.set('file', new Blob([new Uint8Array(await pixel.png().toBuffer())]), 'pixel.png');
  const { id } = await call<{ id: string }>('/files', { method: 'POST', body });
  return id;
}

/** An endpoint where nobody is: its test is a delivery, and its event. Nothing leaves this machine. */
async function newWebhook(): Promise<Webhook> {
  const url = 'https://receiver.invalid/hook';
  const init = { method: 'POST', body: JSON.stringify({ url }), headers: { 'content-type': 'application/json' } };
  const { id } = await call<{ id: string }>('/webhooks', init);
  const { id: deliveryId, event_id } = await call<{ id: string; event_id: string }>(`/webhooks/${id}/test`, {
    method: 'POST',
  });
  return { ENDPOINT_ID: id, DELIVERY_ID: deliveryId, EVENT_ID: event_id };
}
