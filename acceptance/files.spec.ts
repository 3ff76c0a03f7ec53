import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';
import { Api, assertRefused, textOf } from './client.ts';
import { createAccount, openTarget } from './harness.ts';
import { paddedPng, png, pngBomb, wav } from './sample-files.ts';

const MB = 2 ** 20;
const MODEL = 'wan-2-7-image-pro';
const FILE_KEYS = [
  'created_at',
  'duration_seconds',
  'duration_token',
  'expires_at',
  'height',
  'id',
  'kind',
  'mime_type',
  'name',
  'object',
  'sha256',
  'size_bytes',
  'url',
  'width',
];

/** Fields beside the documented ones; an upload needs neither. */
const ADDITIONS = ['client_request_id', 'generation_id'];

const target = await openTarget();
after(() => target.close());
const [{ api }, other] = await Promise.all([createAccount(target, 100), createAccount(target)]);
const picture = png(120, 80);
const anyone = new Api(target.url);

describe('POST /api/v1/files', () => {
  test('201: a picture with every field of the contract', async () => {
    const answer = await api.upload(picture, { kind: 'image', model: MODEL, client_request_id: 'c-1' }, 'kite.png');
    assert.equal(answer.status, 201, answer.text);
    const { id, url, created_at, expires_at, ...rest } = answer.body;
    const keys = Object.keys(answer.body).filter((key) => !ADDITIONS.includes(key));
    assert.deepEqual(keys.toSorted(), FILE_KEYS);
    assert.match(textOf(id), /^file_[0-9a-z]{26}$/);
    assert.ok(textOf(url).includes(textOf(id)), 'the url holds the id');
    const days = (Date.parse(textOf(expires_at)) - Date.parse(textOf(created_at))) / 86_400_000;
    assert.ok(days >= 1 / 86_400, 'it is kept for a while');
    const { client_request_id: _echo, generation_id: _maker, ...known } = rest;
    assert.deepEqual(known, {
      object: 'file',
      kind: 'image',
      name: 'kite.png',
      mime_type: 'image/png',
      size_bytes: picture.length,
      sha256: createHash('sha256').update(picture).digest('hex'),
      width: 120,
      height: 80,
      duration_seconds: null,
      duration_token: null,
    });
    assert.deepEqual((await api.get(`/api/v1/files/${id}`)).status, 200);
  });

  test('201: fields may come after the file', async () => {
    const raw = new FormData();
    raw.set('file', new Blob([picture]), 'late.png');
    raw.set('kind', 'image');
    raw.set('model', MODEL);
    const answer = await api.request('POST', '/api/v1/files', { raw });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.name, 'late.png');
  });

  test('201: audio has a duration and a token for it', async () => {
    const answer = await api.upload(wav(1.5), { kind: 'audio' }, 'silence.wav');
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.kind, 'audio');
    assert.ok(Math.abs((answer.body.duration_seconds ?? 0) - 1.5) < 0.05);
    assert.ok(textOf(answer.body.duration_token).length > 20);
    assert.equal(answer.body.width, null);
  });

  test('201: a picture of 20 MB or less for these models, and the name is only a name', async () => {
    const answer = await api.upload(png(16, 16), { kind: 'image' }, '../../etc/pass"wd\u202e.png');
    assert.equal(answer.status, 201, answer.text);
    const { headers } = await anyone.get(textOf(answer.body.url));
    const disposition = headers.get('content-disposition') ?? '';
    assert.doesNotMatch(disposition, /\.\.\/|[\r\n]/);
  });
});

