import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, textRequest } from './testing.ts';

test('unknown routes, methods and spellings are refused', async (t) => {
  const client = await open(t);
  const paths = [
    ['POST', '/services/aigc/text2image/image-synthesis'],
    ['GET', '/services/aigc/image-generation/generation'],
    ['GET', '/tasks'],
    ['DELETE', '/tasks/abc'],
    ['GET', '/tasks/abc/cancel'],
    ['POST', '/uploads?action=getPolicy&model=wan2.7-image'],
    ['GET', '/models'],
  ] as const;
  for (const [method, path] of paths) {
    const answer = await client.ask(path, { method });
    assert.deepEqual([path, answer.status, answer.json.code], [path, 404, 'NotFound']);
  }
});

test('a query string where none is documented is refused', async (t) => {
  const client = await open(t);
  for (const path of ['/tasks/x?verbose=1', '/services/aigc/image-generation/generation?x=1']) {
    const answer = await client.ask(path, { method: path.startsWith('/tasks') ? 'GET' : 'POST' });
    assert.deepEqual([answer.status, answer.json.message], [400, 'This operation takes no query parameters']);
  }
});

test('the async header at the synchronous endpoint is refused', async (t) => {
  const client = await open(t);
  const answer = await client.submitSync(textRequest(), { headers: { 'x-dashscope-async': 'enable' } });
  assert.equal(answer.status, 403);
  assert.equal(answer.json.code, 'AccessDenied');
  assert.equal(answer.json.message, 'Current user api does not support asynchronous calls.');
});

test('an unknown model is 404 ModelNotFound when set so', async (t) => {
  const client = await open(t, { unknownModel: '404' });
  const answer = await client.submit(textRequest({}, 'wan2.5'));
  assert.deepEqual(
    [answer.status, answer.json.code, answer.json.message],
    [404, 'ModelNotFound', 'Model can not be found.'],
  );
});

test('everything documented is accepted', async (t) => {
  const client = await open(t);
  const good = [
    textRequest({}),
    { model: 'wan2.7-image', input: textRequest().input },
    textRequest({
      size: '4096*4096',
      n: 1,
      watermark: false,
      thinking_mode: true,
      enable_sequential: false,
      seed: 2_147_483_647,
    }),
    textRequest({ size: '4K', n: 4 }),
    textRequest({ size: '2K', n: 12, enable_sequential: true }),
    textRequest(
      {
        size: '768*768',
        n: 1,
        color_palette: ['23.51%', '26.49%', '50.00%'].map((ratio) => ({ hex: '#C2D1E6', ratio })),
        bbox_list: [],
      },
      'wan2.7-image',
    ),
    textRequest({ size: '11520*1440', n: 1 }),
    textRequest({ size: '1440*11520', n: 1 }),
  ];
  for (const body of good) {
    const answer = await client.submit(body);
    assert.deepEqual([answer.status, answer.json.message], [200, undefined]);
  }
});

test('a prompt over 5,000 characters is cut without a word', async (t) => {
  const client = await open(t);
  const answer = await client.submit({
    model: 'wan2.7-image',
    input: { messages: [{ role: 'user', content: [{ text: '🦉'.repeat(5_001) }] }] },
  });
  assert.equal(answer.status, 200);
  assert.equal([...(client.simulator.tasks()[0]?.prompt ?? '')].length, 5_000);
});

test('the body limit is a setting', async (t) => {
  const client = await open(t, { bodyBytesMax: 1_000 });
  assert.equal((await client.submit(textRequest({ size: 'x'.repeat(1_000) }))).status, 413);
  assert.equal((await client.submit(textRequest())).status, 200);
});
