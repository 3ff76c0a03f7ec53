import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { RivyaClient } from '../client.ts';

const refused = () => Promise.reject(new TypeError('fetch failed'));

describe('an upload that never started', () => {
  test('lets go of the stream it was given', async () => {
    const client = new RivyaClient({ baseURL: 'http://127.0.0.1:9', apiKey: 'k', fetch: refused, maxRetries: 0 });
    const nodeStream = Readable.from([new Uint8Array(3)]);
    await assert.rejects(client.files.upload({ file: nodeStream, kind: 'image' }), { name: 'ConnectionError' });
    assert.equal(nodeStream.destroyed, true);

    let isCancelled = false;
    const webStream = new ReadableStream<Uint8Array>({
      cancel() {
        isCancelled = true;
      },
    });
    await assert.rejects(client.files.upload({ file: webStream, kind: 'image' }), { name: 'ConnectionError' });
    assert.equal(isCancelled, true);
  });
});

describe('answers that are none of ours', () => {
  test('an error never shows a key that a page repeats', async () => {
    const page = 'Bad gateway. You sent: Authorization: Bearer rvya_sk_SECRETSECRET and x: rvya_sk_OTHERSECRET';
    const fetch = () => Promise.resolve(new Response(page, { status: 502, headers: { 'content-type': 'text/html' } }));
    const client = new RivyaClient({ baseURL: 'http://127.0.0.1:9', apiKey: 'k', fetch, maxRetries: 0 });
    await assert.rejects(client.credits.retrieve(), (error: Error) => {
      assert.doesNotMatch(error.message, /SECRET/);
      assert.match(error.message, /Bad gateway/);
      return true;
    });
  });

  test('an endless answer is given up, and not asked for again', async () => {
    let asked = 0;
    const fetch = () => {
      asked += 1;
      const chunk = new Uint8Array(2 ** 20).fill(32);
      return Promise.resolve(new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })));
    };
    const client = new RivyaClient({ baseURL: 'http://127.0.0.1:9', apiKey: 'k', fetch });
    await assert.rejects(client.credits.retrieve(), { name: 'BadAnswerError', message: /larger than 16 MB/ });
    assert.equal(asked, 1);
  });

  test('run refuses a wrong time limit before it creates anything', async () => {
    let asked = 0;
    const fetch = () => {
      asked += 1;
      return refused();
    };
    const client = new RivyaClient({ baseURL: 'http://127.0.0.1:9', apiKey: 'k', fetch, maxRetries: 0 });
    const running = client.generations.run({ model: 'wan-2-7-image', prompt: 'a lake' }, { timeoutMs: -1 });
    await assert.rejects(running, { name: 'InvalidArgumentError' });
    assert.equal(asked, 0);
  });
});
