import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { CallbackError, FileReadError, InvalidArgumentError } from '../errors/local-errors.ts';
import { type Asked, hanging, json, passTime, type Reply, refusal, scriptedClient, settle } from '../testing.ts';
import type { UploadSource } from './open-source.ts';
import type { UploadProgress } from './upload-payload.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'rivya-sdk-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Three chunks, the last one not full, of bytes that tell where they are. */
const BYTES = Uint8Array.from({ length: 150_000 }, (_byte, index) => (index * 7 + (index >> 8)) % 256);
const PATH = join(FOLDER, 'photo "of" a kite.png');
writeFileSync(PATH, BYTES);

async function* inPieces() {
  yield BYTES.subarray(0, 10);
  await settle();
  yield BYTES.subarray(10);
}

const SOURCES: Readonly<
  Record<string, { readonly make: () => UploadSource; readonly name: string; readonly isKnown: boolean }>
> = {
  'a path': { make: () => PATH, name: 'photo "of" a kite.png', isKnown: true },
  'a Blob': { make: () => new Blob([BYTES]), name: 'upload', isKnown: true },
  'a File': { make: () => new File([BYTES], 'kite.png'), name: 'kite.png', isKnown: true },
  'a Buffer': { make: () => Buffer.from(BYTES), name: 'upload', isKnown: true },
  'a Uint8Array': { make: () => BYTES, name: 'upload', isKnown: true },
  'an ArrayBuffer': { make: () => BYTES.slice().buffer, name: 'upload', isKnown: true },
  'a ReadableStream': { make: () => new Blob([BYTES]).stream(), name: 'upload', isKnown: false },
  'a stream of Node': { make: () => createReadStream(PATH), name: 'upload', isKnown: false },
  'an async generator': { make: inPieces, name: 'upload', isKnown: false },
};

type Arrived = {
  readonly fields: Record<string, string>;
  readonly file: File;
  /** Of the whole form. */
  readonly sizeBytes: number;
  readonly asked: Asked;
};

/** Reads a form as a server does, then answers. */
function taking(arrived: Arrived[], answer: () => Response = kept): Reply {
  return async (asked) => {
    const body = await new Response(asked.init.body, { headers: contentType(asked) }).blob();
    const form = await new Response(body, { headers: contentType(asked) }).formData();
    const file = form.get('file');
    assert.ok(file instanceof File);
    form.delete('file');
    const fields = Object.fromEntries([...form.entries()].map(([name, value]) => [name, `${value}`]));
    arrived.push({ fields, file, sizeBytes: body.size, asked });
    return answer();
  };
}

function contentType({ init }: Asked): Record<string, string> {
  const type = init.headers['content-type'];
  return type === undefined ? {} : { 'content-type': type };
}

const kept = () => json({ id: 'file_1', object: 'file', kind: 'image', size_bytes: BYTES.length }, { status: 201 });

async function bytesOf(file: File): Promise<Buffer> {
  return Buffer.from(await file.arrayBuffer());
}

for (const [what, { make, name, isKnown }] of Object.entries(SOURCES)) {
  test(`${what} arrives byte for byte, with its name, and its length if that is known`, async () => {
    const arrived: Arrived[] = [];
    const progress: UploadProgress[] = [];
    const { client } = scriptedClient([taking(arrived)]);
    const file = await client.files.upload(
      { file: make(), kind: 'image', model: 'wan-2-7-image' },
      { onProgress: (state) => progress.push(state) },
    );
    assert.equal(file.id, 'file_1');
    const [{ asked, ...form } = assert.fail()] = arrived;
    assert.ok((await bytesOf(form.file)).equals(BYTES));
    assert.equal(form.file.name, name);
    assert.deepEqual(form.fields, { kind: 'image', model: 'wan-2-7-image' });
    assert.equal(asked.init.duplex, 'half');
    assert.equal(asked.init.headers['content-length'], isKnown ? String(form.sizeBytes) : undefined);
    assert.deepEqual(progress[0], { sentBytes: 0, totalBytes: isKnown ? BYTES.length : undefined });
    assert.deepEqual(progress.at(-1), { sentBytes: BYTES.length, totalBytes: isKnown ? BYTES.length : undefined });
    const steps = progress.map(({ sentBytes }) => sentBytes);
    assert.deepEqual(
      steps,
      steps.toSorted((left, right) => left - right),
    );
    assert.ok(steps.length >= 3, `${steps}`);
  });
}

