import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineJob } from '../engine.ts';
import { fixture } from './testing.ts';
import {
  readError,
  readPolicy,
  readRequestId,
  readTask,
  readTaskId,
  readTaskPage,
  submitBody,
  submitHeaders,
  taskPath,
} from './wire.ts';

const job: EngineJob = {
  taskId: 'task_1',
  model: 'wan-2-7-image-pro',
  prompt: 'A lighthouse at dusk',
  params: { aspect_ratio: '1:1', resolution: '2K', watermark: false },
  width: 2048,
  height: 1024,
  references: [],
};
const none = { images: [], isUploaded: false };

describe('submitBody', () => {
  test('one picture, the size in pixels, the watermark as a boolean, and nothing that was not asked for', () => {
    assert.deepEqual(submitBody(job, none), {
      model: 'wan2.7-image-pro',
      input: { messages: [{ role: 'user', content: [{ text: 'A lighthouse at dusk' }] }] },
      parameters: { size: '2048*1024', n: 1, watermark: false },
    });
  });

  for (const [params, parameters] of [
    [{ watermark: true }, { size: '2048*1024', n: 1, watermark: true }],
    [{ seed: 0 }, { size: '2048*1024', n: 1, watermark: false, seed: 0 }],
    [{ seed: 2_147_483_647 }, { size: '2048*1024', n: 1, watermark: false, seed: 2_147_483_647 }],
    [{ other: 'unknown' }, { size: '2048*1024', n: 1, watermark: false }],
  ] as const) {
    test(`${JSON.stringify(params)} becomes ${JSON.stringify(parameters)}`, () => {
      const body = submitBody({ ...job, params: { ...params } }, none);
      assert.deepEqual(body, { ...Object(submitBody(job, none)), parameters });
    });
  }

  test('references come in order, before the one text', () => {
    const images = ['data:image/png;base64,AA==', 'oss://b'];
    const body = submitBody({ ...job, model: 'wan-2-7-image' }, { images, isUploaded: true });
    assert.deepEqual(body, {
      model: 'wan2.7-image',
      input: {
        messages: [
          { role: 'user', content: [{ image: images[0] }, { image: images[1] }, { text: 'A lighthouse at dusk' }] },
        ],
      },
      parameters: { size: '2048*1024', n: 1, watermark: false },
    });
  });

  test('a model that is not offered is refused', () => {
    assert.throws(() => submitBody({ ...job, model: 'other' }, none), /not offered/);
  });
});

test('uploads are resolved only where there are some', () => {
  assert.deepEqual(submitHeaders(none), { 'x-dashscope-async': 'enable' });
  assert.deepEqual(submitHeaders({ images: ['oss://a'], isUploaded: true }), {
    'x-dashscope-async': 'enable',
    'x-dashscope-ossresourceresolve': 'enable',
  });
});

test('an id cannot lead to another path', () => {
  assert.equal(taskPath('a/../b?c'), '/tasks/a%2F..%2Fb%3Fc');
});

