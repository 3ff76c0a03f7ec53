import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { testClock } from '../../platform/testing.ts';
import { CredentialStopped, type Engine, type FoundWork } from '../engine.ts';
import { callOf, follow, isDone, isFailed, jobOf, openEngine, type Setting, signal } from './testing.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

async function setUp(t: TestContext, setting: Setting = {}) {
  const clock = testClock();
  const opened = await openEngine(t, { clock, ...setting, simulator: { now: clock.now, ...setting.simulator } });
  return { clock, ...opened };
}

function find(engine: Engine, fromMs: number, untilMs: number, model = 'wan-2-7-image-pro') {
  assert.ok(engine.findWork !== undefined);
  return engine.findWork({ credential: 'main', model, fromMs, untilMs }, signal);
}

const idsOf = (found: readonly FoundWork[]) => found.map(({ upstreamId }) => upstreamId).sort();

describe('a submit in doubt', () => {
  test('is found with its time, its request id and a handle that works', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    const startMs = clock.now();
    sim.inject('submit', { kind: 'reset_after' });
    const job = jobOf();
    const progress = await engine.submit(job, callOf(), signal);
    isFailed(progress);
    clock.advance(SECOND);
    const [task] = sim.tasks();
    const [work, ...more] = await find(engine, startMs - SECOND, clock.now());
    assert.ok(work !== undefined && task !== undefined);
    assert.equal(more.length, 0);
    assert.equal(work.upstreamId, task.id);
    assert.equal(work.requestId, task.requestId);
    assert.ok(Math.abs(work.createdAtMs - task.submittedAtMs) <= SECOND);
    clock.advance(MINUTE);
    isDone(
      await follow(engine, job, { status: 'pending', handle: JSON.parse(JSON.stringify(work.handle)), pollAfterMs: 0 }),
    );
    assert.equal(sim.billed(), 1);
  });

  test('comes with work known to be ours, however old, so that another application is told by its key', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    const known = sim.submitElsewhere();
    clock.advance(30 * MINUTE);
    const startMs = clock.now();
    const foreign = sim.submitElsewhere({ key: sim.addKey().key });
    clock.advance(SECOND);
    const search = { credential: 'main', model: 'wan-2-7-image-pro', fromMs: startMs, untilMs: clock.now() };
    const found = await engine.findWork?.({ ...search, knownId: known.id }, signal);
    const keys = new Map(found?.map(({ upstreamId, keyId }) => [upstreamId, keyId]));
    assert.deepEqual([...keys.keys()].sort(), [known.id, foreign.id].sort());
    assert.notEqual(keys.get(known.id), keys.get(foreign.id));
  });

  test('that bought nothing is not there', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    const startMs = clock.now();
    sim.inject('submit', { kind: 'reset_before' });
    isFailed(await engine.submit(jobOf(), callOf(), signal));
    clock.advance(10 * SECOND);
    assert.deepEqual(await find(engine, startMs, clock.now()), []);
    assert.equal(sim.requests().list, 2, 'an empty window proves nothing, so the whole day is read');
  });

  test('is told from other models, other times and other accounts', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    sim.submitElsewhere();
    clock.advance(10 * MINUTE);
    const startMs = clock.now();
    sim.submitElsewhere({ model: 'wan2.7-image' });
    sim.submitElsewhere({ key: sim.addAccount().key });
    const wanted = sim.submitElsewhere();
    clock.advance(10 * SECOND);
    const untilMs = clock.now();
    clock.advance(5 * SECOND);
    sim.submitElsewhere();
    const found = await find(engine, startMs, untilMs);
    assert.deepEqual(idsOf(madeIn(found, startMs, untilMs)), [wanted.id]);
    assert.equal(found.length, 2, 'a neighbour in time tells which keys are ours');
    assert.equal((await find(engine, startMs, untilMs, 'wan-2-7-image')).length, 1);
  });

  test('is found among several pages', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    const startMs = clock.now();
    const made: string[] = [];
    for (let tasks = 0; tasks < 250; tasks += 1) {
      made.push(sim.submitElsewhere().id);
      clock.advance(100);
    }
    assert.deepEqual(idsOf(await find(engine, startMs, clock.now())), made.sort());
    assert.equal(sim.requests().list, 3);
  });

  test('is found where a page may hold only ten', async (t) => {
    const { engine, sim, clock } = await setUp(t, { simulator: { pageSizeMax: 10 } });
    const startMs = clock.now();
    const made = Array.from({ length: 25 }, () => sim.submitElsewhere().id);
    clock.advance(SECOND);
    assert.deepEqual(idsOf(await find(engine, startMs, clock.now())), made.sort());
  });
});

