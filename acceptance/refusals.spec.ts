import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { assertRefused, textOf } from './client.ts';
import { createAccount, openTarget, verifyLedger } from './harness.ts';
import { png } from './sample-files.ts';

const target = await openTarget();
after(() => target.close());
const [{ api }, other] = await Promise.all([createAccount(target, 11), createAccount(target, 100)]);
const [mine, foreign] = await Promise.all(
  [api, other.api].map(async (one) => textOf((await one.upload(png(32, 32), { kind: 'image' })).body.url)),
);
const before = await api.state();

const VALID = { model: 'wan-2-7-image-pro', prompt: 'A red kite', params: { resolution: '1K' } };
const reference = { url: mine, kind: 'image' };
const withParams = (params: unknown) => ({ ...VALID, params });
const withItems = (...referenceMediaItems: readonly unknown[]) => withParams({ referenceMediaItems });
const ITEM = 'params.referenceMediaItems[0]';

/** What every refusal must leave untouched. */
afterEach(async () => assert.deepEqual(await api.state(), before));

const BODIES: readonly (readonly [name: string, body: unknown, path: string])[] = [
  ['an unknown model', { ...VALID, model: 'wan-9' }, 'model'],
  ['a chat model', { ...VALID, model: 'gpt-5-2-chat' }, 'model'],
  ['a chat model with a dot', { ...VALID, model: 'gpt-5.4-codex-chat' }, 'model'],
  ['no model', { prompt: 'A' }, 'model'],
  ['a model that is no text', { ...VALID, model: 5 }, 'model'],
  ['no prompt', { model: VALID.model }, 'prompt'],
  ['a prompt of null', { ...VALID, prompt: null }, 'prompt'],
  ['an empty prompt', { ...VALID, prompt: '' }, 'prompt'],
  ['a prompt of spaces', { ...VALID, prompt: ' \n\t\u3000' }, 'prompt'],
  ['a prompt of invisible characters', { ...VALID, prompt: '\u200b\u2060\ufeff' }, 'prompt'],
  ['a prompt of 5,001 characters', { ...VALID, prompt: 'x'.repeat(5_001) }, 'prompt'],
  ['a prompt of 5,001 emoji', { ...VALID, prompt: '😀'.repeat(5_001) }, 'prompt'],
  ['a prompt that is no text', { ...VALID, prompt: { text: 'A' } }, 'prompt'],
  ['a prompt with a NUL', { ...VALID, prompt: 'a\0b' }, 'prompt'],
  ['params that are a list', withParams([]), 'params'],
  ['params that are a text', withParams('{}'), 'params'],
  ['an unknown parameter', withParams({ size: '1024*1024' }), 'params.size'],
  ['a parameter in the wrong case', withParams({ Seed: 1 }), 'params.Seed'],
  ['an option that is not listed', withParams({ resolution: '4K' }), 'params.resolution'],
  ['an option of another type', withParams({ aspect_ratio: 1 }), 'params.aspect_ratio'],
  ['a switch that is neither', withParams({ watermark: 'yes' }), 'params.watermark'],
  ['seed -1', withParams({ seed: -1 }), 'params.seed'],
  ['seed 1.5', withParams({ seed: 1.5 }), 'params.seed'],
  ['seed "7"', withParams({ seed: '7' }), 'params.seed'],
  ['seed 2147483648', withParams({ seed: 2_147_483_648 }), 'params.seed'],
  ['ten references', withItems(...Array.from({ length: 10 }, () => reference)), 'params.referenceMediaItems'],
  ['references that are no list', withParams({ referenceMediaItems: reference }), 'params.referenceMediaItems'],
  ['a reference without url', withItems({ kind: 'image' }), `${ITEM}.url`],
  ['a reference without kind', withItems({ url: mine }), `${ITEM}.kind`],
  ['a reference of a kind the model does not take', withItems({ ...reference, kind: 'video' }), `${ITEM}.kind`],
  ['a reference with an unknown field', withItems({ ...reference, mime_type: 'image/png' }), `${ITEM}.mime_type`],
  ['a url elsewhere', withItems({ url: 'https://cdn.example.com/a.png', kind: 'image' }), `${ITEM}.url`],
  ['a url of the local network', withItems({ url: 'http://169.254.169.254/latest', kind: 'image' }), `${ITEM}.url`],
  ['a url that is none', withItems({ url: 'file_1', kind: 'image' }), `${ITEM}.url`],
  ['a file of another account', withItems({ url: foreign, kind: 'image' }), `${ITEM}.url`],
  [
    'the second of two references',
    withItems(reference, { url: foreign, kind: 'image' }),
    'params.referenceMediaItems[1].url',
  ],
  ['an unknown field', { ...VALID, files: [] }, 'files'],
  ['a client_request_id of 129 characters', { ...VALID, client_request_id: 'x'.repeat(129) }, 'client_request_id'],
  ['a client_request_id of two lines', { ...VALID, client_request_id: 'a\nb' }, 'client_request_id'],
  ['an empty client_request_id', { ...VALID, client_request_id: '' }, 'client_request_id'],
];