describe('the form', () => {
  test('has what was given and nothing else; a given name counts first', async () => {
    const arrived: Arrived[] = [];
    const { client } = scriptedClient([taking(arrived)]);
    const request = { file: PATH, kind: 'image', name: 'Drache\r\n.png', client_request_id: 'order-17 é' } as const;
    await client.files.upload({ ...request, model: undefined });
    assert.deepEqual(arrived[0]?.fields, { kind: 'image', client_request_id: 'order-17 é' });
    assert.equal(arrived[0]?.file.name, 'Drache\r\n.png');
  });

  test('may be empty of bytes', async () => {
    const arrived: Arrived[] = [];
    const { client } = scriptedClient([taking(arrived)]);
    await client.files.upload({ file: new Uint8Array(0), kind: 'image' });
    assert.equal(arrived[0]?.file.size, 0);
  });
});

describe('another try', () => {
  test('sends the whole file again, and progress starts anew', async (t) => {
    const arrived: Arrived[] = [];
    const sent: number[] = [];
    const busy = () => refusal(503, 'overloaded');
    const { client } = scriptedClient([taking(arrived, busy), taking(arrived)]);
    const { error } = await passTime(t, () =>
      client.files.upload({ file: PATH, kind: 'image' }, { onProgress: ({ sentBytes }) => sent.push(sentBytes) }),
    );
    assert.equal(error, undefined);
    for (const { file } of arrived) assert.ok((await bytesOf(file)).equals(BYTES));
    assert.equal(arrived.length, 2);
    assert.equal(sent.filter((bytes) => bytes === 0).length, 2);
  });

  test('is not made of a stream: it is gone once it was read', async () => {
    const { client, asked } = scriptedClient([taking([], () => refusal(503, 'overloaded'))]);
    await assert.rejects(client.files.upload({ file: inPieces(), kind: 'image' }), { code: 'overloaded' });
    assert.equal(asked.length, 1);
  });
});

describe('a file that cannot be read', () => {
  for (const [what, path, reason] of [
    ['is not there', join(FOLDER, 'nothing.png'), /nothing\.png.*ENOENT.*path/],
    ['is a folder', FOLDER, /it is not a file/],
    ['has no name', '', /ENOENT/],
  ] as const) {
    test(`${what}: FileReadError, and nothing is sent`, async () => {
      const { client, asked } = scriptedClient([taking([])]);
      const call = client.files.upload({ file: path, kind: 'image' });
      await assert.rejects(call, { name: 'FileReadError', code: 'file_read_failed', message: reason });
      assert.equal(asked.length, 0);
    });
  }

  test('becomes shorter meanwhile: FileReadError, and no other try', async () => {
    const path = join(FOLDER, 'shrinking.png');
    writeFileSync(path, BYTES);
    const { client, asked } = scriptedClient([taking([])]);
    const onProgress = () => truncateSync(path, 70_000);
    const call = client.files.upload({ file: path, kind: 'image' }, { onProgress });
    await assert.rejects(call, { name: 'FileReadError', message: /shorter/ });
    assert.equal(asked.length, 1);
  });

  test('is a stream that breaks: FileReadError with its reason', async () => {
    async function* breaking() {
      yield BYTES.subarray(0, 10);
      await settle();
      throw new Error('the camera is gone');
    }
    const { client } = scriptedClient([taking([])]);
    const error = await client.files.upload({ file: breaking(), kind: 'image' }).catch((reason: unknown) => reason);
    assert.ok(error instanceof FileReadError);
    assert.match(error.message, /the camera is gone/);
  });

  test('is a stream that was read before, or one of text: FileReadError', async () => {
    const used = new Blob([BYTES]).stream();
    used.getReader();
    const text = createReadStream(PATH, 'latin1');
    for (const file of [used, text]) {
      const { client } = scriptedClient([taking([])]);
      await assert.rejects(client.files.upload({ file, kind: 'image' }), FileReadError);
    }
  });

  test('is none at all: InvalidArgumentError', async () => {
    const { client } = scriptedClient([taking([])]);
    for (const file of [undefined, null, 7, {}]) {
      const request = { ...JSON.parse('{"kind":"image"}'), file };
      await assert.rejects(client.files.upload(request), InvalidArgumentError);
    }
  });
});

