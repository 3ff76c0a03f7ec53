import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { abandon } from '../faults/testing.ts';
import { textRequest as body, open } from './testing.ts';

describe('faults of a submit that leave no task', () => {
  test('error: the code with its documented status and text, other ones and Retry-After on demand', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'error', code: 'Throttling' });
    client.simulator.inject('submit', { kind: 'error', code: 'Throttling.RateQuota', retryAfter: '7' });
    client.simulator.inject('submit', { kind: 'error', code: 'Odd', status: 418, message: 'odd' });
    const plain = await client.submit(body());
    assert.deepEqual(
      [plain.status, plain.json.code, plain.json.message],
      [429, 'Throttling', 'Requests throttling triggered.'],
    );
    assert.equal(plain.headers.get('retry-after'), null);
    const later = await client.submit(body());
    assert.deepEqual([later.status, later.headers.get('retry-after')], [429, '7']);
    const odd = await client.submit(body());
    assert.deepEqual([odd.status, odd.json.code, odd.json.message], [418, 'Odd', 'odd']);
    assert.deepEqual(client.simulator.tasks(), []);
    assert.equal((await client.submit(body())).status, 200);
  });

  test('html: a proxy’s page', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'html', status: 502 });
    const answer = await client.submit(body());
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [502, 'text/html']);
    assert.match(answer.text, /502 Bad Gateway/);
    assert.deepEqual(client.simulator.tasks(), []);
    client.simulator.inject('query', { kind: 'html' });
    assert.equal((await client.query('x')).status, 502);
  });

  test('reset_before and a hang that accepts nothing', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'reset_before' });
    await assert.rejects(client.submit(body()));
    client.simulator.inject('submit', { kind: 'hang', isAccepted: false });
    await abandon(
      (signal) => client.submit(body(), { signal }),
      () => client.simulator.submits().length === 2,
    );
    assert.deepEqual(client.simulator.tasks(), []);
  });

  test('redirect: to the result host, which notes a key that follows', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'redirect' });
    const answer = await client.submit(body());
    assert.equal(answer.status, 302);
    const location = answer.headers.get('location') ?? '';
    assert.ok(location.startsWith(client.simulator.resultOrigin));
    await fetch(location, { headers: { authorization: 'Bearer x' } });
    assert.deepEqual(client.simulator.leaks(), ['GET /moved at the result host carried an Authorization header']);
    assert.deepEqual(client.simulator.tasks(), []);
  });

  test('code_in_200: an error where success is expected', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'code_in_200', code: 'Throttling.Concurrency' });
    const answer = await client.submit(body());
    assert.deepEqual([answer.status, answer.json.code], [200, 'Throttling.Concurrency']);
    assert.equal(answer.json.output, undefined);
    assert.deepEqual(client.simulator.tasks(), []);
  });
});

