import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { Api, assertRefused, type Body, type ResultItem, textOf } from './client.ts';
import { createAccount, openTarget, verifyLedger } from './harness.ts';
import { isPng, png, pngSize } from './sample-files.ts';

const MODEL = 'wan-2-7-image-pro';
const MINIMAL = {
  model: MODEL,
  prompt: 'A clean editorial product image on a soft studio background',
  params: { aspect_ratio: '1:1', resolution: '2K', watermark: 'false', seed: 0 },
};
const SMALL = { model: MODEL, params: { resolution: '1K', seed: 7 } };
const TASK_KEYS = [
  'created_at',
  'error',
  'final_credits',
  'id',
  'model',
  'reserved_credits',
  'result',
  'status',
  'updated_at',
];
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const target = await openTarget();
after(() => target.close());
const { api } = await createAccount(target, 1_000);

function onlyItem(task: Body): ResultItem {
  assert.equal(task.status, 'succeeded', JSON.stringify(task));
  const [item, ...others] = task.result?.items ?? [];
  assert.ok(item !== undefined && others.length === 0);
  return item;
}

async function make(json: object): Promise<ResultItem> {
  return onlyItem(await api.ended(await api.accepted(json)));
}

describe("the model page's minimal request", () => {
  const before = api.balance();
  const created = before.then(() => api.create(MINIMAL));
  const ended = created.then(({ body }) => api.ended(textOf(body.id)));
  // What is not awaited yet must not end the process when it fails.
  ended.catch(() => undefined);

  test('202 with Location and exactly the documented fields', async () => {
    const answer = await created;
    assert.equal(answer.status, 202, answer.text);
    const { id, created_at, updated_at, ...rest } = answer.body;
    assert.match(textOf(id), /^task_[0-9a-z]{26}$/);
    assert.equal(answer.headers.get('location'), `/api/v1/generations/${id}`);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.match(answer.headers.get('x-request-id') ?? '', /^req_[0-9a-z]{26}$/);
    assert.match(textOf(created_at), ISO);
    assert.match(textOf(updated_at), ISO);
    assert.deepEqual(Object.keys(answer.body).toSorted(), TASK_KEYS);
    assert.deepEqual(rest, {
      status: 'queued',
      model: MODEL,
      reserved_credits: 12,
      final_credits: 0,
      result: null,
      error: null,
    });
  });

  test('succeeds, charged once, with the picture of 2048 by 2048 pixels it tells of', async () => {
    const task = await ended;
    const item = onlyItem(task);
    assert.deepEqual(Object.keys(task).toSorted(), TASK_KEYS);
    assert.equal(task.reserved_credits, 12);
    assert.equal(task.final_credits, 12);
    assert.equal(task.error, null);
    assert.equal(task.result?.primary_url, item.url);
    assert.deepEqual(task.result?.urls, [item.url]);
    assert.deepEqual(Object.keys(task.result ?? {}).toSorted(), ['items', 'primary_url', 'urls']);
    const { url, size_bytes, sha256, expires_at, ...rest } = item;
    assert.deepEqual(rest, { mime_type: 'image/png', width: 2048, height: 2048, seed: 0 });
    assert.match(expires_at, ISO);
    const media = await new Api(target.url).get(url);
    assert.equal(media.status, 200);
    assert.equal(media.bytes.length, size_bytes);
    assert.equal(createHash('sha256').update(media.bytes).digest('hex'), sha256);
    assert.ok(isPng(media.bytes));
    assert.deepEqual(pngSize(media.bytes), { width: 2048, height: 2048 });
  });

  test('costs 12 credits, which the entries explain', async () => {
    const task = await ended;
    const spent = (await before) - (await api.balance());
    const { body, status } = await api.get('/api/v1/credits/entries?limit=100');
    assert.equal(status, 200);
    assert.equal(body.object, 'list');
    assert.equal(body.has_more, false);
    assert.equal(body.next_cursor, null);
    const entries = body.data ?? [];
    for (const entry of entries) {
      assert.deepEqual(Object.keys(entry).toSorted(), [
        'amount',
        'balance_after',
        'created_at',
        'generation_id',
        'id',
        'note',
        'type',
      ]);
    }
    const ofTask = entries.filter(({ generation_id }) => generation_id === task.id);
    assert.deepEqual(ofTask.map(({ type }) => type).toSorted(), ['reserve', 'settle']);
    assert.equal(
      ofTask.reduce((sum, { amount = 0 }) => sum + amount, 0),
      -12,
    );
    assert.equal(spent, 12);
  });
});

