import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { EngineJob, EngineReference } from '../engine.ts';
import { createTaskBody, readEnvelope, readRecord, readTaskId, readUploadUrl } from './wire.ts';

const TASK_ID = '281e5b0f39b9b4ab2c4d1f3a6e7d8c90';

function fixture(name: string) {
  return readEnvelope(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')));
}

function jobOf(rest: Partial<EngineJob> = {}): EngineJob {
  const params = { aspect_ratio: '16:9', resolution: '2K', watermark: false };
  const shape = { prompt: 'A lighthouse at dusk', width: 2560, height: 1440, references: [] };
  return { taskId: 'task_1', model: 'wan-2-7-image-pro', params, ...shape, ...rest };
}

const REFERENCE: EngineReference = {
  fileId: 'file_1',
  mimeType: 'image/png',
  width: 1600,
  height: 900,
  sizeBytes: 10,
  read: () => Promise.reject(new Error('not asked for')),
};

describe('the body of createTask', () => {
  const nothing = { inputUrls: [], callbackUrl: undefined };

  test('text to image: one picture, no set, real booleans, and only what was asked', () => {
    assert.deepEqual(createTaskBody(jobOf(), nothing), {
      model: 'wan/2-7-image-pro',
      input: {
        prompt: 'A lighthouse at dusk',
        aspect_ratio: '16:9',
        resolution: '2K',
        watermark: false,
        n: 1,
        enable_sequential: false,
      },
    });
  });

  test('seed 0 is sent, an absent one is not', () => {
    const params = { aspect_ratio: '1:1', resolution: '1K', watermark: true, seed: 0 };
    const { input } = createTaskBody(jobOf({ model: 'wan-2-7-image', params }), nothing);
    assert.deepEqual(input, {
      prompt: 'A lighthouse at dusk',
      ...params,
      n: 1,
      enable_sequential: false,
    });
    assert.ok(!JSON.stringify(createTaskBody(jobOf(), nothing)).includes('seed'));
  });

  test('with references: their addresses in order, and no ratio', () => {
    const inputUrls = ['https://files.example.com/a.png', 'https://files.example.com/b.png'];
    const body = createTaskBody(jobOf({ references: [REFERENCE, REFERENCE] }), { inputUrls, callbackUrl: undefined });
    assert.deepEqual(body['input'], {
      prompt: 'A lighthouse at dusk',
      resolution: '2K',
      watermark: false,
      n: 1,
      enable_sequential: false,
      input_urls: inputUrls,
    });
  });

  test('a callback address only when there is one', () => {
    const callbackUrl = 'https://rivya.example.com/callbacks/task_1/signature';
    assert.equal(createTaskBody(jobOf(), { inputUrls: [], callbackUrl })['callBackUrl'], callbackUrl);
    assert.ok(!('callBackUrl' in createTaskBody(jobOf(), nothing)));
  });

  test('parameters named like what every object has are not sent', () => {
    const params = JSON.parse('{"constructor":"x","__proto__":"y","resolution":"1K"}');
    const { input } = createTaskBody(jobOf({ params }), nothing);
    assert.deepEqual(input, {
      prompt: 'A lighthouse at dusk',
      resolution: '1K',
      n: 1,
      enable_sequential: false,
    });
  });

  test('a model that is not served throws', () => {
    assert.throws(() => createTaskBody(jobOf({ model: 'toString' }), nothing), /no upstream model for toString/);
  });
});

describe('reading answers', () => {
  test('createTask: the id of the task, under any of its names', () => {
    assert.equal(readTaskId(fixture('create-task').data), TASK_ID);
    assert.equal(readTaskId({ task_id: 'a' }), 'a');
    assert.equal(readTaskId({ taskId: null, recordId: 'b' }), 'b');
    for (const data of [{}, { taskId: '' }, { taskId: {} }]) assert.equal(readTaskId(data), undefined);
  });

  for (const [body, code, message] of [
    [{ code: 402, msg: 'no' }, 402, 'no'],
    [{ code: '402', message: 'no' }, 402, 'no'],
    [{ code: null, msg: null, data: null }, undefined, ''],
    [{ code: 'success' }, undefined, ''],
    [{ code: 4.5 }, undefined, ''],
    [[], undefined, ''],
    ['<html>', undefined, ''],
    [null, undefined, ''],
    [undefined, undefined, ''],
  ] as const) {
    test(`the envelope of ${JSON.stringify(body)}`, () => {
      assert.deepEqual(readEnvelope(body), { code, message, data: {} });
    });
  }

  test('a running task is pending, in every documented state and in unknown ones', () => {
    assert.deepEqual(readRecord(fixture('record-generating').data), { state: 'pending' });
    for (const state of ['waiting', 'queuing', 'generating', 'paused', 'succeeded', '']) {
      assert.deepEqual(readRecord({ state, resultJson: '{"resultUrls":["https://a.example/b.png"]}' }), {
        state: 'pending',
      });
    }
    assert.deepEqual(readRecord({ taskId: TASK_ID, state: null }), { state: 'pending' });
  });

  test('data without a task is none', () => {
    for (const data of [fixture('record-missing').data, {}, { state: null }]) assert.equal(readRecord(data), undefined);
  });

  test('a task that succeeded has its addresses', () => {
    const urls = ['https://tempfile.example.com/f/1790000021000-lighthouse.png'];
    assert.deepEqual(readRecord(fixture('record-success').data), { state: 'success', result: { urls } });
    const asObject = { state: 'success', resultJson: { resultUrls: urls } };
    assert.deepEqual(readRecord(asObject), { state: 'success', result: { urls } });
  });

  for (const resultJson of ['{"resultUrls":[]}', '{"resultUrls":null}', '{"resultUrls":[null]}', '{}', '[]', {}]) {
    test(`the result ${JSON.stringify(resultJson)} has no picture`, () => {
      assert.deepEqual(readRecord({ state: 'success', resultJson }), { state: 'success', result: { urls: [] } });
    });
  }

  for (const resultJson of [
    null,
    undefined,
    '',
    '{"resultUrls":["https://a.exam',
    'null',
    '{"resultUrls":["https://"]}',
    '{"images":[{"url":"https://a.example/b.png"}]}',
    '{"resultUrls":"https://a.example/b.png"}',
    7,
  ]) {
    test(`the result ${JSON.stringify(resultJson)} is unreadable`, () => {
      assert.deepEqual(readRecord({ state: 'success', resultJson }), { state: 'success', result: 'unreadable' });
    });
  }

  test('a task that failed has its code and message, each of them optional', () => {
    const failed = { state: 'fail', code: '500', message: 'internal error, please try again later.' };
    assert.deepEqual(readRecord(fixture('record-fail').data), failed);
    assert.deepEqual(readRecord({ state: 'fail', failCode: 500 }), { state: 'fail', code: '500', message: '' });
    assert.deepEqual(readRecord({ state: 'fail', failCode: null, failMsg: null }), {
      state: 'fail',
      code: '',
      message: '',
    });
  });

  test('an upload has an address, under either name, or none', () => {
    const url = 'https://tempfile.example.com/kieai/1/rivya/2f6f9c1e.png';
    assert.equal(readUploadUrl(fixture('upload').data), url);
    assert.equal(readUploadUrl({ downloadUrl: null, fileUrl: url }), url);
    assert.equal(readUploadUrl({ downloadUrl: 'data:image/png;base64,AAAA' }), undefined);
    assert.equal(readUploadUrl({ downloadUrl: `https://a.example/${'x'.repeat(9_000)}` }), undefined);
  });
});
