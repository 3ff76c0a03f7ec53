import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { NotNow, type Progress } from '../engine.ts';
import {
  failedOf,
  fixture,
  jobOf,
  KEY,
  openEngine,
  type Script,
  signal,
  startScripted,
  submitCall,
  summaryOf,
} from './testing.ts';

const TASK_ID = '281e5b0f39b9b4ab2c4d1f3a6e7d8c90';

describe('createTask', () => {
  test('asks once, with the key, for one picture, and answers a handle that survives a restart', async (t) => {
    const host = await startScripted(t, { body: fixture('create-task') });
    const { engine, clock } = openEngine(t, { baseUrl: `${host.origin}/api/v1` });
    const call = submitCall();
    const progress = await engine.submit(jobOf(), call, signal);
    assert.deepEqual(progress, {
      status: 'pending',
      handle: { credential: 'main', taskId: TASK_ID, submittedAtMs: clock.now() },
      pollAfterMs: 1_000,
      upstreamId: TASK_ID,
    });
    assert.equal(call.sent, 1);
    const [request, ...more] = host.seen;
    assert.equal(more.length, 0);
    assert.equal(`${request?.method} ${request?.url}`, 'POST /api/v1/jobs/createTask');
    assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(String(request?.body)), {
      model: 'wan/2-7-image-pro',
      input: {
        prompt: 'A lighthouse at dusk',
        aspect_ratio: '16:9',
        resolution: '1K',
        watermark: false,
        n: 1,
        enable_sequential: false,
      },
    });
  });

  test('says where to call when the operator can be reached', async (t) => {
    const host = await startScripted(t, { body: fixture('create-task') });
    const callbackUrlOf = (taskId: string) => `https://rivya.example.com/callbacks/${taskId}/signature`;
    const { engine } = openEngine(t, { baseUrl: host.origin, callbackUrlOf });
    await engine.submit(jobOf(), submitCall(), signal);
    const { callBackUrl } = JSON.parse(String(host.seen[0]?.body));
    assert.equal(callBackUrl, 'https://rivya.example.com/callbacks/task_1/signature');
  });

  const html = '<html><body>Bad Gateway</body></html>';
  const noData = (code: number, msg: string) => ({ code, msg, data: null });
  for (const [title, script, expected] of [
    ['no credits', { body: fixture('create-task-no-credits') }, 'unavailable, bought no, tries 4, stopped'],
    ['a wrong key', { body: fixture('unauthorized') }, 'unavailable, bought no, tries 4, stopped'],
    ['a wrong key, said by the status', { status: 401, body: html }, 'unavailable, bought no, tries 4, stopped'],
    ['a used-up limit of the key', { body: noData(433, 'limit') }, 'unavailable, bought no, tries 4, stopped'],
    ['too many requests', { body: noData(429, 'limit') }, 'unavailable, bought no, tries 4, busy'],
    ['too many requests, said by the status', { status: 429, body: html }, 'unavailable, bought no, tries 4, busy'],
    ['maintenance', { body: noData(455, 'maintenance') }, 'unavailable, bought no, tries 4, failing'],
    ['an unknown address', { status: 404, body: { error: 'Not Found' } }, 'unavailable, bought no, tries 4, failing'],
    ['an unknown address, as code', { status: 404, body: noData(404, '') }, 'unavailable, bought no, tries 4, failing'],
    ['the edge', { status: 403, body: 'error code: 1010' }, 'unavailable, bought no, tries 4, failing'],
    ['an unknown model', { body: fixture('create-task-unknown-model') }, 'unavailable, bought no, tries 1, no trouble'],
    ['a feature that is off', { body: noData(505, 'off') }, 'unavailable, bought no, tries 1, no trouble'],
    ['a wrong field', { body: fixture('create-task-bad-field') }, 'failed, bought no, tries 1, no trouble'],
    ['wrong input', { body: noData(422, 'Validation error') }, 'failed, bought no, tries 1, no trouble'],
    ['wrong input, with a status', { status: 422, body: noData(422, 'no') }, 'failed, bought no, tries 1, no trouble'],
    ['a failed generation', { body: noData(501, 'Generation failed') }, 'failed, bought no, tries 2, no trouble'],
    ['moderation', { body: noData(422, 'Your prompt was flagged') }, 'rejected, bought no, tries 1, no trouble'],
    ['an internal error', { body: noData(500, 'Internal error') }, 'unavailable, bought unknown, tries 1, failing'],
    ['an undocumented code', { body: noData(777, '') }, 'unavailable, bought unknown, tries 1, failing'],
    ['success without an id', { body: noData(200, 'success') }, 'unavailable, bought unknown, tries 1, failing'],
    ['JSON without a code', { body: { ok: true } }, 'unavailable, bought unknown, tries 1, failing'],
    ['a proxy', { status: 502, body: html }, 'unavailable, bought unknown, tries 1, failing'],
    [
      'a proxy that says 429 in its body',
      { status: 503, body: noData(429, '') },
      'unavailable, bought unknown, tries 1, failing',
    ],
    ['HTML with 200', { body: html }, 'unavailable, bought unknown, tries 1, failing'],
    ['half an answer', { body: '{"code":200,"data":{"ta' }, 'unavailable, bought unknown, tries 1, failing'],
    ['an empty answer', { body: '' }, 'unavailable, bought unknown, tries 1, failing'],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
      'unavailable, bought unknown, tries 1, failing',
    ],
    ['a reset after the request', 'reset', 'unavailable, bought unknown, tries 1, failing'],
    ['a reset before it was read', 'reset_unread', 'unavailable, bought unknown, tries 1, failing'],
    ['silence', 'hang', 'unavailable, bought unknown, tries 1, failing'],
  ] as const satisfies readonly (readonly [string, Script, string])[]) {
    test(`${title}: ${expected}`, async (t) => {
      const host = await startScripted(t, script);
      const { engine } = openEngine(t, { baseUrl: host.origin, submitTimeoutMs: script === 'hang' ? 400 : 10_000 });
      const progress = await engine.submit(jobOf(), submitCall(), signal);
      assert.equal(summaryOf(progress), expected);
      assert.ok(host.seen.length <= 1, 'a submit is never made twice');
      assertPublic(progress);
    });
  }

  test('an id of a task is believed whatever the status says', async (t) => {
    const host = await startScripted(t, { status: 502, body: fixture('create-task') });
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const progress = await engine.submit(jobOf(), submitCall(), signal);
    assert.equal(progress.status, 'pending');
  });

  test('a refused connection bought nothing', async (t) => {
    const { engine } = openEngine(t, { baseUrl: `http://127.0.0.1:${await closedPort()}` });
    const progress = await engine.submit(jobOf(), submitCall(), signal);
    assert.equal(summaryOf(progress), 'unavailable, bought no, tries 4, failing');
  });

  test('Retry-After is passed on', async (t) => {
    const headers = { 'retry-after': '7' };
    const host = await startScripted(t, { headers, body: { code: 429, msg: 'limit', data: null } });
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const { retry, trouble } = failedOf(await engine.submit(jobOf(), submitCall(), signal));
    assert.deepEqual({ afterMs: retry?.afterMs, asked: trouble?.retryAfterMs }, { afterMs: 7_000, asked: 7_000 });
  });

  test('what the upstream says reaches the operator, without the key and on one line', async (t) => {
    const msg = `Credits\ninsufficient for Bearer ${KEY} ${'x'.repeat(1_000)}`;
    const host = await startScripted(t, { body: { code: 402, msg, data: null } });
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const message = failedOf(await engine.submit(jobOf(), submitCall(), signal)).trouble?.message ?? '';
    assert.match(message, /^createTask answered HTTP 200, code 402: Credits insufficient for Bearer \[/);
    assert.ok(!message.includes(KEY) && message.length < 300);
  });
});