describe('POST /api/v1/files: refusals leave nothing behind', () => {
  let before: unknown;
  const remember = async () => {
    before = await api.state();
  };
  afterEach(async () => assert.deepEqual(await api.state(), before));

  test('413 file_too_large: 21 MB for a model that takes 20, 11 MB without a model', async () => {
    await remember();
    assertRefused(await api.upload(paddedPng(21 * MB), { kind: 'image', model: MODEL }), 413, 'file_too_large');
    assertRefused(await api.upload(paddedPng(11 * MB), { kind: 'image' }), 413, 'file_too_large');
    const raw = new FormData();
    raw.set('file', new Blob([paddedPng(21 * MB)]), 'late.png');
    raw.set('kind', 'image');
    raw.set('model', MODEL);
    assertRefused(await api.request('POST', '/api/v1/files', { raw }), 413, 'file_too_large');
  });

  test('400 file_unreadable: a truncated PNG, a broken one, a bomb of 30,000 by 30,000 pixels', async () => {
    await remember();
    assertRefused(await api.upload(picture.slice(0, -40), { kind: 'image' }), 400, 'file_unreadable');
    const broken = new Uint8Array(picture);
    broken.fill(0xff, 60, 90);
    assertRefused(await api.upload(broken, { kind: 'image' }), 400, 'file_unreadable');
    const bomb = pngBomb(30_000, 30_000);
    assert.ok(bomb.length < MB);
    assertRefused(await api.upload(bomb, { kind: 'image', model: MODEL }), 400, 'file_unreadable');
  });

  test('415 file_type_not_supported: text named .png, SVG, HTML, nothing known', async () => {
    await remember();
    for (const text of ['just text', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<html></html>', '\0\x01\x02\x03']) {
      const answer = await api.upload(new TextEncoder().encode(text), { kind: 'image' });
      assertRefused(answer, 415, 'file_type_not_supported');
    }
  });

  test('refused: bytes of another kind than they are said to be, or than the model takes', async () => {
    await remember();
    for (const answer of [
      await api.upload(picture, { kind: 'audio' }),
      await api.upload(wav(1), { kind: 'image' }),
      await api.upload(wav(1), { kind: 'audio', model: MODEL }),
    ]) {
      const code = answer.status === 400 ? 'validation_failed' : 'file_type_not_supported';
      assertRefused(answer, answer.status === 400 ? 400 : 415, code);
    }
  });

  test('400 validation_failed: fields that are missing, unknown, wrong or given twice', async () => {
    await remember();
    const file = new Blob([picture]);
    const cases: readonly (readonly [readonly (readonly [string, string | Blob])[], string])[] = [
      [[['kind', 'image']], 'file'],
      [[['file', file]], 'kind'],
      [
        [
          ['kind', 'picture'],
          ['file', file],
        ],
        'kind',
      ],
      [
        [
          ['kind', 'image'],
          ['model', 'wan-9'],
          ['file', file],
        ],
        'model',
      ],
      [
        [
          ['kind', 'image'],
          ['file', file],
          ['file', file],
        ],
        'file',
      ],
      [
        [
          ['kind', 'image'],
          ['kind', 'image'],
          ['file', file],
        ],
        'kind',
      ],
      [
        [
          ['kind', 'image'],
          ['purpose', 'x'],
          ['file', file],
        ],
        'purpose',
      ],
      [
        [
          ['kind', 'image'],
          ['client_request_id', 'x'.repeat(129)],
          ['file', file],
        ],
        'client_request_id',
      ],
      [
        [
          ['kind', 'image'],
          ['file', 'text, not a file'],
        ],
        'file',
      ],
      [
        [
          ['kind', 'image'],
          ['file', new Blob([])],
        ],
        'file',
      ],
    ];
    for (const [fields, path] of cases) {
      const raw = new FormData();
      for (const [name, value] of fields) raw.append(name, value);
      const answer = await api.request('POST', '/api/v1/files', { raw });
      // An empty file may be called unreadable as well.
      if (answer.body.error?.code === 'file_unreadable' || answer.status === 415)
        assert.equal(path, 'file', answer.text);
      else assertRefused(answer, 400, 'validation_failed', path);
    }
  });

  test('415 unsupported_media_type: a body that is no form; 400: a form that is broken', async () => {
    await remember();
    for (const type of ['application/json', 'image/png', 'text/plain']) {
      const answer = await api.request('POST', '/api/v1/files', { raw: '{}', headers: { 'content-type': type } });
      assertRefused(answer, 415, 'unsupported_media_type');
    }
    for (const [type, raw] of [
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=a', 'no boundary here'],
      [
        'multipart/form-data; boundary=a',
        '--a\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\ncut',
      ],
    ] as const) {
      const answer = await api.request('POST', '/api/v1/files', { raw, headers: { 'content-type': type } });
      assert.ok([400, 415].includes(answer.status), `${answer.status} ${answer.text}`);
      assert.ok(answer.body.error, answer.text);
    }
  });
});

describe('GET and DELETE /api/v1/files', () => {
  test('200: the list, the newest first; one file as it was uploaded', async () => {
    const uploaded = (await api.upload(picture, { kind: 'image' })).body;
    const { body } = await api.get('/api/v1/files?limit=1');
    assert.deepEqual(Object.keys(body).toSorted(), ['data', 'has_more', 'next_cursor', 'object']);
    assert.equal(body.data?.[0]?.id, uploaded.id);
    assert.equal(body.has_more, true);
    const { url, ...file } = (await api.get(`/api/v1/files/${uploaded.id}`)).body;
    const { url: uploadedUrl, ...rest } = uploaded;
    assert.deepEqual(file, rest);
    assert.ok(textOf(url).length > 0 && textOf(uploadedUrl).length > 0);
  });

  test('204, then 404: a deleted file, its URL and what refers to it are gone', async () => {
    const { id, url } = (await api.upload(picture, { kind: 'image' })).body;
    const removed = await api.request('DELETE', `/api/v1/files/${id}`);
    assert.equal(removed.status, 204);
    assert.equal(removed.bytes.length, 0);
    assertRefused(await api.get(`/api/v1/files/${id}`), 404, 'not_found');
    assertRefused(await api.request('DELETE', `/api/v1/files/${id}`), 404, 'not_found');
    assert.equal((await anyone.get(textOf(url))).status, 404);
    const referenceMediaItems = [{ url, kind: 'image' }];
    const answer = await api.create({ model: MODEL, prompt: 'A kite', params: { referenceMediaItems } });
    assertRefused(answer, 400, 'validation_failed', 'params.referenceMediaItems[0].url');
  });

  test('a file that a task needs outlives its deletion until the task has ended', async () => {
    const { id, url } = (await api.upload(picture, { kind: 'image' })).body;
    const task = await api.accepted({
      model: MODEL,
      prompt: 'As a watercolour [[slow:2]]',
      params: { resolution: '1K', referenceMediaItems: [{ url, kind: 'image' }] },
    });
    const removed = await api.request('DELETE', `/api/v1/files/${id}`);
    assert.ok(removed.status === 204 || removed.status === 409, removed.text);
    const { status, error } = await api.ended(task);
    assert.equal(status, 'succeeded', JSON.stringify(error));
  });

  test('a file deleted while a task asks for it: the task is accepted with it, or refused without a trace', async () => {
    const before = (await api.state()).tasks.length;
    const race = async () => {
      const { id, url } = (await api.upload(picture, { kind: 'image' })).body;
      const params = { resolution: '1K', referenceMediaItems: [{ url, kind: 'image' }] };
      const [created, removed] = await Promise.all([
        api.create({ model: 'wan-2-7-image', prompt: 'A kite [[fail]]', params }),
        api.request('DELETE', `/api/v1/files/${id}`),
      ]);
      assert.ok(removed.status === 204 || removed.status === 409, removed.text);
      if (created.status === 202) await api.ended(textOf(created.body.id));
      else assertRefused(created, 400, 'validation_failed');
      return created.status;
    };
    const statuses = await Promise.all(Array.from({ length: 12 }, race));
    const accepted = statuses.filter((status) => status === 202).length;
    assert.equal((await api.state()).tasks.length, before + accepted);
  });

  test('a deleted result leaves its task succeeded, without URLs', async () => {
    const id = await api.accepted({ model: 'wan-2-7-image', prompt: 'A kite', params: { resolution: '1K' } });
    const url = textOf((await api.ended(id)).result?.primary_url);
    const fileId = /file_[0-9a-z]{26}/.exec(url)?.[0];
    assert.equal((await api.get(`/api/v1/files/${fileId}`)).status, 200);
    assert.equal((await api.request('DELETE', `/api/v1/files/${fileId}`)).status, 204);
    const { status, result } = (await api.get(`/api/v1/generations/${id}`)).body;
    assert.equal(status, 'succeeded');
    assert.deepEqual(result, { primary_url: null, urls: [], items: [] });
    assert.equal((await anyone.get(url)).status, 404);
  });

  test('404 not_found: the file of another account, exactly as one that never was', async () => {
    const { id } = (await api.upload(picture, { kind: 'image' })).body;
    const never = `file_${'0'.repeat(26)}`;
    for (const method of ['GET', 'DELETE']) {
      const foreign = await other.api.request(method, `/api/v1/files/${id}`);
      const unknown = await other.api.request(method, `/api/v1/files/${never}`);
      assertRefused(foreign, 404, 'not_found');
      assert.equal(foreign.body.error?.message, unknown.body.error?.message);
    }
    assert.equal((await api.get(`/api/v1/files/${id}`)).status, 200);
    assert.deepEqual((await other.api.get('/api/v1/files')).body.data, []);
  });
});
