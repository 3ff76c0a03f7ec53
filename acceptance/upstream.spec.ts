import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { startDashscopeSimulator } from '@rivya/simulator';
import { Api, assertRefused, type Body, textOf } from './client.ts';
import { isPng, png, pngSize } from './sample-files.ts';
import { clearPng, noisyPng, turnedJpeg, webp } from './sample-photos.ts';
import { failureOf, LOCAL_ALLOWED, openStage, pictureOf, until } from './stage.ts';

const MODELS = { 'wan-2-7-image-pro': 'wan2.7-image-pro', 'wan-2-7-image': 'wan2.7-image' } as const;
const PIXELS_MAX: Readonly<Record<string, number>> = { '1K': 1024 ** 2, '2K': 2048 ** 2 };
const SMALL = { model: 'wan-2-7-image', params: { resolution: '1K' } };

// Wider limits on both sides: this is about what is made, not about how fast.
const upstream = await startDashscopeSimulator({
  submitsPerSecond: 1_000,
  tasksInProcess: 100,
  queriesPerSecond: 1_000,
});
after(() => upstream.close());
const limits = { submitsPerSecond: 50, tasksInProcess: 50, queriesPerSecond: 100 };
const stage = await openStage({
  upstreams: [upstream],
  env: { ...LOCAL_ALLOWED, DASHSCOPE_API_KEY: upstream.key, DASHSCOPE_BASE_URL: upstream.baseUrl },
  file: { engines: { dashscope: { limits } } },
});
after(() => stage.close());
const { api } = stage;

/** What upstream became of the one task with this prompt. */
function madeOf(prompt: string) {
  const [task, ...others] = upstream.tasks().filter((one) => one.prompt === prompt);
  assert.ok(task !== undefined && others.length === 0, `${prompt}: ${others.length + 1} tasks`);
  return task;
}

/** The bodies of the submits with this prompt, as they arrived. */
function submitsOf(prompt: string): readonly string[] {
  return upstream.submits().flatMap(({ body }) => {
    const text = JSON.stringify(body);
    return text.includes(JSON.stringify(prompt)) ? [text] : [];
  });
}

function submitOf(prompt: string): string {
  const [submit, ...others] = submitsOf(prompt);
  assert.ok(submit !== undefined && others.length === 0, `${prompt}: ${others.length + 1} submits`);
  return submit;
}

async function make(json: object): Promise<Body> {
  return await api.ended(await api.accepted(json));
}

async function referenceTo(bytes: Uint8Array<ArrayBuffer>) {
  const { status, text, body } = await api.upload(bytes, { kind: 'image' });
  assert.equal(status, 201, text);
  return { url: textOf(body.url), kind: 'image' };
}

describe('models that an upstream makes', () => {
  test('are listed without any notice', async () => {
    const { data = [] } = (await api.get('/api/v1/models')).body;
    assert.deepEqual(
      data.map(({ id }) => id),
      Object.keys(MODELS),
    );
    for (const { notices } of data) assert.deepEqual(notices, []);
  });

  for (const [model, upstreamModel] of Object.entries(MODELS)) {
    test(`${model}: every ratio in every tier has exactly that ratio, and is one picture bought`, async () => {
      const before = upstream.billed();
      const { params = [] } = (await api.get(`/api/v1/models/${model}`)).body;
      const optionsOf = (name: string) => params.find(({ key }) => key === name)?.options ?? [];
      const wanted = optionsOf('resolution').flatMap((resolution) =>
        optionsOf('aspect_ratio').map((aspect_ratio) => ({ resolution, aspect_ratio })),
      );
      assert.ok(wanted.length >= 16, JSON.stringify(wanted));
      await Promise.all(
        wanted.map(async ({ resolution, aspect_ratio }) => {
          const prompt = `${model} as ${aspect_ratio} in ${resolution}`;
          const { width, height } = pictureOf(await make({ model, prompt, params: { resolution, aspect_ratio } }));
          const [across = 0, down = 0] = aspect_ratio.split(':').map(Number);
          assert.equal(width * down, height * across, `${prompt}: ${width} × ${height}`);
          const budget = PIXELS_MAX[resolution] ?? 0;
          assert.ok(width * height <= budget && width * height > 0.8 * budget, `${prompt}: ${width} × ${height}`);
          const task = madeOf(prompt);
          assert.deepEqual([task.model, task.size, task.n], [upstreamModel, `${width}*${height}`, 1]);
          assert.match(submitOf(prompt), /"n":1[,}]/);
        }),
      );
      assert.equal(upstream.billed() - before, wanted.length);
    });
  }

  test('the picture that came is the one that is served, and costs what the model costs', async () => {
    const prompt = 'a lake at dawn';
    const task = await make({ ...SMALL, prompt });
    const item = pictureOf(task);
    assert.equal(task.final_credits, 5);
    const media = await new Api(stage.server.url).get(item.url);
    assert.equal(media.status, 200);
    assert.ok(isPng(media.bytes));
    assert.deepEqual(pngSize(media.bytes), { width: 1024, height: 1024 });
    assert.equal(createHash('sha256').update(media.bytes).digest('hex'), item.sha256);
  });
});

