import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataUri, drawPicture } from '../pictures/testing.ts';
import { open, textTask } from './testing.ts';

function formOf(file: Uint8Array | undefined, fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  if (file !== undefined) form.set('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'a.jpg');
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

test('stream and base64: the documented answer, and a link that can be an input for 24 hours', async (t) => {
  let nowMs = Date.UTC(2026, 10, 22);
  const client = await open(t, { now: () => nowMs });
  const jpeg = await drawPicture(300, 300, 'jpeg');
  const stream = await client.upload(
    '/api/file-stream-upload',
    formOf(jpeg, { uploadPath: 'images/in', fileName: 'a.jpg' }),
  );
  const link = String(stream.data['downloadUrl']);
  assert.deepEqual(
    [stream.status, JSON.parse(stream.text).success, stream.code, stream.msg],
    [200, true, 200, 'File uploaded successfully'],
  );
  assert.deepEqual(
    { ...stream.data, downloadUrl: undefined },
    {
      fileName: 'a.jpg',
      filePath: 'images/in/a.jpg',
      downloadUrl: undefined,
      fileSize: jpeg.length,
      mimeType: 'image/jpeg',
      uploadedAt: '2026-11-22T00:00:00.000Z',
    },
  );
  const fetched = await fetch(link);
  assert.equal(fetched.headers.get('content-type'), 'image/jpeg');
  assert.deepEqual(Buffer.from(await fetched.bytes()), jpeg);

  const base64 = await client.upload('/api/file-base64-upload', {
    base64Data: dataUri(jpeg, 'image/jpeg'),
    uploadPath: 'in',
  });
  assert.match(String(base64.data['fileName']), /^[0-9a-f]{16}\.jpeg$/);
  const input = textTask({ n: 1, input_urls: [link, base64.data['downloadUrl']] });
  assert.equal((await client.create(input)).code, 200);
  nowMs += 24 * 3_600_000;
  assert.equal((await client.create(input)).msg, 'The image in input_urls could not be fetched');
  assert.equal(client.simulator.requests().upload, 2);
});

test('the same folder and name replace what was there', async (t) => {
  const client = await open(t);
  const upload = (bytes: Uint8Array) =>
    client.upload('/api/file-base64-upload', {
      base64Data: Buffer.from(bytes).toString('base64'),
      uploadPath: 'in',
      fileName: 'a',
    });
  const first = await upload(Buffer.from('first'));
  const second = await upload(Buffer.from('second'));
  assert.equal(second.data['downloadUrl'], first.data['downloadUrl']);
  assert.equal(await (await fetch(String(first.data['downloadUrl']))).text(), 'second');
});

test('wrong uploads are refused with the status of their code', async (t) => {
  const client = await open(t);
  const file = Buffer.from('x');
  const base64Data = file.toString('base64');
  const stream = '/api/file-stream-upload';
  const base64 = '/api/file-base64-upload';
  const rows: readonly (readonly [path: string, body: unknown, status: number, message: string])[] = [
    [stream, formOf(file, {}), 400, 'Missing required parameter: uploadPath'],
    [stream, formOf(undefined, { uploadPath: 'in' }), 400, 'Missing required parameter: file'],
    [
      stream,
      formOf(file, { uploadPath: '/in/' }),
      400,
      'uploadPath must be a path without leading or trailing slashes',
    ],
    [stream, formOf(file, { uploadPath: 'in', fileName: '../x' }), 400, 'fileName is not valid'],
    [stream, formOf(file, { uploadPath: 'in', folder: 'x' }), 400, 'folder is not supported'],
    [base64, { uploadPath: 'in' }, 400, 'Missing required parameter: base64Data'],
    [base64, { base64Data: '***', uploadPath: 'in' }, 400, 'Base64 decoding failed: Invalid Base64 format'],
    [base64, { base64Data, uploadPath: 'in', type: 'x' }, 400, 'type is not supported'],
    [base64, '{', 400, 'The request body must be a JSON object'],
    [
      '/api/file-url-upload',
      { fileUrl: 'https://example.com/x', uploadPath: 'in' },
      400,
      'The file could not be downloaded',
    ],
    ['/api/v1/file-stream-upload', {}, 404, 'Not Found'],
  ];
  for (const [path, body, status, message] of rows) {
    const answer = await client.upload(path, body);
    assert.deepEqual(
      [answer.status, JSON.parse(answer.text)],
      [status, { success: false, code: status, msg: message }],
    );
  }
  const stranger = await client.upload(base64, { base64Data, uploadPath: 'in' }, { key: 'wrong' });
  assert.deepEqual([stranger.status, stranger.msg], [401, 'Authentication failed: Invalid API Key']);
  assert.equal((await client.upload(base64, undefined, { method: 'GET' })).status, 405);
});

test('uploads meet faults', async (t) => {
  const client = await open(t);
  const body = { base64Data: 'eA==', uploadPath: 'in' };
  client.simulator.inject('upload', { kind: 'code', code: 500, status: 500 });
  assert.equal((await client.upload('/api/file-base64-upload', body)).status, 500);
  client.simulator.inject('upload', { kind: 'reset_after' });
  await assert.rejects(client.upload('/api/file-base64-upload', body));
  assert.equal((await client.upload('/api/file-base64-upload', body)).status, 200);
});