describe('filter times without a zone', () => {
  for (const timeZoneOffsetHours of [0, -5, 8, 9, 5.5]) {
    test(`an upstream at UTC${timeZoneOffsetHours >= 0 ? '+' : ''}${timeZoneOffsetHours}: found`, async (t) => {
      const { engine, sim, clock } = await setUp(t, { simulator: { timeZoneOffsetHours } });
      // Such as the other zone's window would show, were it asked for.
      for (let hours = 0; hours < 20; hours += 1) {
        sim.submitElsewhere();
        clock.advance(HOUR);
      }
      const startMs = clock.now();
      const wanted = sim.submitElsewhere();
      clock.advance(10 * SECOND);
      assert.deepEqual(idsOf(await find(engine, startMs, clock.now())), [wanted.id]);
    });
  }

  test('a long search could be misread in part, so it is made without a filter', async (t) => {
    const { engine, sim, clock } = await setUp(t, { simulator: { timeZoneOffsetHours: 9 } });
    const startMs = clock.now();
    const wanted = sim.submitElsewhere();
    clock.advance(90 * MINUTE);
    const other = sim.submitElsewhere();
    clock.advance(30 * MINUTE);
    assert.deepEqual(idsOf(await find(engine, startMs, clock.now())), [wanted.id, other.id].sort());
    assert.equal(sim.requests().list, 1);
  });
});

describe('clocks that differ', () => {
  for (const aheadMs of [-90 * SECOND, -20 * SECOND, 20 * SECOND, 90 * SECOND, HOUR, -HOUR]) {
    test(`an upstream ${aheadMs / SECOND} s ahead: found, at the time of our clock`, async (t) => {
      const clock = testClock();
      const { engine, sim } = await openEngine(t, { clock, simulator: { now: () => clock.now() + aheadMs } });
      const startMs = clock.now();
      const wanted = sim.submitElsewhere();
      clock.advance(10 * SECOND);
      const [work] = await find(engine, startMs, clock.now());
      assert.equal(work?.upstreamId, wanted.id);
      assert.ok(Math.abs(work.createdAtMs - startMs) <= SECOND);
    });
  }
});

test('an upstream ahead of us by more than the window allows for is not believed about the window', async (t) => {
  const clock = testClock();
  const { engine, sim } = await openEngine(t, { clock, simulator: { now: () => clock.now() + 150 * SECOND } });
  const other = sim.submitElsewhere();
  clock.advance(40 * SECOND);
  const startMs = clock.now();
  const wanted = sim.submitElsewhere();
  clock.advance(10 * SECOND);
  const found = await find(engine, startMs - SECOND, clock.now());
  assert.deepEqual(idsOf(madeIn(found, startMs - SECOND, clock.now())), [wanted.id]);
  assert.notEqual(wanted.id, other.id);
});

