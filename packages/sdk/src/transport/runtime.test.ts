import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';

/** What tells a runtime from others, as far as programs can see it. */
const RUNTIMES: Readonly<Record<string, { readonly names: object; readonly isBrowser: boolean }>> = {
  'a web page': { names: { window: {}, document: {} }, isBrowser: true },
  'a worker of a page, or a service worker': {
    names: { WorkerGlobalScope: class {}, importScripts() {}, location: {}, navigator: { userAgent: 'Mozilla/5.0' } },
    isBrowser: true,
  },
  Node: { names: { process: { versions: { node: '24.0.0' } } }, isBrowser: false },
  Deno: { names: { Deno: {}, window: {}, process: { versions: { node: '24.0.0' } } }, isBrowser: false },
  'a worker of Deno': { names: { Deno: {}, WorkerGlobalScope: class {}, location: {} }, isBrowser: false },
  Bun: { names: { Bun: {}, importScripts() {}, WorkerGlobalScope: class {} }, isBrowser: false },
  'Cloudflare Workers': {
    names: { WorkerGlobalScope: class {}, ServiceWorkerGlobalScope: class {}, WebSocketPair: class {} },
    isBrowser: false,
  },
  'Cloudflare Workers of before 2024-03-04': {
    names: { WorkerGlobalScope: class {}, WebSocketPair: class {}, importScripts() {} },
    isBrowser: false,
  },
  'an edge runtime': { names: { EdgeRuntime: 'edge-runtime', self: {} }, isBrowser: false },
};

let script = '';

before(async () => {
  const contents = `
    import { RivyaClient } from './index.ts';
    new RivyaClient({ baseURL: 'https://rivya.test' });
    try { new RivyaClient({ apiKey: 'rvya_sk_1', baseURL: 'https://rivya.test' }); } catch (error) { refusal = error.code; }`;
  const stdin = { contents, resolveDir: join(import.meta.dirname, '..') };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'iife', logLevel: 'silent' });
  script = outputFiles[0]?.text ?? '';
});

for (const [name, { names, isBrowser }] of Object.entries(RUNTIMES)) {
  test(`${name} ${isBrowser ? 'must not have' : 'may have'} a key`, () => {
    const world = { URL, refusal: '', ...names };
    runInNewContext(script, world);
    assert.equal(world.refusal, isBrowser ? 'invalid_argument' : '');
  });
}