describe('an upload that ends early', () => {
  test('lets go of its stream, also when nobody reads it to its end', async () => {
    let isReleased = false;
    async function* watched() {
      try {
        for (;;) {
          await settle();
          yield BYTES;
        }
      } finally {
        isReleased = true;
      }
    }
    const refusing: Reply = async ({ init }) => {
      assert.ok(init.body instanceof ReadableStream);
      const reader = init.body.getReader();
      for (let read = 0; read < 3; read += 1) await reader.read();
      return refusal(413, 'file_too_large');
    };
    const { client } = scriptedClient([refusing]);
    await assert.rejects(client.files.upload({ file: watched(), kind: 'image' }), { name: 'FileTooLargeError' });
    await settle();
    assert.equal(isReleased, true);
  });

  test('does not wait for a stream that is stuck', async (t) => {
    const stuck = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const reading: Reply = async (asked) => {
      void new Response(asked.init.body).arrayBuffer().catch(() => undefined);
      return await hanging(asked);
    };
    const { client } = scriptedClient([reading]);
    const { error } = await passTime(t, () =>
      client.files.upload({ file: stuck, kind: 'image' }, { timeoutMs: 1_000 }),
    );
    assert.equal(error instanceof Error && error.name, 'TimeoutError');
  });

  test('has ten minutes unless the call says otherwise', async (t) => {
    const { client } = scriptedClient([hanging], { timeoutMs: 1_000, maxRetries: 0 });
    const { elapsedMs } = await passTime(t, () => client.files.upload({ file: BYTES, kind: 'image' }));
    assert.ok(elapsedMs >= 600_000 && elapsedMs < 600_200, `${elapsedMs}`);
  });

  for (const [how, onProgress] of [
    ['throws', () => assert.fail('no such bar')],
    ['rejects with', async () => assert.fail('no such bar')],
  ] as const) {
    test(`what onProgress ${how} ends the upload: CallbackError, and no other try`, async () => {
      const { client, asked } = scriptedClient([taking([])]);
      const error = await client.files
        .upload({ file: PATH, kind: 'image' }, { onProgress })
        .catch((reason: unknown) => reason);
      assert.ok(error instanceof CallbackError);
      assert.match(error.message, /^onProgress threw: no such bar/);
      assert.ok(error.cause instanceof assert.AssertionError);
      assert.equal(asked.length, 1);
    });
  }
});

describe('where fetch sends no streams, as in a page', () => {
  async function inPage(file: UploadSource, replies: (arrived: Arrived[]) => readonly Reply[]) {
    Object.assign(globalThis, { window: globalThis, document: {} });
    try {
      const arrived: Arrived[] = [];
      const progress: UploadProgress[] = [];
      const { client } = scriptedClient(replies(arrived), { apiKey: undefined });
      await client.files.upload({ file, kind: 'image' }, { onProgress: (state) => progress.push(state) });
      return { arrived, progress };
    } finally {
      Reflect.deleteProperty(globalThis, 'window');
      Reflect.deleteProperty(globalThis, 'document');
    }
  }

  test('a form is sent, and progress is the start and the end', async () => {
    const { arrived, progress } = await inPage(new File([BYTES], 'kite.png'), (all) => [taking(all)]);
    assert.ok(arrived[0]?.asked.init.body instanceof FormData);
    assert.equal(arrived[0].asked.init.duplex, undefined);
    assert.equal(arrived[0].file.name, 'kite.png');
    assert.ok((await bytesOf(arrived[0].file)).equals(BYTES));
    assert.deepEqual(progress, [
      { sentBytes: 0, totalBytes: BYTES.length },
      { sentBytes: BYTES.length, totalBytes: BYTES.length },
    ]);
  });

  test('a stream is gathered first, and so it can be sent again', async () => {
    const busy = () => refusal(503, 'overloaded', { 'retry-after': '0' });
    const { arrived } = await inPage(inPieces(), (all) => [taking(all, busy), taking(all)]);
    assert.equal(arrived.length, 2);
    for (const { file } of arrived) assert.ok((await bytesOf(file)).equals(BYTES));
  });

  test('a path: InvalidArgumentError that says what can be given', async () => {
    await assert.rejects(
      inPage(PATH, (all) => [taking(all)]),
      { name: 'InvalidArgumentError', message: /Blob, File or bytes/ },
    );
  });
});