describe("the model page's reference-file request", () => {
  test('202 with the url of an uploaded file, then a picture', async () => {
    const upload = await api.upload(png(320, 200), { kind: 'image', model: MODEL }, 'reference-image.png');
    assert.equal(upload.status, 201, upload.text);
    const item = { url: upload.body.url, kind: 'image', name: 'reference-image.png', mimeType: 'image/png' };
    const made = await make({ ...MINIMAL, params: { ...MINIMAL.params, referenceMediaItems: [item] } });
    assert.deepEqual({ width: made.width, height: made.height }, { width: 2048, height: 2048 });
  });

  test('without a ratio the picture takes that of the last reference; a result is a reference too', async () => {
    const first = await api.upload(png(64, 64), { kind: 'image' });
    const last = await api.upload(png(300, 100, [200, 30, 30]), { kind: 'image' });
    const referenceMediaItems = [first, last].map(({ body }) => ({ url: body.url, kind: 'image' }));
    const made = await make({
      ...SMALL,
      prompt: 'As an oil painting',
      params: { resolution: '1K', referenceMediaItems },
    });
    assert.ok(Math.abs(made.width / made.height / 3 - 1) < 0.02, `${made.width}x${made.height}`);
    assert.ok(made.width % 16 === 0 && made.height % 16 === 0);
    assert.ok(made.width * made.height <= 1024 ** 2 && made.width * made.height > 0.9 * 1024 ** 2);
    assert.ok(Number.isInteger(made.seed), 'a seed is recorded when none was given');

    const again = await make({
      ...SMALL,
      prompt: 'At night',
      params: { resolution: '1K', aspect_ratio: '9:16', referenceMediaItems: [{ url: made.url, kind: 'image' }] },
    });
    assert.deepEqual({ width: again.width, height: again.height }, { width: 720, height: 1280 });
  });
});

describe('pictures', () => {
  test('the same seed gives the same bytes; the seed, the prompt and the watermark change them', async () => {
    const base = { ...SMALL, prompt: 'A sailboat on a lake' };
    const [one, two, seed, prompt, marked] = await Promise.all([
      make(base),
      make(base),
      make({ ...base, params: { resolution: '1K', seed: 8 } }),
      make({ ...base, prompt: 'A castle at night' }),
      make({ ...base, params: { resolution: '1K', seed: 7, watermark: true } }),
    ]);
    assert.equal(one.sha256, two.sha256);
    assert.notEqual(one.url, two.url);
    assert.equal(new Set([one, seed, prompt, marked].map(({ sha256 }) => sha256)).size, 4);
    assert.deepEqual({ width: one.width, height: one.height, seed: one.seed }, { width: 1024, height: 1024, seed: 7 });
  });

  test('the smaller model costs 5', async () => {
    const task = await api.ended(await api.accepted({ ...SMALL, model: 'wan-2-7-image', prompt: 'A kite' }));
    assert.equal(task.final_credits, 5);
    assert.equal(onlyItem(task).width, 1024);
  });
});

describe('tasks that fail', () => {
  for (const [directive, code] of [
    ['[[fail]]', 'generation_failed'],
    ['[[reject]]', 'content_rejected'],
  ] as const) {
    test(`${directive} ends as ${code} and gives the credits back`, async () => {
      const id = await api.accepted({ ...SMALL, prompt: `A kite ${directive}` });
      const task = await api.ended(id);
      assert.equal(task.status, 'failed');
      assert.equal(task.error?.code, code);
      assert.deepEqual(Object.keys(task.error ?? {}).toSorted(), ['code', 'message']);
      assert.equal(task.result, null);
      assert.equal(task.reserved_credits, 12);
      assert.equal(task.final_credits, 0);
      const entries = (await api.get('/api/v1/credits/entries?limit=100')).body.data ?? [];
      const ofTask = entries.filter(({ generation_id }) => generation_id === id);
      assert.deepEqual(ofTask.map(({ type, amount }) => `${type} ${amount}`).toSorted(), ['release 12', 'reserve -12']);
    });
  }
});

describe('POST /api/v1/generations/estimate', () => {
  test('200: the price, with nothing reserved or started', async () => {
    const before = await api.state();
    const answer = await api.request('POST', '/api/v1/generations/estimate', { json: MINIMAL });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body, { model: MODEL, credits: 12 });
    assert.deepEqual(await api.state(), before);
  });
});

describe('GET /api/v1/models', () => {
  test('200 without a key: both models, with every field of the contract', async () => {
    const open = new Api(target.url);
    const { status, body } = await open.get('/api/v1/models');
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['object', 'data']);
    assert.deepEqual(
      (body.data ?? []).map(({ id, base_credits }) => `${id} ${base_credits}`),
      ['wan-2-7-image-pro 12', 'wan-2-7-image 5'],
    );
    for (const model of body.data ?? []) {
      assert.deepEqual(Object.keys(model), [
        'id',
        'display_name',
        'category',
        'runtime',
        'base_credits',
        'billing_type',
        'supported_modes',
        'max_prompt_length',
        'reference_media',
        'params',
        'api_status',
        'api_input_status',
        'supported_api_inputs',
        'requires_files_api',
        'requires_upload_for_modes',
        'url_input_supported',
        'file_kinds',
        'chat_capabilities',
        'notices',
      ]);
      assert.equal(model.reference_media?.max_files, 9);
      assert.deepEqual(
        (model.params ?? []).map(({ key }) => key),
        ['aspect_ratio', 'resolution', 'watermark', 'seed'],
      );
      assert.deepEqual((await open.get(`/api/v1/models/${model.id}`)).body, model);
    }
    assertRefused(await open.get('/api/v1/models/nothing'), 404, 'not_found');
  });
});

test('in the end the ledger verifies', () => verifyLedger(target));
