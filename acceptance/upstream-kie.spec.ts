import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startKieSimulator } from '@rivya/simulator';
import { Api, assertRefused, type Body, textOf } from './client.ts';
import { png, pngSize } from './sample-files.ts';
import { clearPng, turnedJpeg } from './sample-photos.ts';
import { failureOf, LOCAL_ALLOWED, openStage, pictureOf, until } from './stage.ts';

const PUBLIC_URL = 'https://rivya.example';
const SMALL = { model: 'wan-2-7-image', params: { resolution: '1K' } };

// Wider limits on both sides: this is about what is made, not about how fast.
const upstream = await startKieSimulator({ createsPerWindow: 1_000 });
after(() => upstream.close());
const limits = { submitsPerSecond: 50, tasksInProcess: 50, queriesPerSecond: 100 };
const stage = await openStage({
  upstreams: [upstream],
  env: {
    ...LOCAL_ALLOWED,
    KIE_API_KEY: upstream.key,
    KIE_BASE_URL: upstream.baseUrl,
    RIVYA_PUBLIC_URL: PUBLIC_URL,
  },
  file: { engines: { kie: { uploadBaseUrl: upstream.uploadBaseUrl, limits } } },
});
after(() => stage.close());
const { api } = stage;

/** What upstream became of the one task with this prompt. */
function madeOf(prompt: string) {
  const [task, ...others] = upstream.tasks().filter((one) => one.prompt === prompt);
  assert.ok(task !== undefined && others.length === 0, `${prompt}: ${others.length + 1} tasks`);
  return task;
}

/** The body of the only create with this prompt, as it arrived. */
function createOf(prompt: string): string {
  const bodies = upstream.creates().map(({ body }) => JSON.stringify(body));
  const [create, ...others] = bodies.filter((body) => body.includes(JSON.stringify(prompt)));
  assert.ok(create !== undefined && others.length === 0, `${prompt}: ${others.length + 1} creates`);
  return create;
}

async function make(json: object): Promise<Body> {
  return await api.ended(await api.accepted(json));
}

async function referencesTo(...files: readonly Uint8Array<ArrayBuffer>[]) {
  const items = [];
  for (const bytes of files) {
    const { status, text, body } = await api.upload(bytes, { kind: 'image' });
    assert.equal(status, 201, text);
    items.push({ url: textOf(body.url), kind: 'image' });
  }
  return items;
}

describe('with KIE_API_KEY alone', { concurrency: 4 }, () => {
  test('both models are listed without any notice', async () => {
    const { data = [] } = (await api.get('/api/v1/models')).body;
    assert.equal(data.length, 2);
    for (const { notices } of data) assert.deepEqual(notices, []);
  });

  for (const [model, upstreamModel, credits] of [
    ['wan-2-7-image-pro', 'wan/2-7-image-pro', 12],
    ['wan-2-7-image', 'wan/2-7-image', 5],
  ] as const) {
    for (const [resolution, aspect_ratio, ratio] of [
      ['1K', '1:1', 1],
      ['2K', '16:9', 16 / 9],
      ['1K', '1:8', 1 / 8],
    ] as const) {
      test(`${model} makes one picture of ${aspect_ratio} in ${resolution}, and it is the one that is served`, async () => {
        const prompt = `${model} as ${aspect_ratio}`;
        const params = { resolution, aspect_ratio, seed: 0, watermark: 'true' };
        const task = await make({ model, prompt, params });
        const { width, height, seed, url } = pictureOf(task);
        assert.ok(Math.abs(width / height / ratio - 1) < 0.03, `${width} × ${height}`);
        assert.deepEqual([seed, task.final_credits], [0, credits]);
        const made = madeOf(prompt);
        assert.deepEqual([made.model, made.size, made.n, made.seed], [upstreamModel, `${width}*${height}`, 1, 0]);
        for (const part of ['"n":1', '"seed":0', '"watermark":true', '"enable_sequential":false']) {
          assert.match(createOf(prompt), new RegExp(`${part}[,}]`));
        }
        assert.equal(made.imageCount, 1);
        const media = await new Api(stage.server.url).get(url.replace(PUBLIC_URL, stage.server.url));
        assert.equal(media.status, 200);
        assert.deepEqual(pngSize(media.bytes), { width, height });
      });
    }
  }

  test('references arrive in their order: the picture takes the ratio of the last', async () => {
    const prompt = 'like these';
    const referenceMediaItems = await referencesTo(png(300, 300), await clearPng(300, 600), await turnedJpeg(900, 300));
    const { width, height } = pictureOf(
      await make({ ...SMALL, prompt, params: { resolution: '1K', referenceMediaItems } }),
    );
    assert.ok(Math.abs(width / height / 3 - 1) < 0.03, `${width} × ${height}`);
    assert.deepEqual([madeOf(prompt).references, upstream.requests().upload], [3, 3]);
  });
});