describe('parameters', { concurrency: 4 }, () => {
  for (const [given, sent] of [
    ['false', false],
    [false, false],
    ['true', true],
    [true, true],
    [undefined, false],
  ] as const) {
    test(`watermark ${JSON.stringify(given)} arrives as the boolean ${sent}`, async () => {
      const prompt = `watermark as ${typeof given} ${given}`;
      const params = { resolution: '1K', ...(given === undefined ? {} : { watermark: given }) };
      pictureOf(await make({ ...SMALL, prompt, params }));
      assert.match(submitOf(prompt), new RegExp(`"watermark":${sent}[,}]`));
    });
  }

  for (const seed of [0, 7, 2_147_483_647]) {
    test(`seed ${seed} arrives and is told`, async () => {
      const prompt = `the seed ${seed}`;
      const item = pictureOf(await make({ ...SMALL, prompt, params: { resolution: '1K', seed } }));
      assert.equal(item.seed, seed);
      assert.equal(madeOf(prompt).seed, seed);
    });
  }

  test('no seed is sent where none was given, and none is made up', async () => {
    const prompt = 'without a seed';
    const item = pictureOf(await make({ ...SMALL, prompt }));
    assert.equal(item.seed, null);
    assert.doesNotMatch(submitOf(prompt), /"seed"/);
  });
});

describe('references', { concurrency: 4 }, () => {
  const RATIO_OFF_MAX = 0.03;
  const several = (count: number) => Array.from({ length: count }, () => png(300, 300));
  const rows: readonly {
    readonly what: string;
    readonly files: () => Promise<readonly Uint8Array<ArrayBuffer>[]> | readonly Uint8Array<ArrayBuffer>[];
    readonly ratio: number;
    readonly isUploaded?: true;
  }[] = [
    { what: 'a PNG', files: () => [png(600, 400)], ratio: 3 / 2 },
    { what: 'a PNG with alpha', files: async () => [await clearPng(400, 800)], ratio: 1 / 2 },
    { what: 'a JPEG that its EXIF data turns', files: async () => [await turnedJpeg(300, 900)], ratio: 1 / 3 },
    { what: 'a WebP', files: async () => [await webp(500, 400)], ratio: 5 / 4 },
    { what: 'one of 24 by 12 pixels', files: () => [png(24, 12)], ratio: 2 },
    { what: 'one of 9:1', files: () => [png(1_800, 200)], ratio: 8 },
    { what: 'nine files', files: () => [...several(8), png(800, 300)], ratio: 8 / 3 },
    { what: 'one of 6 MB', files: async () => [await noisyPng(1_600, 1_250)], ratio: 1_600 / 1_250, isUploaded: true },
    {
      what: 'one of 6 MB before a small one',
      files: async () => [await noisyPng(1_600, 1_250), await clearPng(300, 600)],
      ratio: 1 / 2,
      isUploaded: true,
    },
  ];
  for (const { what, files, ratio, isUploaded = false } of rows) {
    test(`${what}: all arrive, and the picture takes the last one's ratio`, async () => {
      const referenceMediaItems = [];
      for (const bytes of await files()) referenceMediaItems.push(await referenceTo(bytes));
      const prompt = `like ${what}`;
      const params = { resolution: '1K', referenceMediaItems };
      const { width, height } = pictureOf(await make({ ...SMALL, prompt, params }));
      assert.ok(Math.abs(width / height / ratio - 1) < RATIO_OFF_MAX, `${width} × ${height} instead of ${ratio}:1`);
      const task = madeOf(prompt);
      assert.deepEqual([task.references, task.size], [referenceMediaItems.length, `${width}*${height}`]);
      assert.equal(submitOf(prompt).includes('"oss://'), isUploaded);
    });
  }

  test('a ratio that was asked for counts more, and a result can be a reference', async () => {
    const first = pictureOf(await make({ ...SMALL, prompt: 'a boat', params: { resolution: '1K' } }));
    const params = {
      resolution: '1K',
      aspect_ratio: '9:16',
      referenceMediaItems: [{ url: first.url, kind: 'image' }],
    };
    const { width, height } = pictureOf(await make({ ...SMALL, prompt: 'the boat at night', params }));
    assert.deepEqual([width, height], [720, 1280]);
    assert.equal(madeOf('the boat at night').references, 1);
  });
});