describe('before createTask', () => {
  test('a submit that must not be made is not made', async (t) => {
    const host = await startScripted(t, { body: fixture('create-task') });
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const notNow = new NotNow('The task ended.');
    const call = { credential: 'main', sending: () => Promise.reject(notNow) };
    await assert.rejects(engine.submit(jobOf(), call, signal), notNow);
    assert.equal(host.seen.length, 0);
  });

  test('a credential that the settings do not name throws before anything is sent', async (t) => {
    const host = await startScripted(t, { body: fixture('create-task') });
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const call = submitCall('other');
    await assert.rejects(engine.submit(jobOf(), call, signal), /no credential "other"/);
    assert.deepEqual([host.seen.length, call.sent], [0, 0]);
  });

  test('a ratio that cannot be kept goes to the next engine at once, and says what helps', async (t) => {
    const host = await startScripted(t, { body: fixture('create-task') });
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const read = () => Promise.reject(new Error('must not be read'));
    const references = [{ fileId: 'f', mimeType: 'image/png', width: 300, height: 300, sizeBytes: 9, read }];
    const progress = failedOf(await engine.submit(jobOf({ references }), submitCall(), signal));
    assert.equal(summaryOf(progress), 'unavailable, bought no, tries 1, no trouble');
    assert.equal(progress.retry?.afterMs, 0);
    assert.match(progress.message, /leave aspect_ratio out/);
    assert.equal(host.seen.length, 0);
  });

  test('an abort ends a submit that hangs, with its reason', async (t) => {
    const host = await startScripted(t, 'hang');
    const { engine } = openEngine(t, { baseUrl: host.origin });
    const controller = new AbortController();
    const submitted = engine.submit(jobOf(), submitCall(), controller.signal);
    const reason = new Error('The server stops.');
    setImmediate(() => controller.abort(reason));
    await assert.rejects(submitted, reason);
  });
});

test('an engine shows its credentials without their keys, and its prices', (t) => {
  const prices = { 'wan-2-7-image': { micros: 24_000, currency: 'USD' } };
  const { engine } = openEngine(t, { baseUrl: 'http://127.0.0.1:1', prices, id: 'kie-eu' });
  assert.equal(engine.id, 'kie-eu');
  assert.deepEqual(engine.credentials, [{ name: 'main', submitsPerSecond: 2, submitsAtOnce: 1, tasksMax: 100 }]);
  assert.deepEqual(engine.costOf?.('wan-2-7-image'), prices['wan-2-7-image']);
  assert.equal(engine.costOf?.('wan-2-7-image-pro'), undefined);
  assert.equal(engine.costOf?.('constructor'), undefined);
  assert.equal(engine.callsMax, 128);
  assert.equal(engine.cancel, undefined);
  assert.equal(engine.findWork, undefined);
});

/** What callers read names no upstream and shows no secret; nor does what is logged show the key. */
function assertPublic(progress: Progress): void {
  const { message, trouble, cause } = failedOf(progress);
  assert.doesNotMatch(message, /kie|createTask|127\.0\.0\.1/i);
  assert.ok(!`${trouble?.message} ${cause}`.includes(KEY));
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
