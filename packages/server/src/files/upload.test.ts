import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { MB } from '../platform/units.ts';
import { emptyPng, testAudioInMp4, testImage, testVideo, testWav } from './inspect/testing.ts';
import { createTestFiles, createTestServer, sendForm, storedObjects, type TestPart } from './testing.ts';

const IMAGE: TestPart = ['kind', 'image'];
const MODEL: TestPart = ['model', 'wan-2-7-image-pro'];

async function setUp(t: TestContext) {
  const deps = await createTestFiles(t);
  const server = await createTestServer(t, deps);
  const { authorization, accountId } = await server.openAccount('owner');
  const send = async (...parts: readonly TestPart[]) => readAnswer(await sendForm(server.url, authorization, parts));
  return { deps, ...server, authorization, accountId, send };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function readAnswer(response: Response) {
  const body: unknown = await response.json();
  const error: unknown = field(body, 'error');
  const details: unknown = field(error, 'details');
  return {
    status: response.status,
    body,
    code: field(error, 'code'),
    message: String(field(error, 'message')),
    path: Array.isArray(details) ? field(details[0], 'path') : undefined,
    headers: response.headers,
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

async function assertUntouched({ deps }: SetUp): Promise<void> {
  assert.deepEqual(await deps.db.read.selectFrom('files').selectAll().execute(), []);
  assert.deepEqual(await storedObjects(deps.store), []);
  assert.deepEqual(readdirSync(join(deps.folder, 'tmp')), []);
}

describe('POST /api/v1/files', () => {
  test('201: the public metadata of the file, its fields in any order', async (t) => {
    const { send, deps } = await setUp(t);
    const png = await testImage('png');
    const now = deps.clock.now();
    for (const parts of [
      [['file', png, '../ä/Büro.png'], IMAGE, ['client_request_id', 'mine']],
      [IMAGE, ['client_request_id', 'mine'], ['file', png, 'Büro.png']],
    ] satisfies TestPart[][]) {
      const answer = await send(...parts);
      assert.equal(answer.status, 201, answer.message);
      const id = String(field(answer.body, 'id'));
      const url = String(field(answer.body, 'url'));
      assert.match(id, /^file_[0-9a-z]{26}$/);
      assert.equal(answer.headers.get('location'), `/api/v1/files/${id}`);
      assert.ok(url.startsWith(`https://media.test/media/${id}/B-ro.png?expires=`));
      assert.deepEqual(answer.body, {
        ...{ id, object: 'file', kind: 'image', name: 'Büro.png', mime_type: 'image/png' },
        ...{ size_bytes: png.length, sha256: createHash('sha256').update(png).digest('hex') },
        ...{ width: 64, height: 48, duration_seconds: null, duration_token: null, url, generation_id: null },
        client_request_id: 'mine',
        created_at: new Date(now).toISOString(),
        expires_at: new Date(now + deps.retention.uploadMs).toISOString(),
      });
    }
    assert.deepEqual(readdirSync(join(deps.folder, 'tmp')), []);
  });

  test('201: the type is what the bytes say, the size what a viewer sees; nothing is echoed that was not given', async (t) => {
    const { send } = await setUp(t);
    const jpeg = await testImage('jpeg', { width: 60, height: 30, orientation: 6 });
    const { body } = await send(IMAGE, ['file', jpeg, 'picture.png']);
    assert.equal(field(body, 'mime_type'), 'image/jpeg');
    assert.deepEqual([field(body, 'width'), field(body, 'height')], [30, 60]);
    assert.ok(!Object.keys(Object(body)).includes('client_request_id'));
  });

  test('201: video and audio get their duration and a token for it', async (t) => {
    const { send } = await setUp(t);
    for (const [kind, bytes, mimeType, seconds, width] of [
      ['video', await testVideo('mp4'), 'video/mp4', 2.5, 320],
      ['video', await testVideo('webm'), 'video/webm', 2.5, 320],
      ['audio', testWav(1.5), 'audio/wav', 1.5, null],
      ['audio', await testAudioInMp4(), 'audio/mp4', 1, null],
    ] as const) {
      const { status, body, message } = await send(['file', bytes, 'x'], ['kind', kind]);
      assert.equal(status, 201, message);
      assert.equal(field(body, 'mime_type'), mimeType);
      assert.equal(field(body, 'duration_seconds'), seconds);
      assert.equal(field(body, 'width'), width);
      assert.match(String(field(body, 'duration_token')), /^dur_file_/);
    }
  });

  test('201: an image of 15 MB with a model that takes 20, wherever the model stands', async (t) => {
    const { send } = await setUp(t);
    const large = Buffer.concat([await testImage('jpeg'), Buffer.alloc(15 * MB)]);
    assert.equal((await send(IMAGE, MODEL, ['file', large])).status, 201);
    assert.equal((await send(IMAGE, ['file', large], MODEL)).status, 201);
    const refused = await send(IMAGE, ['file', large]);
    assert.equal(refused.status, 413);
    assert.match(refused.message, /at most 10 MB/);
  });

  test('400 validation_failed: names the field and touches nothing', async (t) => {
    const all = await setUp(t);
    const png = await testImage('png');
    const file: TestPart = ['file', png, 'a.png'];
    const cases: readonly [string, readonly TestPart[]][] = [
      ['file', [IMAGE]],
      ['kind', [file]],
      ['file', [file, file, IMAGE]],
      ['file', [file, IMAGE, file]],
      ['file', [['file', 'text without a name'], IMAGE]],
      ['kind', [['kind', 'picture'], file]],
      ['kind', [IMAGE, IMAGE, file]],
      ['kind', [['kind', png, 'kind.txt'], file]],
      ['kind', [['kind', 'audio'], MODEL, file]],
      ['kind', [file, MODEL, ['kind', 'video']]],
      ['model', [['model', 'no-such-model'], file, IMAGE]],
      ['client_request_id', [['client_request_id', 'x'.repeat(129)], file, IMAGE]],
      ['client_request_id', [['client_request_id', 'x'.repeat(5_000)], file, IMAGE]],
      ['client_request_id', [['client_request_id', ''], file, IMAGE]],
      ['purpose', [['purpose', 'vision'], file, IMAGE]],
      ['second', [IMAGE, file, ['second', png, 'b.png']]],
      ['x0', Array.from({ length: 30 }, (_, index) => [`x${index}`, 'y'])],
    ];
    for (const [path, parts] of cases) {
      const answer = await all.send(...parts);
      const label = `${path}: ${parts.map(([name]) => name).join()} ${answer.message}`;
      assert.deepEqual([answer.status, answer.code, answer.path], [400, 'validation_failed', path], label);
    }
    await assertUntouched(all);
  });

  test('400 validation_failed: a form that is broken or cut off', async (t) => {
    const all = await setUp(t);
    const start = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc';
    for (const [type, body] of [
      ['multipart/form-data; boundary=x', start],
      ['multipart/form-data; boundary=x', '--x\r\nbroken'],
      ['multipart/form-data; boundary=x', 'no boundary at all'],
      ['multipart/form-data', start],
      ['multipart/form-data; boundary=x', `${start.replace('; name="file"', '')}\r\n--x--\r\n`],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n'],
      ['multipart/form-data; boundary=x', ''],
      [`multipart/form-data; boundary=${'x'.repeat(300)}`, start],
    ] as const) {
      const headers = { authorization: all.authorization, 'content-type': type };
      const answer = await readAnswer(await fetch(`${all.url}/api/v1/files`, { method: 'POST', headers, body }));
      assert.deepEqual([answer.status, answer.code], [400, 'validation_failed'], `${type} ${body}`);
    }
    await assertUntouched(all);
  });

  test('400 file_unreadable: cut off, empty, or of too many pixels', async (t) => {
    const all = await setUp(t);
    const png = await testImage('png');
    const mp4 = await testVideo('mp4');
    const cases: readonly TestPart[][] = [
      [['file', png.subarray(0, png.length / 2)], IMAGE],
      [
        ['file', mp4.subarray(0, mp4.length / 2)],
        ['kind', 'video'],
      ],
      [['file', new Uint8Array()], IMAGE],
      [['file', emptyPng(30_000, 30_000)], IMAGE],
      [['file', emptyPng(10_000, 5_001)], IMAGE],
    ];
    for (const parts of cases) {
      const answer = await all.send(...parts);
      assert.deepEqual([answer.status, answer.code], [400, 'file_unreadable'], answer.message);
    }
    assert.match((await all.send(['file', emptyPng(30_000, 30_000)], IMAGE)).message, /50 megapixels/);
    await assertUntouched(all);
  });

  test('413 file_too_large: says the limit of what was announced', async (t) => {
    const all = await setUp(t);
    const zeros = new Uint8Array(21 * MB);
    const cases: readonly [RegExp, readonly TestPart[]][] = [
      [/at most 20 MB for wan-2-7-image-pro/, [IMAGE, MODEL, ['file', zeros]]],
      [/an image may have at most 10 MB/, [IMAGE, ['file', zeros]]],
      [/an image may have at most 10 MB/, [['file', zeros], IMAGE]],
      [
        /an audio may have at most 10 MB|audio.*at most 10 MB/,
        [
          ['kind', 'audio'],
          ['file', zeros],
        ],
      ],
      [/at most 50 MB/, [['file', new Uint8Array(51 * MB)], IMAGE]],
      [/at most 50 MB/, [['file', new Uint8Array(60 * MB)], IMAGE]],
    ];
    for (const [message, parts] of cases) {
      const answer = await all.send(...parts);
      assert.deepEqual([answer.status, answer.code], [413, 'file_too_large'], answer.message);
      assert.match(answer.message, message);
    }
    await assertUntouched(all);
  });

  test('415 file_type_not_supported: names what was found and what is allowed', async (t) => {
    const all = await setUp(t);
    const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
    const cases: readonly [RegExp, readonly TestPart[]][] = [
      [/not a media file.*image\/jpeg, image\/png, image\/webp/, [['file', Buffer.from('just text'), 'a.png'], IMAGE]],
      [/image\/gif.*image\/png/, [['file', gif, 'a.png'], IMAGE]],
      [
        /image\/png.*video\/mp4/,
        [
          ['file', await testImage('png')],
          ['kind', 'video'],
        ],
      ],
      [/audio\/wav.*image\/png/, [['file', testWav(1)], IMAGE]],
      [
        /video\/mp4.*audio\/mpeg/,
        [
          ['file', await testVideo('mp4')],
          ['kind', 'audio'],
        ],
      ],
      [
        /audio\/mp4.*video\/mp4/,
        [
          ['file', await testAudioInMp4()],
          ['kind', 'video'],
        ],
      ],
    ];
    for (const [message, parts] of cases) {
      const answer = await all.send(...parts);
      assert.deepEqual([answer.status, answer.code], [415, 'file_type_not_supported'], answer.message);
      assert.match(answer.message, message);
    }
    await assertUntouched(all);
  });

  test('415 unsupported_media_type: anything but multipart', async (t) => {
    const { url, authorization } = await setUp(t);
    for (const [type, body] of [
      ['application/json', '{}'],
      ['image/png', 'x'],
      ['text/plain', 'x'],
      [undefined, undefined],
    ] as const) {
      const headers = { authorization, ...(type === undefined ? {} : { 'content-type': type }) };
      const request = { method: 'POST', headers, ...(body === undefined ? {} : { body }) };
      const answer = await readAnswer(await fetch(`${url}/api/v1/files`, request));
      assert.deepEqual([answer.status, answer.code], [415, 'unsupported_media_type'], type);
    }
  });

  test('401 and 403: before a byte of the body is looked at', async (t) => {
    const { url, openAccount, deps } = await setUp(t);
    const { authorization } = await openAccount('reader', ['files:read']);
    const png: TestPart = ['file', await testImage('png')];
    assert.equal((await sendForm(url, '', [png, IMAGE])).status, 401);
    assert.equal((await sendForm(url, authorization, [png, IMAGE])).status, 403);
    assert.deepEqual(readdirSync(join(deps.folder, 'tmp')), []);
  });

  test('405: another method; multipart stays unknown to other routes', async (t) => {
    const { url, authorization } = await setUp(t);
    const answer = await fetch(`${url}/api/v1/files`, { method: 'PUT', headers: { authorization } });
    assert.equal(answer.status, 405);
    assert.match(answer.headers.get('allow') ?? '', /POST/);
  });
});
