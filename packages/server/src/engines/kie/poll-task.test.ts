import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CredentialStopped, type Handle, type Progress } from '../engine.ts';
import { fixture, jobOf, KEY, openEngine, type Script, signal, startScripted, summaryOf } from './testing.ts';

const TASK_ID = '281e5b0f39b9b4ab2c4d1f3a6e7d8c90';
const PICTURE = 'https://tempfile.example.com/f/1790000021000-lighthouse.png';

function record(data: Readonly<Record<string, unknown>>): { body: unknown } {
  return { body: { code: 200, msg: 'success', data: { taskId: TASK_ID, ...data } } };
}

type Opened = ReturnType<typeof openEngine>;

function handleOf({ clock }: Opened): Handle {
  return { credential: 'main', taskId: TASK_ID, submittedAtMs: clock.now() };
}

async function pollOnce(t: Parameters<typeof startScripted>[0], script: Script, params = {}) {
  const host = await startScripted(t, script);
  const opened = openEngine(t, { baseUrl: `${host.origin}/api/v1`, queryTimeoutMs: script === 'hang' ? 400 : 10_000 });
  const handle = handleOf(opened);
  return { host, handle, polled: opened.engine.poll(jobOf({ params }), handle, signal) };
}

describe('recordInfo', () => {
  test('is asked with the key, for the task of the handle', async (t) => {
    const { host, handle, polled } = await pollOnce(t, { body: fixture('record-generating') });
    assert.deepEqual(await polled, { status: 'pending', handle, pollAfterMs: 1_000 });
    const [request] = host.seen;
    assert.equal(`${request?.method} ${request?.url}`, `GET /api/v1/jobs/recordInfo?taskId=${TASK_ID}`);
    assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
  });

  test('a state that nobody has documented is still running', async (t) => {
    const { polled, handle } = await pollOnce(t, record({ state: 'reviewing', resultJson: '' }));
    assert.deepEqual(await polled, { status: 'pending', handle, pollAfterMs: 1_000 });
  });

  test('a picture, with the seed that was asked for', async (t) => {
    const { polled } = await pollOnce(t, { body: fixture('record-success') }, { seed: 0 });
    assert.deepEqual(await polled, { status: 'done', outputs: [{ url: PICTURE, sizeTolerance: 0.35, seed: 0 }] });
  });

  test('of several pictures the first; without a seed there is none', async (t) => {
    const resultJson = JSON.stringify({ resultUrls: [PICTURE, 'https://tempfile.example.com/f/2.png'] });
    const { polled } = await pollOnce(t, record({ state: 'success', resultJson }));
    assert.deepEqual(await polled, { status: 'done', outputs: [{ url: PICTURE, sizeTolerance: 0.35, seed: null }] });
  });

  for (const [title, script, expected] of [
    [
      'no picture',
      record({ state: 'success', resultJson: '{"resultUrls":[]}' }),
      'failed, bought no, tries 2, no trouble',
    ],
    ['an internal error', { body: fixture('record-fail') }, 'failed, bought no, tries 2, no trouble'],
    ['bad input', record({ state: 'fail', failCode: '422', failMsg: 'no' }), 'failed, bought no, tries 1, no trouble'],
    ['no reason', record({ state: 'fail' }), 'failed, bought no, tries 1, no trouble'],
    [
      'moderation',
      record({ state: 'fail', failCode: '501', failMsg: 'Output data may contain inappropriate content.' }),
      'rejected, bought no, tries 1, no trouble',
    ],
    [
      'no credits',
      record({ state: 'fail', failCode: '402', failMsg: 'x' }),
      'unavailable, bought no, tries 4, stopped',
    ],
  ] as const) {
    test(`a task that ended with ${title}: ${expected}`, async (t) => {
      assert.equal(summaryOf(await (await pollOnce(t, script)).polled), expected);
    });
  }

  for (const [title, script] of [
    ['an internal error', { body: { code: 500, msg: 'Server error', data: null } }],
    ['maintenance', { body: { code: 455, msg: 'maintenance', data: null } }],
    ['a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a proxy before a good answer', { status: 502, body: fixture('record-success') }],
    ['a route that is gone', { status: 404, body: { code: 404, msg: 'no route' } }],
    ['HTML', { body: '<html></html>' }],
    ['half an answer', { body: '{"code":200,"da' }],
    ['the edge', { status: 403, body: 'error code: 1010' }],
    ['a reset', 'reset'],
    ['silence', 'hang'],
  ] as const satisfies readonly (readonly [string, Script])[]) {
    test(`${title} decides nothing: throws, and is asked again later`, async (t) => {
      const error = await (await pollOnce(t, script)).polled.then(
        () => assert.fail('it must throw'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof Error && !(error instanceof CredentialStopped));
      assert.match(error.message, /^recordInfo (?:answered|was not answered)/);
    });
  }

  for (const [title, script] of [
    ['a wrong key', { body: fixture('unauthorized') }],
    ['a wrong key, said by the status', { status: 401, body: '' }],
    ['used-up credits', { body: fixture('create-task-no-credits') }],
    ['a used-up limit', { body: { code: 433, msg: 'limit', data: null } }],
  ] as const) {
    test(`${title} stops the credential`, async (t) => {
      const { polled } = await pollOnce(t, script);
      await assert.rejects(polled, (error) => error instanceof CredentialStopped && error.credential === 'main');
    });
  }

  for (const [title, script, afterMs] of [
    ['too many queries', { body: { code: 429, msg: 'limit', data: null } }, 10_000],
    ['too many queries, said by the status', { status: 429, body: '' }, 10_000],
    ['an asked delay', { status: 429, headers: { 'retry-after': '60' }, body: '' }, 60_000],
    ['a short asked delay', { status: 429, headers: { 'retry-after': '1' }, body: '' }, 10_000],
  ] as const) {
    test(`${title}: ${afterMs} ms later`, async (t) => {
      const { polled, handle } = await pollOnce(t, script);
      assert.deepEqual(await polled, { status: 'pending', handle, pollAfterMs: afterMs });
    });
  }

  test('a handle of a credential that was taken out of the settings throws and says so', async (t) => {
    const opened = openEngine(t, { baseUrl: 'http://127.0.0.1:1' });
    const handle = { ...handleOf(opened), credential: 'old' };
    await assert.rejects(opened.engine.poll(jobOf(), handle, signal), /no credential "old"/);
    await assert.rejects(opened.engine.poll(jobOf(), { seed: 7 }, signal), /not one of this engine/);
  });
});

/** Polls again and again, as the server would: each time with the handle of the time before, through the store. */
async function pollFor(opened: Opened, { times, everyMs }: { times: number; everyMs: number }): Promise<Progress[]> {
  const seen: Progress[] = [];
  let handle = handleOf(opened);
  for (let time = 0; time < times; time += 1) {
    const progress = await opened.engine.poll(jobOf(), handle, signal);
    seen.push(progress);
    if (progress.status !== 'pending') break;
    handle = JSON.parse(JSON.stringify(progress.handle));
    opened.clock.advance(everyMs);
  }
  return seen;
}

describe('a task the upstream does not know', () => {
  const missing = { body: fixture('record-missing') };

  for (const [title, script] of [
    ['recordInfo is null', missing],
    ['404', { body: { code: 404, msg: 'Task not found', data: null } }],
    ['no data', { body: { code: 200, msg: 'success', data: null } }],
  ] as const) {
    test(`${title}: counts as lost after ten misses over three minutes, perhaps bought`, async (t) => {
      const host = await startScripted(t, script);
      const opened = openEngine(t, { baseUrl: host.origin });
      const seen = await pollFor(opened, { times: 30, everyMs: 10_000 });
      assert.equal(seen.length, 19);
      assert.ok(seen.slice(0, -1).every(({ status }) => status === 'pending'));
      const last = seen.at(-1);
      assert.ok(last !== undefined);
      assert.equal(summaryOf(last), 'unavailable, bought unknown, tries 1, no trouble');
    });
  }

  test('nine misses are not enough, however long they took', async (t) => {
    const host = await startScripted(t, missing);
    const opened = openEngine(t, { baseUrl: host.origin });
    const seen = await pollFor(opened, { times: 9, everyMs: 600_000 });
    assert.ok(seen.every(({ status }) => status === 'pending'));
  });

  test('when it is found again, the count starts anew', async (t) => {
    const answers = [...Array.from({ length: 15 }, () => missing), { body: fixture('record-generating') }, missing];
    const host = await startScripted(t, ...answers);
    const opened = openEngine(t, { baseUrl: host.origin });
    const seen = await pollFor(opened, { times: 30, everyMs: 10_000 });
    assert.equal(seen.length, 30);
    assert.ok(seen.every(({ status }) => status === 'pending'));
  });

  test('found and done', async (t) => {
    const host = await startScripted(t, missing, missing, { body: fixture('record-success') });
    const opened = openEngine(t, { baseUrl: host.origin });
    const seen = await pollFor(opened, { times: 9, everyMs: 1_000 });
    assert.deepEqual(
      seen.map(({ status }) => status),
      ['pending', 'pending', 'done'],
    );
  });
});

describe('a result that cannot be read', () => {
  const broken = record({ state: 'success', resultJson: '{"resultUrls":["https://tempf' });

  test('is asked for three more times, then the task is lost, and was perhaps bought', async (t) => {
    const host = await startScripted(t, broken);
    const opened = openEngine(t, { baseUrl: host.origin });
    const seen = await pollFor(opened, { times: 9, everyMs: 2_000 });
    assert.deepEqual(
      seen.map(({ status }) => status),
      ['pending', 'pending', 'pending', 'failed'],
    );
    assert.equal(summaryOf(seen[3] ?? assert.fail()), 'unavailable, bought unknown, tries 1, no trouble');
  });

  test('and comes right', async (t) => {
    const host = await startScripted(t, broken, record({ state: 'success' }), { body: fixture('record-success') });
    const opened = openEngine(t, { baseUrl: host.origin });
    const seen = await pollFor(opened, { times: 9, everyMs: 2_000 });
    assert.equal(seen.at(-1)?.status, 'done');
  });
});
