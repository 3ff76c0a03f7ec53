import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { newId } from '../platform/ids.ts';
import { insertOutputs, pinFiles, readFileBytes, storeOutput, sweepFiles } from './index.ts';
import { testImage, testWav } from './inspect/testing.ts';
import { createTestFiles, createTestServer, sendForm } from './testing.ts';

const Listed = Type.Object({
  data: Type.Array(Type.Object({ id: Type.String() })),
  has_more: Type.Boolean(),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});
const Uploaded = Type.Object({ id: Type.String() });

async function setUp(t: TestContext) {
  const deps = await createTestFiles(t);
  const server = await createTestServer(t, deps);
  const owner = await server.openAccount('owner');
  const png = await testImage('png');
  const upload = async (kind: 'image' | 'audio' = 'image') => {
    const bytes = kind === 'image' ? png : testWav(1);
    const response = await sendForm(server.url, owner.authorization, [
      ['file', bytes],
      ['kind', kind],
    ]);
    return Value.Parse(Uploaded, await response.json()).id;
  };
  const call = (method: string, path: string, authorization = owner.authorization) =>
    fetch(`${server.url}/api/v1/files${path}`, { method, headers: { authorization } });
  const list = async (query: string) => {
    const response = await call('GET', query);
    assert.equal(response.status, 200);
    const page = Value.Parse(Listed, await response.json());
    return { ...page, ids: page.data.map(({ id }) => id) };
  };
  return { deps, ...server, ...owner, upload, call, list, png };
}

/** What a caller learns of a missing file, the request's own id aside. */
async function refusal(response: Response) {
  const text = await response.text();
  return { status: response.status, text: text.replace(/req_[0-9a-z]{26}/, 'req') };
}

describe('GET and DELETE /api/v1/files/{id}', () => {
  test('200: the same metadata as the upload was answered with; 204, then 404', async (t) => {
    const { url, authorization, call, png } = await setUp(t);
    const uploaded = await (
      await sendForm(url, authorization, [
        ['file', png],
        ['kind', 'image'],
      ])
    ).json();
    const id = Value.Parse(Uploaded, uploaded).id;
    const got = await call('GET', `/${id}`);
    assert.equal(got.status, 200);
    assert.deepEqual(await got.json(), uploaded);
    const deleted = await call('DELETE', `/${id}`);
    assert.equal(deleted.status, 204);
    assert.equal(await deleted.text(), '');
    assert.equal((await call('DELETE', `/${id}`)).status, 404);
    assert.equal((await call('GET', `/${id}`)).status, 404);
  });

  test('404 not_found: unknown, foreign, deleted and expired files read exactly the same', async (t) => {
    const { deps, openAccount, upload, call } = await setUp(t);
    const [foreign, deleted, expired] = [await upload(), await upload(), await upload()];
    const stranger = await openAccount('stranger');
    const unknown = await refusal(await call('GET', `/${newId('file')}`));
    assert.equal(unknown.status, 404);
    for (const method of ['GET', 'DELETE']) {
      assert.deepEqual(await refusal(await call(method, `/${foreign}`, stranger.authorization)), unknown);
    }
    await call('DELETE', `/${deleted}`);
    assert.deepEqual(await refusal(await call('GET', `/${deleted}`)), unknown);
    deps.clock.advance(deps.retention.uploadMs);
    for (const method of ['GET', 'DELETE']) {
      assert.deepEqual(await refusal(await call(method, `/${expired}`)), unknown);
    }
    assert.deepEqual(await refusal(await call('GET', '/nonsense')), unknown);
  });

  test('a file a running task needs is hidden at once while its bytes stay', async (t) => {
    const { deps, upload, call, accountId } = await setUp(t);
    const id = await upload();
    await deps.db.transaction((tx) => pinFiles(tx, deps.clock, [{ generationId: 'task_1', accountId, fileIds: [id] }]));
    assert.equal((await call('DELETE', `/${id}`)).status, 204);
    assert.equal((await call('GET', `/${id}`)).status, 404);
    assert.equal(await sweepFiles(deps, 10), 0);
    assert.ok((await readFileBytes(deps, id)).length > 0);
  });

  test('401 and 403: reading needs files:read, deleting files:create', async (t) => {
    const { openAccount, call } = await setUp(t);
    const reader = await openAccount('reader', ['files:read']);
    const writer = await openAccount('writer', ['files:create']);
    assert.equal((await call('GET', '', '')).status, 401);
    assert.equal((await call('DELETE', '/x', reader.authorization)).status, 403);
    assert.equal((await call('GET', '/x', writer.authorization)).status, 403);
    assert.equal((await call('GET', '', writer.authorization)).status, 403);
  });
});

describe('GET /api/v1/files', () => {
  test('200: the newest first, page by page, only the own ones', async (t) => {
    const { openAccount, upload, list, call } = await setUp(t);
    const ids = [await upload(), await upload(), await upload()].reverse();
    const first = await list('?limit=2');
    assert.deepEqual([first.ids, first.has_more], [ids.slice(0, 2), true]);
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    assert.deepEqual([second.ids, second.has_more, second.next_cursor], [ids.slice(2), false, null]);
    const stranger = await openAccount('stranger');
    const theirs = Value.Parse(Listed, await (await call('GET', '', stranger.authorization)).json());
    assert.deepEqual(theirs.data, []);
  });

  test('200: by kind and by source', async (t) => {
    const { deps, upload, list, accountId, png } = await setUp(t);
    const [image, audio] = [await upload(), await upload('audio')];
    const made = { accountId, generationId: 'task_1', position: 0, seed: 1, bytes: png };
    const result = await storeOutput(deps, made);
    await deps.db.transaction((tx) => insertOutputs(tx, deps.clock, deps.retention, [result]));
    assert.deepEqual((await list('?kind=audio')).ids, [audio]);
    assert.deepEqual((await list('?source=result')).ids, [result.fileId]);
    assert.deepEqual((await list('?source=upload&kind=image')).ids, [image]);
    assert.equal((await list('')).ids.length, 3);
  });

  test('400 validation_failed: unknown filters, bad limits and cursors', async (t) => {
    const { call } = await setUp(t);
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'cursor=nonsense',
      'kind=text',
      'source=web',
      'sort=asc',
      'kind=image&kind=audio',
    ]) {
      const { status, text } = await refusal(await call('GET', `?${query}`));
      assert.equal(status, 400, query);
      assert.match(text, /"code":"validation_failed"/);
    }
  });
});