describe('content_rejected', () => {
  test('a prompt that is refused is asked for once, buys nothing and costs nothing', async () => {
    const before = upstream.billed();
    upstream.inject('submit', { kind: 'error', code: 'DataInspectionFailed' });
    const task = await make({ ...SMALL, prompt: 'a refused prompt' });
    assert.equal(failureOf(task), 'content_rejected');
    assert.equal(submitsOf('a refused prompt').length, 1);
    assert.equal(upstream.billed(), before);
  });

  for (const failureShape of ['nested', 'flat'] as const) {
    test(`a picture that is refused, said in the ${failureShape} shape: the same`, async () => {
      const before = upstream.billed();
      upstream.set({ failureShape });
      upstream.inject('outcome', { kind: 'moderated' });
      const prompt = `a refused picture (${failureShape})`;
      assert.equal(failureOf(await make({ ...SMALL, prompt })), 'content_rejected');
      assert.equal(madeOf(prompt).status, 'FAILED');
      assert.equal(upstream.billed(), before);
    });
  }
});

describe('one idempotency key', () => {
  test('64 creates at once are one task and one purchase, even when the answer to its submit is lost', async () => {
    const before = upstream.billed();
    upstream.inject('submit', { kind: 'reset_after' });
    const request = { ...SMALL, prompt: 'bought once' };
    const create = () => api.create(request, { 'idempotency-key': 'bought-once' });
    const answers = await Promise.all(Array.from({ length: 64 }, create));
    for (const { status, text } of answers) assert.equal(status, 202, text);
    const ids = new Set(answers.map(({ body }) => textOf(body.id)));
    assert.equal(ids.size, 1);
    await stage.succeeded([...ids]);
    assert.equal(madeOf(request.prompt).status, 'SUCCEEDED');
    assert.equal(submitsOf(request.prompt).length, 1);
    assert.equal(upstream.billed() - before, 1);
    assert.equal(upstream.struck()['submit:reset_after'], 1);
  });
});

describe('cancelling what waits upstream', () => {
  test('200: taken back there too, released and free', async () => {
    const before = { balance: await api.balance(), billed: upstream.billed() };
    upstream.set({ pendingMs: 3_600_000 });
    const id = await api.accepted({ ...SMALL, prompt: 'taken back' });
    await until('it waits upstream', () => upstream.tasks().some(({ prompt }) => prompt === 'taken back'));
    // Until the server has its handle in hand the answer is 409.
    const task = await until('it is cancelled', async () => {
      const answer = await api.cancel(id);
      if (answer.status !== 200) assertRefused(answer, 409, 'not_cancellable');
      return answer.status === 200 && answer.body;
    });
    assert.equal(failureOf(task), 'cancelled');
    assert.equal(madeOf('taken back').status, 'CANCELED');
    assert.deepEqual({ balance: await api.balance(), billed: upstream.billed() }, before);
  });

  test('409 not_cancellable: what is already being made; it runs on and is charged', async () => {
    upstream.set({ pendingMs: 0, runningMs: 3_600_000 });
    const id = await api.accepted({ ...SMALL, prompt: 'too late' });
    await until('it is being made', () => upstream.tasks().some(({ prompt }) => prompt === 'too late'));
    const asked = upstream.requests().cancel;
    await until('the upstream refuses', async () => {
      assertRefused(await api.cancel(id), 409, 'not_cancellable');
      return upstream.requests().cancel > asked;
    });
    upstream.finish(madeOf('too late').id);
    const [task] = await stage.succeeded([id]);
    assert.equal(task?.final_credits, 5);
  });
});

describe('in the end', () => {
  test('every picture that was billed was delivered, no operator was bothered, and nobody read too much', async () => {
    const { data = [] } = (await api.get('/api/v1/generations?limit=100&status=succeeded')).body;
    assert.equal(upstream.billed(), data.length);
    assert.deepEqual(await stage.incidents(), []);
    for (const answer of [
      await api.create({ ...SMALL, model: 'wan2.7-image' }),
      await api.create({ ...SMALL, prompt: 'a kite', params: { n: 2, size: '1K' } }),
    ]) {
      assert.equal(answer.status, 400, answer.text);
    }
    await stage.verify();
  });
});
