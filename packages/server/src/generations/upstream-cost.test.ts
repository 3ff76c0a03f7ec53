import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Progress } from '../engines/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { ONE_PIXEL_PNG, paints } from './testing.ts';
import { answers, assertEnds, begin, notSent, paid, stepNew } from './testing-paid.ts';

type Begun = Awaited<ReturnType<typeof begin>>;

async function costOf({ story, id }: Begun) {
  const rows = await story.db.read.selectFrom('attempts').selectAll().where('generation_id', '=', id).execute();
  return rows.map((row) => [row.cost_micros, row.cost_currency, row.bought]);
}

/** Two pictures, and the media folder takes neither. */
async function loseTwo(begun: Begun): Promise<void> {
  const full = { ...begun.story.deps.files.store, put: () => Promise.reject(new Error('no space left')) };
  Object.assign(begun.story.deps.files, { store: full });
  await stepNew(begun.story);
}

describe('what the operator paid is written down with the attempt', () => {
  test('for a picture that was kept', async (t) => {
    const begun = await begin(t, paid(paints));
    await stepNew(begun.story);
    assert.deepEqual(await costOf(begun), [[75_000, 'USD', 'yes']]);
  });

  test('for pictures that were made and lost, and the incident says it', async (t) => {
    const output = { bytes: ONE_PIXEL_PNG, seed: 7 };
    const begun = await begin(t, paid(answers({ status: 'done', outputs: [output, output] })));
    await loseTwo(begun);
    assert.deepEqual(await costOf(begun), [[150_000, 'USD', 'yes']]);
    const [incident] = await listIncidents(begun.story.db, 10);
    assert.equal(incident?.kind, 'result_lost');
    assert.match(incident?.message ?? '', /It cost 0\.15 USD\.$/);
    await assertEnds(begun.story, begun.accountId, 100);
  });

  test('for a task that was billed without a picture', async (t) => {
    const billed: Progress = { status: 'failed', reason: 'failed', message: 'not made', bought: 'yes' };
    const begun = await begin(t, paid(answers(billed)));
    await stepNew(begun.story);
    assert.deepEqual(await costOf(begun), [[75_000, 'USD', 'yes']]);
    assert.match((await listIncidents(begun.story.db, 10))[0]?.message ?? '', /It cost 0\.075 USD\.$/);
  });

  test('nothing for what was not bought, or may not have been', async (t) => {
    const free = await begin(t, paid(answers(notSent)));
    await stepNew(free.story);
    assert.deepEqual(await costOf(free), [[null, null, 'no']]);
    const unclear = Object.assign(paid(answers({ ...notSent, bought: 'unknown' })), { findWork: undefined });
    const doubted = await begin(t, unclear);
    await stepNew(doubted.story);
    assert.deepEqual(await costOf(doubted), [[null, null, 'unknown']]);
  });
});