describe('what it does not make', () => {
  test('a ratio it cannot keep beside references is not bought', async () => {
    const before = { billed: upstream.billed(), creates: upstream.creates().length };
    const referenceMediaItems = await referencesTo(png(300, 300));
    const params = { resolution: '1K', aspect_ratio: '16:9', referenceMediaItems };
    assert.equal(failureOf(await make({ ...SMALL, prompt: 'wider', params })), 'engine_unavailable');
    assert.deepEqual({ billed: upstream.billed(), creates: upstream.creates().length }, before);
  });

  test('a picture that is refused is content_rejected, free, and not tried again', async () => {
    const before = upstream.billed();
    upstream.inject('outcome', { kind: 'moderated' });
    assert.equal(failureOf(await make({ ...SMALL, prompt: 'a refused picture' })), 'content_rejected');
    assert.equal(madeOf('a refused picture').status, 'fail');
    assert.equal(upstream.billed(), before);
  });
});

describe('callbacks', () => {
  test('go to an address that only we can make; what is posted there is not believed', async () => {
    upstream.set({ generatingMs: 3_600_000 });
    const prompt = 'called back';
    const id = await api.accepted({ ...SMALL, prompt });
    await until('it is accepted', () => upstream.tasks().some((one) => one.prompt === prompt));
    const { callBackUrl = '', id: upstreamId } = madeOf(prompt);
    assert.ok(callBackUrl.startsWith(`${PUBLIC_URL}/callbacks/${id}/`), callBackUrl);
    const path = callBackUrl.slice(PUBLIC_URL.length);
    const anyone = new Api(stage.server.url);
    const json = { code: 501, data: { taskId: upstreamId, state: 'fail' } };
    assertRefused(await anyone.request('POST', `${path}x`, { json }), 404, 'not_found');
    assert.equal((await anyone.request('POST', path, { json })).status, 200);
    await until('it is asked for again', () => madeOf(prompt).polls > 0);
    assert.notEqual((await api.get(`/api/v1/generations/${id}`)).body.status, 'failed');
    upstream.finish(upstreamId);
    await stage.succeeded([id]);
    upstream.set({ generatingMs: 50 });
  });
});

describe('a create whose answer is lost', () => {
  test('is not bought again: the caller pays nothing, the operator is told which task it was', async () => {
    assert.deepEqual(await stage.incidents(), []);
    const { data = [] } = (await api.get('/api/v1/generations?limit=100&status=succeeded')).body;
    assert.equal(upstream.billed(), data.length);
    upstream.inject('create', { kind: 'reset_after' });
    const task = await make({ ...SMALL, prompt: 'lost' });
    assert.equal(failureOf(task), 'engine_unavailable');
    const incidents = await stage.incidents();
    assert.deepEqual(
      incidents.map(({ kind, subject_id }) => [kind, subject_id]),
      [['purchase_unclear', task.id]],
    );
    await until('it is made upstream', () => madeOf('lost').status === 'success');
    assert.equal(upstream.billed(), data.length + 1);
  });
});

test('in the end the money adds up, and nobody read too much', () => stage.verify());
