import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, textRequest } from './testing.ts';

const START = Date.UTC(2026, 10, 22, 10, 0, 0);

test('lists: the account’s tasks, newest first, with the request id of the submit and times in milliseconds', async (t) => {
  let nowMs = START;
  const client = await open(t, { now: () => nowMs, pendingMs: 100, runningMs: 200 });
  const first = await client.submit(textRequest());
  nowMs += 1_000;
  const second = await client.submit(textRequest({ n: 1 }, 'wan2.7-image'));
  const { json } = await client.list();
  assert.deepEqual(
    { ...json, data: undefined, request_id: undefined },
    { total: 2, total_page: 1, page_no: 1, page_size: 10, data: undefined, request_id: undefined },
  );
  const [row, older] = json.data ?? [];
  assert.deepEqual(
    [row?.['task_id'], row?.['request_id'], row?.['gmt_create'], row?.['status'], row?.['model_name']],
    [second.json.output?.task_id, second.json.request_id, START + 1_000, 'PENDING', 'wan2.7-image'],
  );
  assert.deepEqual([row?.['start_time'], row?.['end_time']], [undefined, undefined]);
  assert.deepEqual(
    [older?.['request_id'], older?.['status'], older?.['gmt_create'], older?.['start_time'], older?.['end_time']],
    [first.json.request_id, 'SUCCEEDED', START, START + 100, START + 300],
  );
});

test('filters: model, status, task, key and time in the simulator’s zone', async (t) => {
  let nowMs = START;
  const client = await open(t, { now: () => nowMs, pendingMs: 100, runningMs: 100 });
  const id = await client.start();
  nowMs += 1_500;
  await client.submit(textRequest({ n: 1 }, 'wan2.7-image'), { key: client.simulator.addKey().key });
  const total = async (query: string) => (await client.list(query)).json.total;
  assert.equal(await total(''), 2);
  assert.equal(await total('?model_name=wan2.7-image'), 1);
  assert.equal(await total('?status=SUCCEEDED'), 1);
  assert.equal(await total('?status=CANCELED'), 0);
  assert.equal(await total(`?task_id=${id}&page_size=1&region=cn-beijing`), 1);
  const keys = (await client.list()).json.data?.map((row) => row['api_key_id']);
  assert.equal(new Set(keys).size, 2);
  assert.equal(await total(`?api_key_id=${keys?.[0]}`), 1);

  assert.equal(await total('?start_time=20261122180000&end_time=20261122180001'), 1);
  assert.equal(await total('?start_time=20261122180000&end_time=20261122180002'), 2);
  assert.equal(await total('?start_time=20261122180001&end_time=20261123180001'), 1);
  assert.equal(await total('?start_time=20261122100000&end_time=20261122100100'), 0, 'UTC is not the zone');
  client.simulator.set({ timeZoneOffsetHours: 0 });
  assert.equal(await total('?start_time=20261122100000&end_time=20261122100100'), 2);
});

test('pages follow one another and end', async (t) => {
  const client = await open(t);
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.push(await client.start());
  const page = async (pageNo: number) => {
    const { json } = await client.list(`?page_no=${pageNo}&page_size=2`);
    assert.deepEqual([json.total, json.total_page], [5, 3]);
    return json.data?.map((row) => row['task_id']);
  };
  assert.deepEqual(
    [await page(1), await page(2), await page(3), await page(4)],
    [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]], []],
  );
});

test('wrong queries are refused', async (t) => {
  const client = await open(t, { pageSizeMax: 50 });
  const rows = [
    ['?page_size=51', 'Range of page_size should be [1, 50]'],
    ['?page_size=0', 'Range of page_size should be [1, 50]'],
    ['?page_no=x', `Range of page_no should be [1, ${Number.MAX_SAFE_INTEGER}]`],
    ['?status=DONE', 'status DONE is invalid'],
    ['?start_time=20261122000000', 'start_time and end_time must be given together'],
    ['?start_time=2026-11-22&end_time=2026-11-23', 'start_time and end_time must be YYYYMMDDhhmmss'],
    ['?start_time=20260230000000&end_time=20260301000000', 'start_time and end_time must be YYYYMMDDhhmmss'],
    ['?start_time=20261122000000&end_time=20261121000000', 'end_time must not be earlier than start_time'],
    [
      '?start_time=20261121000000&end_time=20261122000001',
      'The interval between start_time and end_time must not exceed 24 hours',
    ],
    ['?limit=10', 'The query parameter limit is not supported'],
    ['?page_no=1&page_no=2', 'The query parameter page_no is not supported'],
  ] as const;
  for (const [query, message] of rows) {
    const { status, json } = await client.list(query);
    assert.deepEqual([query, status, json.code, json.message], [query, 400, 'InvalidParameter', message]);
  }
});

test('other accounts, forgotten tasks and synchronous calls are not listed; a delay can be set', async (t) => {
  let nowMs = START;
  const client = await open(t, {
    now: () => nowMs,
    pendingMs: 0,
    runningMs: 0,
    listDelayMs: 5_000,
    forgetAfterMs: 60_000,
  });
  await client.submitSync(textRequest());
  await client.submit(textRequest(), { key: client.simulator.addAccount().key });
  const id = await client.start();
  const total = async () => (await client.list()).json.total;
  assert.equal(await total(), 0);
  nowMs += 5_000;
  assert.equal(await total(), 1);
  assert.equal((await client.query(id)).json.output?.task_status, 'SUCCEEDED');
  nowMs += 55_000;
  assert.equal(await total(), 0);
  assert.deepEqual((await client.query(id)).json.output, { task_id: id, task_status: 'UNKNOWN' });
  assert.equal(client.simulator.billed(), 1 + 1 + 1);
});