describe('POST /api/v1/generations: 400 validation_failed, nothing written', () => {
  for (const [name, body, path] of BODIES) {
    test(name, async () => assertRefused(await api.create(body), 400, 'validation_failed', path));
  }

  test('a foreign file and one that never was get the same answer', async () => {
    const unknown = foreign?.replace(/file_[0-9a-z]{26}/, `file_${'0'.repeat(26)}`);
    const answers = await Promise.all(
      [foreign, unknown].map(async (url) => (await api.create(withItems({ url, kind: 'image' }))).body.error),
    );
    assert.deepEqual(answers[0]?.message, answers[1]?.message);
    assert.deepEqual(answers[0]?.details, answers[1]?.details);
  });

  test('messages name what is wrong and what is allowed', async () => {
    const messageOf = async (body: unknown) => (await api.create(body)).body.error?.message ?? '';
    assert.match(await messageOf({ ...VALID, model: 'wan-9' }), /wan-2-7-image-pro.*wan-2-7-image/);
    assert.match(await messageOf({ ...VALID, model: 'gpt-5-2-chat' }), /chat/);
    assert.match(await messageOf({ ...VALID, prompt: 'x'.repeat(5_001) }), /5000.*5001/);
    assert.match(await messageOf(withParams({ resolution: '4K' })), /1K, 2K/);
    assert.match(await messageOf(withParams({ seed: -1 })), /0 to 2147483647/);
    assert.match(await messageOf(withParams({ size: 1 })), /aspect_ratio, resolution, watermark, seed/);
    assert.match(await messageOf(withItems(...Array.from({ length: 10 }, () => reference))), /9/);
  });

  test('all problems are told at once', async () => {
    const answer = await api.create({ ...VALID, prompt: '', params: { seed: -1, resolution: '9K', size: 1 } });
    const paths = (answer.body.error?.details ?? []).map(({ path }) => path);
    assert.deepEqual(paths.toSorted(), ['params.resolution', 'params.seed', 'params.size', 'prompt']);
  });

  test('broken JSON, an empty body, a body that is no object', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const raw of [
      '{"model": ',
      '',
      'null',
      '[]',
      '"text"',
      '{"model":"a","__proto__":{"prompt":"A"}}',
      '{"a":1}x',
    ]) {
      const answer = await api.request('POST', '/api/v1/generations', { raw, headers });
      assertRefused(answer, 400, 'validation_failed');
    }
  });

  test('an Idempotency-Key that is empty, too long or unprintable', async () => {
    for (const key of ['', 'x'.repeat(256), 'caf\u00e9', 'a\tb']) {
      const answer = await api.create({ ...VALID, prompt: 'A' }, { 'idempotency-key': key });
      assertRefused(answer, 400, 'validation_failed', 'Idempotency-Key');
    }
  });

  test('JSON nested 50,000 deep, with and without an Idempotency-Key', async () => {
    const deep = `{"model":"${VALID.model}","prompt":"A","params":{"size":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    for (const headers of [{}, { 'idempotency-key': 'deep' }]) {
      const options = { raw: deep, headers: { 'content-type': 'application/json', ...headers } };
      assertRefused(await api.request('POST', '/api/v1/generations', options), 400, 'validation_failed');
    }
  });

  test('415 for another charset or a compressed body, 400 for bytes that are not UTF-8', async () => {
    const send = (headers: Record<string, string>, raw: string | Uint8Array<ArrayBuffer> = JSON.stringify(VALID)) =>
      api.request('POST', '/api/v1/generations', { raw, headers });
    const json = 'application/json';
    assertRefused(await send({ 'content-type': `${json}; charset=utf-16` }), 415, 'unsupported_media_type');
    const gzip = { 'content-type': json, 'content-encoding': 'gzip' };
    assertRefused(await send(gzip), 415, 'unsupported_media_type');
    const bytes = new TextEncoder().encode(JSON.stringify({ ...VALID, prompt: 'A?' }));
    assertRefused(
      await send(
        { 'content-type': json },
        bytes.map((byte) => (byte === 0x3f ? 0xff : byte)),
      ),
      400,
      'validation_failed',
    );
  });

  test('an unknown or repeated query key', async () => {
    for (const query of ['?x=1', '?model=a&model=b']) {
      const answer = await api.request('POST', `/api/v1/generations${query}`, { json: VALID });
      assertRefused(answer, 400, 'validation_failed');
    }
  });
});

describe('POST /api/v1/generations/estimate', () => {
  test('400: refuses what create would refuse', async () => {
    for (const [, json, path] of BODIES.slice(0, 26)) {
      const answer = await api.request('POST', '/api/v1/generations/estimate', { json });
      assertRefused(answer, 400, 'validation_failed', path);
    }
  });
});

describe('POST /api/v1/generations: other refusals, nothing written', () => {
  test('402 insufficient_credits: tells the price and the balance', async () => {
    const answer = await api.create(VALID);
    assertRefused(answer, 402, 'insufficient_credits');
    assert.match(answer.body.error?.message ?? '', /12.*11|11.*12/);
  });

  test('413 payload_too_large: a JSON body of 2 MB', async () => {
    const answer = await api.create({ ...VALID, prompt: 'x'.repeat(2 * 2 ** 20) });
    assertRefused(answer, 413, 'payload_too_large');
  });

  test('415 unsupported_media_type: anything but JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data']) {
      const raw = JSON.stringify(VALID);
      const answer = await api.request('POST', '/api/v1/generations', { raw, headers: { 'content-type': type } });
      assertRefused(answer, 415, 'unsupported_media_type');
    }
  });
});

test('in the end the ledger verifies', () => verifyLedger(target));
