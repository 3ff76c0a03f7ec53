import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import {
  fixture,
  jobOf,
  KEY,
  openEngine,
  referenceOf,
  type Script,
  type SeenRequest,
  signal,
  startScripted,
  submitCall,
  summaryOf,
} from './testing.ts';

const JOB = { width: 1024, height: 1024, params: { resolution: '1K', watermark: false } };

function uploaded(name: string): Script {
  const downloadUrl = `https://tempfile.example.com/kieai/1/rivya/${name}`;
  return { body: { success: true, code: 200, msg: 'File uploaded successfully', data: { downloadUrl } } };
}

type Colour = { r: number; g: number; b: number; alpha: number };

async function picture(background: Colour, side = 300): Promise<Buffer> {
  const channels = background.alpha < 1 ? 4 : 3;
  return await sharp({ create: { width: side, height: side, channels, background } })
    .png()
    .toBuffer();
}

const RED: Colour = { r: 200, g: 20, b: 20, alpha: 1 };
const CLEAR: Colour = { r: 0, g: 0, b: 0, alpha: 0 };
const SQUARE = { width: 300, height: 300 };

async function readForm({ body, headers }: SeenRequest) {
  const type = String(headers['content-type']);
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = form.get('file');
  assert.ok(file instanceof File);
  return { fields: [...form.keys()].sort(), path: form.get('uploadPath'), name: form.get('fileName'), file };
}

async function submitWith(t: Parameters<typeof startScripted>[0], ...uploads: readonly Script[]) {
  const api = await startScripted(t, { body: fixture('create-task') });
  const host = await startScripted(t, ...uploads);
  const { engine } = openEngine(t, { baseUrl: api.origin, uploadBaseUrl: host.origin });
  const call = submitCall();
  const submit = (...bytes: readonly Uint8Array[]) => {
    const references = bytes.map((one) => referenceOf(one, SQUARE));
    return engine.submit(jobOf({ ...JOB, references }), call, signal);
  };
  return { api, host, call, submit };
}

describe('references', () => {
  test('are uploaded in their order, each under a name nobody can guess, before anything is bought', async (t) => {
    const { api, host, call, submit } = await submitWith(t, uploaded('a.png'), uploaded('b.png'));
    const bytes = await picture(RED);
    assert.equal((await submit(bytes, bytes)).status, 'pending');
    assert.equal(call.sent, 1);
    const forms = await Promise.all(host.seen.map(readForm));
    for (const [index, { fields, path, name, file }] of forms.entries()) {
      assert.equal(`${host.seen[index]?.method} ${host.seen[index]?.url}`, 'POST /api/file-stream-upload');
      assert.equal(host.seen[index]?.headers.authorization, `Bearer ${KEY}`);
      assert.deepEqual(fields, ['file', 'fileName', 'uploadPath']);
      assert.equal(path, 'rivya');
      assert.match(String(name), /^[0-9a-f-]{36}\.png$/);
      assert.deepEqual([file.name, file.type], [name, 'image/png']);
      assert.deepEqual(Buffer.from(await file.arrayBuffer()), bytes);
    }
    assert.equal(new Set(forms.map(({ name }) => name)).size, 2);
    const { input } = JSON.parse(String(api.seen[0]?.body));
    assert.deepEqual(input.input_urls, [
      'https://tempfile.example.com/kieai/1/rivya/a.png',
      'https://tempfile.example.com/kieai/1/rivya/b.png',
    ]);
    assert.ok(!('aspect_ratio' in input));
  });

  test('an alpha channel, which is not taken, is flattened', async (t) => {
    const { host, submit } = await submitWith(t, uploaded('a.png'));
    await submit(await picture(CLEAR));
    const [request] = host.seen;
    assert.ok(request !== undefined);
    const { file } = await readForm(request);
    const { hasAlpha } = await sharp(await file.arrayBuffer()).metadata();
    assert.equal(hasAlpha, false);
  });

  test('bytes that are no picture end the task and name the reference', async (t) => {
    const { api, submit, call } = await submitWith(t, uploaded('a.png'));
    const progress = await submit(await picture(RED), Buffer.from('no picture'));
    assert.equal(summaryOf(progress), 'failed, bought no, tries 1, no trouble');
    assert.match(progress.status === 'failed' ? progress.message : '', /Reference image 2 cannot be read/);
    assert.deepEqual([api.seen.length, call.sent], [0, 0]);
  });

  for (const [title, script, expected] of [
    [
      'a wrong key',
      { status: 401, body: { success: false, code: 401, msg: 'no' } },
      'unavailable, bought no, tries 4, stopped',
    ],
    [
      'a wrong key with 200',
      { body: { success: false, code: 401, msg: 'no' } },
      'unavailable, bought no, tries 4, stopped',
    ],
    ['too many', { body: { code: 429, msg: 'limit' } }, 'unavailable, bought no, tries 4, busy'],
    [
      'a refused file',
      { status: 400, body: { success: false, code: 400, msg: 'type' } },
      'failed, bought no, tries 1, no trouble',
    ],
    [
      'an internal error',
      { status: 500, body: { success: false, code: 500, msg: 'x' } },
      'unavailable, bought no, tries 4, no trouble',
    ],
    ['a proxy', { status: 502, body: '<html>' }, 'unavailable, bought no, tries 4, no trouble'],
    ['no address', { body: { success: true, code: 200, data: {} } }, 'unavailable, bought no, tries 4, no trouble'],
    ['HTML', { body: '<html>' }, 'unavailable, bought no, tries 4, no trouble'],
    ['more than an answer', { body: 'x'.repeat(100_000) }, 'unavailable, bought no, tries 4, no trouble'],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
      'unavailable, bought no, tries 4, no trouble',
    ],
    ['a reset', 'reset', 'unavailable, bought no, tries 4, no trouble'],
  ] as const) {
    test(`${title}: ${expected}, and no task is created`, async (t) => {
      const { api, submit, call } = await submitWith(t, script);
      const progress = await submit(await picture(RED));
      assert.equal(summaryOf(progress), expected);
      assert.deepEqual([api.seen.length, call.sent], [0, 0]);
    });
  }

  test('a reference that cannot be read just now throws before anything is sent', async (t) => {
    const { api, host } = await submitWith(t, uploaded('a.png'));
    const { engine } = openEngine(t, { baseUrl: api.origin, uploadBaseUrl: host.origin });
    const read = () => Promise.reject(new Error('disk'));
    const references = [{ ...referenceOf(Buffer.alloc(1), SQUARE), read }];
    await assert.rejects(engine.submit(jobOf({ ...JOB, references }), submitCall(), signal), /disk/);
    assert.deepEqual([api.seen.length, host.seen.length], [0, 0]);
  });
});
