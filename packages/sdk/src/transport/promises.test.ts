import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BadAnswerError } from '../errors/local-errors.ts';
import { json, refusal, scriptedClient, settle } from '../testing.ts';

const ONCE = { maxRetries: 0 } as const;

function pageOf(ids: readonly string[], next: string | null): Response {
  const data = ids.map((id) => ({ id, object: 'file' }));
  return json({ object: 'list', data, has_more: next !== null, next_cursor: next });
}

async function idsOf(items: AsyncIterable<{ readonly id: string }>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

describe('withResponse', () => {
  test('gives the data, the response and the id of the request, of the same single call', async () => {
    const reply = json({ current_credits: 7 }, { headers: { 'x-request-id': 'req_7', 'ratelimit-remaining': '9' } });
    const { client, asked } = scriptedClient([reply]);
    const call = client.credits.retrieve();
    const { data, response, requestId } = await call.withResponse();
    assert.deepEqual(data, { current_credits: 7 });
    assert.equal(requestId, 'req_7');
    assert.equal(response.headers.get('ratelimit-remaining'), '9');
    assert.deepEqual(await call, data);
    assert.equal(asked.length, 1);
  });

  test('is there for every method', async () => {
    const task = { id: 'task_1', status: 'succeeded', credits: 5 };
    const { client } = scriptedClient([json({ ...task, current_credits: 1, data: [], size_bytes: 0 })], ONCE);
    const request = { model: 'wan-2-7-image', prompt: 'A kite' } as const;
    const calls = [
      ...[client.models.list(), client.models.retrieve('m'), client.credits.retrieve(), client.credits.entries()],
      ...[client.generations.create(request), client.generations.retrieve('t'), client.generations.list()],
      ...[client.generations.cancel('t'), client.generations.estimate(request)],
      ...[client.generations.wait('t'), client.generations.run(request)],
      ...[client.files.retrieve('f'), client.files.list()],
      client.files.upload({ file: new Uint8Array(1), kind: 'image' }),
    ];
    for (const call of calls) assert.equal((await call.withResponse()).response.status, 200);
    const gone = scriptedClient([() => Promise.resolve(new Response(null, { status: 204 }))], ONCE);
    assert.equal((await gone.client.files.delete('f').withResponse()).response.status, 204);
  });

  test('a failure is reported once, whichever way the call is followed', async (t) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    const { client } = scriptedClient([refusal(404, 'not_found')]);
    await assert.rejects(client.credits.retrieve(), { code: 'not_found' });
    await assert.rejects(client.credits.retrieve().withResponse(), { code: 'not_found' });
    await assert.rejects(idsOf(client.files.list()), { code: 'not_found' });
    await settle();
    assert.deepEqual(unhandled, []);
  });
});

describe('lists', () => {
  test('awaited, a list is one page', async () => {
    const { client, asked } = scriptedClient([pageOf(['file_1', 'file_2'], 'c2')]);
    const page = await client.files.list({ limit: 2, kind: 'image', cursor: undefined });
    assert.deepEqual(
      page.data.map(({ id }) => id),
      ['file_1', 'file_2'],
    );
    assert.equal(page.has_more, true);
    assert.equal(page.next_cursor, 'c2');
    assert.deepEqual(
      asked.map(({ url }) => url),
      ['https://rivya.test/api/v1/files?limit=2&kind=image'],
    );
  });

  test('in for await, it is every item of every page, and an empty page is not the end', async () => {
    const pages = [pageOf(['a', 'b'], 'c2'), pageOf([], 'c3'), pageOf(['c'], null)];
    const { client, asked } = scriptedClient(pages);
    assert.deepEqual(await idsOf(client.files.list({ limit: 2, source: 'upload' })), ['a', 'b', 'c']);
    assert.deepEqual(
      asked.map(({ url }) => new URL(url).search),
      ['?limit=2&source=upload', '?limit=2&source=upload&cursor=c2', '?limit=2&source=upload&cursor=c3'],
    );
  });

  test('a further page is asked for only when it is needed', async () => {
    const { client, asked } = scriptedClient([pageOf(['a', 'b'], 'c2'), pageOf(['c'], null)]);
    for await (const { id } of client.files.list()) if (id === 'b') break;
    assert.equal(asked.length, 1);
  });

  test('a list without pages ends', async () => {
    const { client, asked } = scriptedClient([json({ object: 'list', data: [{ id: 'm1' }, { id: 'm2' }] })]);
    assert.deepEqual(await idsOf(client.models.list()), ['m1', 'm2']);
    assert.equal(asked.length, 1);
  });

  test('a cursor that leads nowhere ends in BadAnswerError instead of never', async () => {
    await assert.rejects(idsOf(scriptedClient([pageOf(['a'], 'same')]).client.files.list()), BadAnswerError);
    const { client } = scriptedClient([json({ data: [], has_more: true, next_cursor: null })]);
    await assert.rejects(idsOf(client.files.list()), BadAnswerError);
  });

  test('cursors that go in a circle end in BadAnswerError, after each page was seen once', async () => {
    const circle = [pageOf(['1'], 'a'), pageOf(['2'], 'b'), pageOf(['3'], 'a')];
    const { client, asked } = scriptedClient([...circle, pageOf(['4'], null)]);
    const seen: string[] = [];
    const reading = async () => {
      for await (const { id } of client.files.list()) seen.push(id);
    };
    await assert.rejects(reading(), BadAnswerError);
    assert.deepEqual(seen, ['1', '2', '3']);
    assert.equal(asked.length, 3);
  });

  test('a failure on a further page comes out of the loop', async () => {
    const { client } = scriptedClient([pageOf(['a'], 'c2'), refusal(401, 'api_key_revoked')]);
    await assert.rejects(idsOf(client.files.list()), { name: 'ApiKeyRevokedError' });
  });
});

describe('ids', () => {
  test('are written so that none leads to another route', async () => {
    const { client, asked } = scriptedClient([json({ id: 'x', status: 'queued' })]);
    await client.models.retrieve('a/../b?c#d é');
    assert.equal(asked[0]?.url, 'https://rivya.test/api/v1/models/a%2F..%2Fb%3Fc%23d%20%C3%A9');
  });

  test('empty, a dot, two dots, half a character or none at all: InvalidArgumentError', async () => {
    const { client, asked } = scriptedClient([json({ id: 'x', status: 'queued' })]);
    const missing: string = JSON.parse('[]')[0];
    for (const id of ['', '.', '..', 'task_\ud83d', '\udc00', missing]) {
      for (const call of [client.files.retrieve(id), client.files.delete(id), client.generations.wait(id)]) {
        await assert.rejects(call, { name: 'InvalidArgumentError', message: /The id must be the text/ });
      }
    }
    assert.equal(asked.length, 0);
  });
});