describe('an upstream whose list is in its own way', () => {
  /** Answers each list with what `pageOf` says; tasks are numbers, made a second apart and long ago enough. */
  async function serve(
    t: TestContext,
    pageOf: (pageNo: number, requests: number) => { total: number; rows: object[] },
  ) {
    const clock = testClock();
    let requests = 0;
    const server = createServer((request, response) => {
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
      requests += 1;
      const isFiltered = query.has('start_time');
      const { total, rows } = isFiltered ? { total: 0, rows: [] } : pageOf(Number(query.get('page_no')), requests);
      const body = { total, data: rows, total_page: Math.ceil(total / 2), page_no: 1, page_size: 2, request_id: 'r' };
      response.setHeader('date', new Date(clock.now()).toUTCString());
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const baseUrl = `http://127.0.0.1:${address.port}/api/v1`;
    const { engine } = await openEngine(t, { clock, settings: { baseUrl } });
    const row = (number: number, model_name = 'wan2.7-image-pro') => ({
      task_id: `t${number}`,
      gmt_create: clock.now() - MINUTE + number * SECOND,
      model_name,
      status: 'RUNNING',
    });
    return { row, find: () => find(engine, clock.now() - HOUR, clock.now()) };
  }

  test('rows that move across a page’s edge while it is read are not missed', async (t) => {
    // The oldest first; the first two drop out after the first page of the first reading.
    const { row, find } = await serve(t, (pageNo, requests) => {
      const rows = (requests <= 2 ? [1, 2, 3, 4, 5, 6] : [3, 4, 5, 6, 7, 8]).map((number) => row(number));
      return { total: 6, rows: rows.slice((pageNo - 1) * 2, pageNo * 2) };
    });
    assert.deepEqual(idsOf(await find()), ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8']);
  });

  test('a list with fewer rows than it says there are throws', async (t) => {
    const { row, find } = await serve(t, (pageNo) => ({ total: 4, rows: pageNo === 1 ? [row(1), row(2)] : [row(2)] }));
    await assert.rejects(find(), /fewer tasks than it says/);
  });

  test('a list that ignores the model is sorted out here', async (t) => {
    const { row, find } = await serve(t, () => ({ total: 2, rows: [row(1), row(2, 'wan2.7-image')] }));
    assert.deepEqual(idsOf(await find()), ['t1']);
  });
});

describe('a list that is no evidence throws', () => {
  for (const fault of [
    { kind: 'html', status: 502 },
    { kind: 'html', status: 200 },
    { kind: 'cut' },
    { kind: 'reset_before' },
    { kind: 'redirect' },
    { kind: 'error', code: 'InternalError' },
    { kind: 'error', code: 'Throttling.RateQuota' },
    { kind: 'code_in_200', code: 'InternalError' },
    { kind: 'code_in_200', code: 'Throttling.RateQuota' },
  ] as const) {
    test(JSON.stringify(fault), async (t) => {
      const { engine, sim, clock } = await setUp(t);
      sim.submitElsewhere();
      sim.inject('list', fault);
      await assert.rejects(find(engine, clock.now() - SECOND, clock.now()));
    });
  }

  test('also on the second page', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    for (let tasks = 0; tasks < 150; tasks += 1) sim.submitElsewhere();
    sim.inject('list', { kind: 'slow_headers', ms: 1 });
    sim.inject('list', { kind: 'error', code: 'InternalError' });
    await assert.rejects(find(engine, clock.now() - SECOND, clock.now()), /No list: 500 InternalError/);
  });

  test('a window that is refused is no evidence either; the whole day is', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    const wanted = sim.submitElsewhere();
    sim.inject('list', { kind: 'error', code: 'InvalidParameter' });
    assert.deepEqual(idsOf(await find(engine, clock.now() - SECOND, clock.now())), [wanted.id]);
  });

  test('more than a hundred pages', async (t) => {
    const { engine, sim, clock } = await setUp(t, { simulator: { pageSizeMax: 10 } });
    for (let tasks = 0; tasks < 1_001; tasks += 1) sim.submitElsewhere();
    await assert.rejects(find(engine, clock.now() - SECOND, clock.now()), /more than 100 pages/);
  });

  test('a search for what is no longer listed', async (t) => {
    const { engine, clock } = await setUp(t);
    await assert.rejects(find(engine, clock.now() - 24 * HOUR, clock.now()), /so old/);
  });

  test('a stopped key', async (t) => {
    const { engine, sim, clock } = await setUp(t);
    sim.disableKey(sim.key, 'InvalidApiKey');
    await assert.rejects(find(engine, clock.now() - SECOND, clock.now()), CredentialStopped);
  });
});

/** What may have been made between the two times, as the server judges it. */
function madeIn(found: readonly FoundWork[], fromMs: number, untilMs: number): readonly FoundWork[] {
  return found.filter(
    ({ createdAtMs, errorMs }) => createdAtMs >= fromMs - errorMs && createdAtMs <= untilMs + errorMs,
  );
}