describe('reading answers', () => {
  test('an accepted submit', () => {
    assert.equal(readTaskId(fixture('submit-accepted')), '0385dc79-5ff8-4d82-bcb6-3c1b5b0a1f11');
    assert.equal(readRequestId(fixture('submit-accepted')), '4909100c-7b5a-9f92-bfe5-8e2c1f0a7d21');
  });

  test('an error is a code at the top, with any status', () => {
    assert.deepEqual(readError(429, fixture('error-throttled')), {
      status: 429,
      code: 'Throttling.RateQuota',
      message: 'Requests rate limit exceeded, please try again later.',
    });
    for (const body of [fixture('task-succeeded'), {}, [], null, undefined, 'text', { code: '' }, { code: 200 }]) {
      assert.equal(readError(200, body), undefined);
    }
  });

  for (const [name, status, pictures, billed, codes] of [
    ['task-running', 'RUNNING', 0, undefined, []],
    ['task-succeeded', 'SUCCEEDED', 1, 1, []],
    ['task-succeeded-many-choices', 'SUCCEEDED', 2, 2, []],
    ['task-succeeded-one-choice', 'SUCCEEDED', 2, 2, []],
    ['task-succeeded-empty', 'SUCCEEDED', 0, 0, []],
    ['task-partly-refused', 'SUCCEEDED', 0, 0, ['DataInspectionFailed']],
    ['task-failed-nested', 'FAILED', 0, undefined, ['InvalidParameter']],
    ['task-failed-flat', undefined, 0, undefined, ['InvalidParameter']],
    ['task-unknown', 'UNKNOWN', 0, undefined, []],
  ] as const) {
    test(name, () => {
      const task = readTask(fixture(name));
      assert.equal(task.status, status);
      assert.equal(task.imageUrls.length, pictures);
      assert.equal(task.imagesBilled, billed);
      assert.deepEqual(
        task.errors.map(({ code }) => code),
        codes,
      );
    });
  }

  test('what is no address of the web is no picture', () => {
    for (const image of ['', 'text', 'file:///etc/passwd', 'data:image/png;base64,AA==', 'https://', null, 7, {}]) {
      const body = { output: { task_status: 'SUCCEEDED', choices: [{ message: { content: [{ image }] } }] } };
      assert.deepEqual(readTask(body).imageUrls, [], JSON.stringify(image));
    }
  });

  test('anything at all is read without a throw', () => {
    for (const body of [
      undefined,
      null,
      1,
      'x',
      [],
      {},
      { output: [] },
      { output: { choices: [null, { message: 1 }] } },
    ]) {
      assert.deepEqual(readTask(body), { status: undefined, imageUrls: [], imagesBilled: undefined, errors: [] });
    }
  });
});

describe('reading the task list', () => {
  test('a whole page', () => {
    const page = readTaskPage(fixture('list'));
    assert.equal(page?.total, 2);
    assert.equal(page.pages, 1);
    assert.deepEqual(page.rows[0], {
      taskId: '50e2ccea-abc4-43d7-a0dc-xxxxxx',
      status: 'RUNNING',
      model: 'wanx2.1-kf2v-plus',
      createdAtMs: 1745568428109,
      requestId: '1abfc3c8-dd25-98da-ad0b-xxxxxx',
      keyId: '15xxxx',
    });
  });

  test('an empty list that says so is a list', () => {
    for (const data of [[], null, undefined]) {
      assert.deepEqual(readTaskPage({ total: 0, data }), { rows: [], total: 0, pages: 0 });
    }
  });

  test('pages are counted where the answer does not', () => {
    const row = { task_id: 'a', gmt_create: 1 };
    assert.equal(readTaskPage({ total: 7, page_size: 2, data: [row, row] })?.pages, 4);
    assert.equal(readTaskPage({ total: 7, data: [row, row] })?.pages, 4);
  });

  test('half an answer is none', () => {
    const row = { task_id: 'a', gmt_create: 1 };
    for (const body of [
      {},
      null,
      { data: [row] },
      { total: 1 },
      { total: 1, data: null },
      { total: 1, data: {} },
      { total: '1', data: [row] },
      { total: 1, data: [null] },
      { total: 1, data: [{ task_id: 'a' }] },
      { total: 1, data: [{ gmt_create: 1 }] },
      { total: 1, data: [{ task_id: 'a', gmt_create: '2026-11-22' }] },
    ]) {
      assert.equal(readTaskPage(body), undefined, JSON.stringify(body));
    }
  });
});

describe('reading an upload policy', () => {
  test('a whole one', () => {
    const policy = readPolicy(fixture('upload-policy'));
    assert.equal(policy?.host, 'https://dashscope-file-xxx.oss-cn-beijing.aliyuncs.com');
    assert.equal(policy.folder, 'dashscope-instant/8e3xxxx/2026-11-22/cb4xxxx');
    assert.equal(policy.expiresInMs, 300_000);
    assert.deepEqual(Object.keys(policy.fields), [
      'OSSAccessKeyId',
      'Signature',
      'policy',
      'x-oss-object-acl',
      'x-oss-forbid-overwrite',
    ]);
  });

  test('none without its signature', () => {
    const { data } = Object(fixture('upload-policy'));
    assert.equal(readPolicy({ data: { ...data, signature: null } }), undefined);
    assert.equal(readPolicy({}), undefined);
  });
});