describe('faults of a submit that was accepted', () => {
  test('reset_after, cut, a hang: the answer is lost and the task is made', async (t) => {
    const client = await open(t);
    for (const fault of [{ kind: 'reset_after' }, { kind: 'cut' }] as const) {
      client.simulator.inject('submit', fault);
      await assert.rejects(client.submit(body()), Error, fault.kind);
    }
    client.simulator.inject('submit', { kind: 'hang' });
    await abandon(
      (signal) => client.submit(body(), { signal }),
      () => client.simulator.tasks().length === 3,
    );
    assert.equal(client.simulator.tasks().length, 3);
    assert.deepEqual(client.simulator.struck(), { 'submit:reset_after': 1, 'submit:cut': 1, 'submit:hang': 1 });
  });

  test('accepted_but: a page or an error, with and without the request id that lists show', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'accepted_but', status: 504 });
    client.simulator.inject('submit', { kind: 'accepted_but', status: 500, code: 'InternalError' });
    client.simulator.inject('submit', {
      kind: 'accepted_but',
      status: 500,
      code: 'InternalError',
      hasRequestId: false,
    });
    const page = await client.submit(body());
    assert.deepEqual([page.status, page.headers.get('content-type')], [504, 'text/html']);
    const error = await client.submit(body());
    assert.deepEqual([error.status, error.json.code], [500, 'InternalError']);
    const anonymous = await client.submit(body());
    assert.equal(anonymous.json.request_id, undefined);
    const rows = (await client.list()).json.data ?? [];
    assert.equal(rows.length, 3);
    assert.equal(rows[1]?.['request_id'], error.json.request_id);
  });

  test('slow_headers and slow_body: late and whole', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'slow_headers', ms: 20 });
    client.simulator.inject('submit', { kind: 'slow_body', ms: 20 });
    assert.equal((await client.submit(body())).json.output?.task_status, 'PENDING');
    assert.equal((await client.submit(body())).json.output?.task_status, 'PENDING');
    assert.equal(client.simulator.tasks().length, 2);
  });

  test('a fault that needs an accepted submit waits for one', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'reset_after' });
    assert.equal((await client.submit(body({ n: 9 }))).status, 400);
    await assert.rejects(client.submit(body()));
    assert.equal(client.simulator.tasks().length, 1);
    assert.deepEqual(
      client.simulator.submits().map(({ status, fault }) => [status, fault]),
      [
        [400, null],
        [200, 'reset_after'],
      ],
    );
  });

  test('submits are noted with what was asked and what became of it', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'html', status: 503 });
    await client.submit(body({ size: '1K', n: 1, seed: 0 }));
    const id = await client.start(body({ size: '1K', n: 1, seed: 0 }));
    const [first, second] = client.simulator.submits();
    assert.deepEqual([first?.status, first?.taskId, first?.fault], [null, null, 'html']);
    assert.deepEqual([second?.status, second?.taskId, second?.fault], [200, id, null]);
    assert.deepEqual(second?.body, body({ size: '1K', n: 1, seed: 0 }));
  });
});

