import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createHttpServer } from '../platform/http/server.ts';
import { converse } from '../platform/http/testing-socket.ts';
import { createSecrets } from '../platform/secrets.ts';
import { silentLog } from '../platform/testing.ts';
import { callbackRoutes, callbackUrlOf } from './callbacks.ts';

const TASK = 'task_01jd3q8vxk7m2n5p9r4s6t8w0y';
const secrets = createSecrets(['s'.repeat(32)]);

function urlFor(taskId: string, publicUrl = 'https://api.example.com', by = secrets): string {
  const urlOf = callbackUrlOf(by, publicUrl);
  assert.ok(urlOf !== undefined);
  return urlOf(taskId);
}

function pathFor(taskId: string, by = secrets): string {
  return new URL(urlFor(taskId, undefined, by)).pathname;
}

function setUp(t: TestContext) {
  const hints: string[] = [];
  const app = createHttpServer(silentLog);
  callbackRoutes(app, { secrets, hint: (taskIds) => void hints.push(...taskIds) });
  app.refuseOtherMethods();
  t.after(() => app.close());
  return { app, hints };
}

test('the address starts with the public URL and holds the task and nothing else in clear', () => {
  const url = urlFor(TASK, 'https://api.example.com/rivya');
  assert.match(url, new RegExp(`^https://api\\.example\\.com/rivya/callbacks/${TASK}/[\\w-]{43}$`));
});

test('there is none where no public URL is set, or one without TLS', () => {
  for (const publicUrl of [undefined, 'http://api.example.com', 'http://127.0.0.1:8787']) {
    assert.equal(callbackUrlOf(secrets, publicUrl), undefined);
  }
});

describe('POST /callbacks/{taskId}/{signature}', () => {
  for (const [what, headers, payload] of [
    ['a JSON body', { 'content-type': 'application/json' }, '{"code": 200, "data": {"taskId": "task_other"}}'],
    ['broken JSON', { 'content-type': 'application/json' }, '{"code":'],
    ['another type', { 'content-type': 'text/html' }, '<p>done</p>'],
    ['no type', {}, 'done'],
    ['no body', {}, undefined],
  ] as const) {
    test(`200 with ${what}: the task of the address is hinted at, whatever was posted`, async (t) => {
      const { app, hints } = setUp(t);
      const response = await app.inject({
        method: 'POST',
        url: pathFor(TASK),
        headers,
        ...(payload === undefined ? {} : { payload }),
      });
      assert.deepEqual([response.statusCode, response.json()], [200, {}]);
      assert.deepEqual(hints, [TASK]);
    });
  }

  test('200 for an address made with an older secret that is still set', async (t) => {
    const hints: string[] = [];
    const old = createSecrets(['o'.repeat(32)]);
    const app = createHttpServer(silentLog);
    t.after(() => app.close());
    const rotated = createSecrets(['n'.repeat(32), 'o'.repeat(32)]);
    callbackRoutes(app, { secrets: rotated, hint: (taskIds) => void hints.push(...taskIds) });
    assert.equal((await app.inject({ method: 'POST', url: pathFor(TASK, old) })).statusCode, 200);
    assert.deepEqual(hints, [TASK]);
  });

  test('200 before the body came, whose sender reads the answer though it goes on for megabytes', async (t) => {
    const { app, hints } = setUp(t);
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const head = `POST ${pathFor(TASK)} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `${(200_000).toString(16)}\r\n${'x'.repeat(200_000)}\r\n`;
    const { answer } = await converse(url, [head], {
      after: [...Array.from({ length: 10 }, () => chunk), '0\r\n\r\n'],
    });
    assert.deepEqual([answer.statusCode, answer.json(), answer.headers['connection']], [200, {}, 'close']);
    assert.deepEqual(hints, [TASK]);
  });

  for (const [what, path] of [
    ['of another task', pathFor('task_other').replace('task_other', TASK)],
    ['made with another secret', pathFor(TASK, createSecrets(['x'.repeat(32)]))],
    ['made for another purpose', `/callbacks/${TASK}/${secrets.sign('media', TASK)}`],
    ['that is cut', pathFor(TASK).slice(0, -1)],
  ] as const) {
    test(`404 not_found for a signature ${what}, and nothing is hinted at`, async (t) => {
      const { app, hints } = setUp(t);
      const response = await app.inject({ method: 'POST', url: path, payload: {} });
      assert.deepEqual([response.statusCode, response.json().error.code], [404, 'not_found']);
      assert.deepEqual(hints, []);
    });
  }

  test('405 method_not_allowed for anything but POST', async (t) => {
    const { app, hints } = setUp(t);
    const response = await app.inject({ method: 'GET', url: pathFor(TASK) });
    assert.deepEqual([response.statusCode, response.json().error.code], [405, 'method_not_allowed']);
    assert.deepEqual(hints, []);
  });
});
