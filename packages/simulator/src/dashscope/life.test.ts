import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { linksOf, open, textRequest } from './testing.ts';

describe('the life of a task', () => {
  test('PENDING, then RUNNING, then SUCCEEDED with a link to a picture of the size asked for', async (t) => {
    let nowMs = Date.UTC(2026, 10, 22, 10, 0, 0, 123);
    const client = await open(t, { now: () => nowMs, pendingMs: 1_000, runningMs: 2_000 });
    const submitted = await client.submit(textRequest({ size: '1280*720', n: 1, seed: 0 }));
    assert.equal(submitted.status, 200);
    assert.equal(submitted.json.output?.task_status, 'PENDING');
    const id = submitted.json.output?.task_id;

    const pending = await client.query(id);
    assert.deepEqual(pending.json.output, {
      task_id: id,
      task_status: 'PENDING',
      submit_time: '2026-11-22 18:00:00.123',
    });
    nowMs += 1_000;
    const running = await client.query(id);
    assert.equal(running.json.output?.task_status, 'RUNNING');
    assert.equal(running.json.output?.scheduled_time, '2026-11-22 18:00:01.123');
    nowMs += 2_000;
    const done = await client.query(id);
    assert.equal(done.json.output?.task_status, 'SUCCEEDED');
    assert.equal(done.json.output?.end_time, '2026-11-22 18:00:03.123');
    assert.equal(done.json.usage?.['image_count'], 1);
    assert.equal(done.json.usage?.['size'], '1280*720');
    assert.deepEqual(linksOf(await client.query(id)), linksOf(done), 'links stay the same');

    const picture = await fetch(linksOf(done)[0] ?? '');
    assert.equal(picture.headers.get('content-type'), 'image/png');
    const { format, width, height } = await sharp(await picture.bytes()).metadata();
    assert.deepEqual({ format, width, height }, { format: 'png', width: 1280, height: 720 });
    const { requestId, ...task } = client.simulator.tasks()[0] ?? assert.fail('no task');
    assert.equal(requestId, submitted.json.request_id);
    assert.equal(submitted.headers.get('x-request-id'), requestId);
    assert.equal(task.status, 'SUCCEEDED');
    assert.equal(task.seed, 0);
    assert.equal(task.polls, 4);
  });
});