describe('faults elsewhere', () => {
  test('queries, lists, cancels and policies meet the same faults', async (t) => {
    const client = await open(t, { pendingMs: 60_000 });
    const { simulator } = client;
    const id = await client.start();
    simulator.inject('query', { kind: 'html', status: 503 });
    assert.equal((await client.query(id)).status, 503);
    simulator.inject('query', { kind: 'code_in_200', code: 'InternalError' });
    assert.deepEqual((await client.query(id)).json.code, 'InternalError');
    simulator.inject('query', { kind: 'cut' }, 2);
    await assert.rejects(client.query(id));
    await assert.rejects(client.query(id));
    simulator.inject('list', { kind: 'error', code: 'ServiceUnavailable' });
    assert.equal((await client.list()).status, 503);
    simulator.inject('policy', { kind: 'reset_before' });
    await assert.rejects(client.ask('/uploads?action=getPolicy&model=wan2.7-image'));
    simulator.inject('cancel', { kind: 'reset_after' });
    await assert.rejects(client.cancel(id));
    assert.equal(simulator.tasks()[0]?.status, 'CANCELED');
  });

  test('an upload that meets an error is not kept', async (t) => {
    const client = await open(t);
    client.simulator.inject('upload', { kind: 'error', code: 'InternalError', status: 500 });
    client.simulator.inject('upload', { kind: 'html', status: 502 });
    const first = await fetch(client.simulator.uploadOrigin, { method: 'POST', body: 'x' });
    assert.match(await first.text(), /<Code>InternalError<\/Code>/);
    const second = await fetch(client.simulator.uploadOrigin, { method: 'POST', body: 'x' });
    assert.equal(second.status, 502);
    await second.text();
  });

  test('by chance: the k-th call of an operation meets the same fault for the same seed', async (t) => {
    const statuses = async (seed: number, isMixed: boolean): Promise<readonly number[]> => {
      const client = await open(t);
      const error = (code: string) => ({ operation: 'submit', fault: { kind: 'error', code } }) as const;
      const faults = [
        error('Throttling'),
        error('ServiceUnavailable'),
        { operation: 'query', fault: { kind: 'html', status: 502 } },
      ] as const;
      client.simulator.injectRandomly({ seed, rate: 0.5, faults });
      const seen: number[] = [];
      for (let count = 0; count < 20; count += 1) {
        if (isMixed) await client.query('x');
        seen.push((await client.submit(body())).status);
      }
      return seen;
    };
    const first = await statuses(7, false);
    assert.deepEqual([...new Set(first)].sort(), [200, 429, 503]);
    assert.deepEqual(await statuses(7, true), first);
    assert.notDeepEqual(await statuses(8, false), first);
  });

  test('clearFaults forgets what was planned and what may come by chance', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'html', status: 502 }, 5);
    client.simulator.injectRandomly({
      seed: 1,
      rate: 1,
      faults: [{ operation: 'query', fault: { kind: 'reset_before' } }],
    });
    client.simulator.clearFaults();
    assert.equal((await client.submit(body())).status, 200);
    assert.equal((await client.query('x')).status, 200);
    assert.deepEqual(client.simulator.struck(), {});
  });

  for (const [operation, fault, message] of [
    ['query', { kind: 'html', status: 0 }, /^status of the fault html must be an HTTP status/],
    ['query', { kind: 'html', status: 204 }, /that has a body; got 204/],
    ['list', { kind: 'accepted_but', status: 1_000 }, /^status of the fault accepted_but/],
    ['submit', { kind: 'slow_body', ms: -1 }, /^ms of the fault slow_body must be milliseconds from 0; got -1/],
    ['submit', { kind: 'slow_headers', ms: Number.NaN }, /^ms /],
    ['result', JSON.parse('{"kind":"slow"}'), /^ms of the fault slow must be .* got undefined/],
    ['outcome', { kind: 'fewer_images', count: 0 }, /^count of the fault fewer_images must be a whole number from 1/],
    ['outcome', { kind: 'unknown_once', times: 0.5 }, /^times /],
  ] as const) {
    test(`${JSON.stringify(fault)} cannot be played out: refused when it is planned`, async (t) => {
      const { simulator } = await open(t);
      assert.throws(() => simulator.inject(operation, fault), { name: 'RangeError', message });
    });
  }

  test('how often and how likely must be possible', async (t) => {
    const { simulator } = await open(t);
    for (const times of [0, -1, 1.5]) {
      assert.throws(() => simulator.inject('query', { kind: 'cut' }, times), /^RangeError: times must be/);
    }
    for (const rate of [-0.1, 1.1, Number.NaN]) {
      assert.throws(() => simulator.injectRandomly({ seed: 1, rate, faults: [] }), /^RangeError: rate must be/);
    }
  });

  test('accepted_but without a status: that of its code, or 502 for a page', async (t) => {
    const client = await open(t);
    client.simulator.inject('submit', { kind: 'accepted_but', code: 'ServiceUnavailable' });
    client.simulator.inject('submit', { kind: 'accepted_but' });
    assert.equal((await client.submit(body())).status, 503);
    assert.equal((await client.submit(body())).status, 502);
    assert.equal(client.simulator.tasks().length, 2);
    assert.throws(() => client.simulator.inject('submit', { kind: 'accepted_but', code: 'Typo' }), RangeError);
  });

  test('an undocumented code without a status is a mistake of the test, and thrown at once', async (t) => {
    const { simulator } = await open(t);
    assert.throws(() => simulator.inject('submit', { kind: 'error', code: 'Typo' }), RangeError);
    assert.throws(() => simulator.inject('outcome', { kind: 'failed', code: 'Typo' }), RangeError);
    const faults = [{ operation: 'query', fault: { kind: 'error', code: 'Typo' } }] as const;
    assert.throws(() => simulator.injectRandomly({ seed: 1, rate: 1, faults }), RangeError);
    simulator.inject('outcome', { kind: 'failed', code: 'New.Code', message: 'as told' });
    assert.throws(() => simulator.disableKey(simulator.key, 'Typo'), RangeError);
  });
});
