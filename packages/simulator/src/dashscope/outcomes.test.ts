import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OutcomeFault } from './faults.ts';
import { type Client, linksOf, open, textRequest } from './testing.ts';

const AT_ONCE = { pendingMs: 0, runningMs: 0 } as const;

async function outcome(client: Client, fault: OutcomeFault) {
  client.simulator.inject('outcome', fault);
  const id = await client.start(textRequest({ size: '1K', n: 2 }));
  return { id, answer: await client.query(id) };
}

describe('what a task that would succeed does instead', () => {
  test('failed: nested in output, or flat when set so; free', async (t) => {
    const client = await open(t, AT_ONCE);
    const nested = (await outcome(client, { kind: 'failed', code: 'InternalError.Algo', message: 'broken' })).answer;
    assert.equal(nested.status, 200);
    assert.deepEqual(
      [nested.json.output?.task_status, nested.json.output?.code, nested.json.output?.message, nested.json.code],
      ['FAILED', 'InternalError.Algo', 'broken', undefined],
    );
    client.simulator.set({ failureShape: 'flat' });
    const flat = (await outcome(client, { kind: 'failed', code: 'InternalError' })).answer;
    assert.deepEqual(Object.keys(flat.json).sort(), ['code', 'message', 'request_id']);
    assert.deepEqual([flat.status, flat.json.code], [200, 'InternalError']);
    assert.equal(client.simulator.billed(), 0);
  });

  test('moderated: DataInspectionFailed on the output; free', async (t) => {
    const client = await open(t, AT_ONCE);
    const { answer } = await outcome(client, { kind: 'moderated' });
    assert.deepEqual(
      [answer.json.output?.code, answer.json.output?.message],
      ['DataInspectionFailed', 'Output data may contain inappropriate content.'],
    );
    assert.equal(client.simulator.billed(), 0);
  });

  test('zero_images: SUCCEEDED with nothing in it, in three shapes; free', async (t) => {
    const client = await open(t, AT_ONCE);
    const choices = async (shape?: 'no_choices' | 'empty_content' | 'text_only') => {
      const { answer } = await outcome(client, { kind: 'zero_images', ...(shape && { shape }) });
      assert.deepEqual([answer.json.output?.task_status, answer.json.usage?.['image_count']], ['SUCCEEDED', 0]);
      return answer.json.output?.choices?.map((choice) => choice.message.content);
    };
    assert.deepEqual(await choices(), []);
    assert.deepEqual(await choices('empty_content'), [[]]);
    assert.deepEqual(await choices('text_only'), [[{ text: 'No picture was made.', type: 'text' }]]);
    assert.equal(client.simulator.billed(), 0);
  });

  test('fewer_images: some of them, and only those are billed', async (t) => {
    const client = await open(t, AT_ONCE);
    const { answer } = await outcome(client, { kind: 'fewer_images', count: 1 });
    assert.equal(linksOf(answer).length, 1);
    assert.equal(client.simulator.billed(), 1);
  });

  test('canceled: by somebody else; free', async (t) => {
    const client = await open(t, AT_ONCE);
    const { answer } = await outcome(client, { kind: 'canceled' });
    assert.equal(answer.json.output?.task_status, 'CANCELED');
    assert.equal(client.simulator.billed(), 0);
  });

  test('forgotten: UNKNOWN and unlisted, billed all the same unless said otherwise', async (t) => {
    const client = await open(t, AT_ONCE);
    const { id, answer } = await outcome(client, { kind: 'forgotten' });
    assert.deepEqual(answer.json.output, { task_id: id, task_status: 'UNKNOWN' });
    assert.equal((await client.list()).json.total, 0);
    assert.equal(client.simulator.billed(), 2);
    await outcome(client, { kind: 'forgotten', isBilled: false });
    assert.equal(client.simulator.billed(), 2);
  });

  test('unknown_once: UNKNOWN as often as said, then the truth', async (t) => {
    const client = await open(t, AT_ONCE);
    const { id, answer } = await outcome(client, { kind: 'unknown_once', times: 2 });
    const status = async () => (await client.query(id)).json.output?.task_status;
    assert.equal(answer.json.output?.task_status, 'UNKNOWN');
    assert.equal(await status(), 'UNKNOWN');
    assert.equal(await status(), 'SUCCEEDED');
    assert.equal((await client.list()).json.total, 1);
  });

  test('never_ends and suspended: passing states for ever, and until the end', async (t) => {
    let nowMs = Date.now();
    const client = await open(t, { now: () => nowMs });
    const endless = await outcome(client, { kind: 'never_ends' });
    const suspended = await outcome(client, { kind: 'suspended' });
    nowMs += 30;
    assert.equal((await client.query(suspended.id)).json.output?.task_status, 'SUSPENDED');
    nowMs += 3_600_000;
    assert.equal((await client.query(suspended.id)).json.output?.task_status, 'SUCCEEDED');
    assert.equal((await client.query(endless.id)).json.output?.task_status, 'RUNNING');
    client.simulator.finish(endless.id);
    assert.equal((await client.query(endless.id)).json.output?.task_status, 'SUCCEEDED');
  });
});

describe('where several pictures are', () => {
  test('n of 3: three choices, or one when set so; a set is always one', async (t) => {
    const client = await open(t, AT_ONCE);
    const shape = async (parameters: Readonly<Record<string, unknown>>) => {
      const answer = await client.query(await client.start(textRequest(parameters)));
      assert.equal(new Set(linksOf(answer)).size, answer.json.usage?.['image_count']);
      return answer.json.output?.choices?.map((choice) => choice.message.content.length);
    };
    assert.deepEqual(await shape({ n: 3 }), [1, 1, 1]);
    assert.deepEqual(await shape({ n: 3, enable_sequential: true }), [3]);
    client.simulator.set({ choicesShape: 'one_choice' });
    assert.deepEqual(await shape({ n: 3 }), [3]);
  });

  test('without n: 4 pictures, or 1 when set so, 12 in a set; all billed', async (t) => {
    const client = await open(t, AT_ONCE);
    await client.start(textRequest({}));
    assert.equal(client.simulator.billed(), 4);
    await client.start(textRequest({ enable_sequential: true }));
    assert.equal(client.simulator.billed(), 16);
    client.simulator.set({ defaultN: 1 });
    await client.start(textRequest({}));
    assert.equal(client.simulator.billed(), 17);
  });
});
