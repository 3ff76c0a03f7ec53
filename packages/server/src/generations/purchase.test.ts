import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FoundWork, NotNow } from '../engines/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { SECOND_MS } from '../platform/units.ts';
import { findAttempts } from './attempt-store.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { LEASE_MS } from './claim-tasks.ts';
import { expireGenerations } from './expire-generations.ts';
import { findTaken } from './purchase-store.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { FAST_CREDENTIAL, paints, ScriptedEngine, setUpGenerations, type TestGenerations } from './testing.ts';
import {
  answers,
  assertEnds,
  begin,
  boughtOf,
  busy,
  done,
  inTurn,
  paid,
  stateOf,
  stepDue,
  stepNew,
  stepRetry,
  stopped,
  unknown,
} from './testing-paid.ts';

describe('a submit whose outcome is unknown', () => {
  const found = (story: TestGenerations, upstreamId: string): FoundWork => ({
    upstreamId,
    handle: { job: upstreamId },
    createdAtMs: story.clock.now(),
    errorMs: 500,
    requestId: null,
    keyId: null,
  });

  test('is looked for at 1, 4 and 10 s; what never appears was not bought and is submitted again', async (t) => {
    const { story, id, accountId } = await begin(t, paid(inTurn(unknown)));
    await stepNew(story);
    assert.equal(await stateOf(story, id), 'unclear');
    for (const waitMs of [1_000, 3_000, 6_000]) {
      story.clock.advance(waitMs - 1);
      assert.equal((await story.claimDue()).length, 0, 'not before its time');
      story.clock.advance(1);
      await stepDue(story);
    }
    assert.deepEqual(story.engine.asked, [`submit ${id}`, 'find', 'find', 'find']);
    story.clock.advance(2_000);
    await stepRetry(story);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    assert.deepEqual(await boughtOf(story, id), ['no', 'yes']);
    assert.deepEqual(await listIncidents(story.db, 10), []);
    await assertEnds(story, accountId, 95);
  });

  test('the one work that fits is adopted, and nothing is bought again', async (t) => {
    const { story, id, accountId } = await begin(t, paid(answers(unknown)));
    await stepNew(story);
    story.clock.advance(1_000);
    story.engine.onFindWork = () => Promise.resolve([found(story, 'w1')]);
    story.engine.onPoll = (_job, handle) => {
      assert.deepEqual({ ...handle }, { job: 'w1' });
      return Promise.resolve(done);
    };
    await stepDue(story);
    assert.deepEqual(story.engine.asked, [`submit ${id}`, 'find', `poll ${id}`]);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    await assertEnds(story, accountId, 95);
  });

  test('several that fit at the last look: failed, credits back, the operator is told, never bought again', async (t) => {
    const { story, id, accountId } = await begin(t, paid(answers(unknown)));
    story.engine.onFindWork = () => Promise.resolve([found(story, 'w1'), found(story, 'w2')]);
    await stepNew(story);
    for (const waitMs of [1_000, 3_000, 6_000]) {
      story.clock.advance(waitMs);
      story.engine.onFindWork = () => {
        const atMs = story.clock.now() - 11_000;
        return Promise.resolve(['w1', 'w2'].map((name) => ({ ...found(story, name), createdAtMs: atMs + 1_000 })));
      };
      await stepDue(story);
    }
    const view = await retrieveGeneration(story.deps, accountId, id);
    assert.equal(view.error?.code, 'engine_unavailable');
    assert.deepEqual(
      (await listIncidents(story.db, 10)).map(({ kind, subjectId }) => [kind, subjectId]),
      [['purchase_unclear', id]],
    );
    assert.equal(story.engine.asked.filter((asked) => asked.startsWith('submit')).length, 1);
    await assertEnds(story, accountId, 100);
  });

  test('while the upstream cannot be asked nothing is decided; after five minutes the operator is', async (t) => {
    const { story, id, accountId } = await begin(t, paid(answers(unknown)));
    story.engine.onFindWork = () => Promise.reject(new Error('502'));
    await stepNew(story);
    story.clock.advance(20_000);
    await stepDue(story);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'processing');
    story.clock.advance(300_000);
    await stepDue(story);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'failed');
    assert.equal((await listIncidents(story.db, 10))[0]?.kind, 'purchase_unclear');
    await assertEnds(story, accountId, 100);
  });

  test('work that the upstream begins on late, after it let go of the call, is found and adopted', async (t) => {
    const { story, id, accountId } = await begin(t, paid(answers(unknown)));
    await stepNew(story);
    for (const waitMs of [1_000, 3_000]) {
      story.clock.advance(waitMs);
      await stepDue(story);
    }
    story.clock.advance(2_000);
    const late = found(story, 'late');
    story.clock.advance(4_000);
    story.engine.onFindWork = () => Promise.resolve([late]);
    story.engine.onPoll = answers(done);
    await stepDue(story);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    assert.equal(story.engine.asked.filter((asked) => asked.startsWith('submit')).length, 1);
  });

  test('work that may belong to a submit that was given up goes to nobody', async (t) => {
    const engine = new ScriptedEngine(answers(unknown), { credentials: [{ ...FAST_CREDENTIAL, submitsAtOnce: 2 }] });
    const { story, accountId } = await begin(t, engine);
    const second = await story.create({ accountId, keyId: 'key_x', scopes: new Set() });
    const tasks = await story.claim(2);
    for (const task of tasks) await story.run(task);
    const madeAtMs = story.clock.now();
    // The first runs out of time while it is in doubt; its work turns up afterwards.
    const [first] = tasks;
    await story.db.transaction((tx) =>
      tx
        .updateTable('generations')
        .set({ deadline_at: 0 })
        .where('id', '=', first?.row.id ?? '')
        .execute(),
    );
    await expireGenerations(story.deps);
    engine.onFindWork = () => Promise.resolve([{ ...found(story, 'w1'), createdAtMs: madeAtMs }]);
    for (const waitMs of [1_000, 3_000, 6_000]) {
      story.clock.advance(waitMs);
      for (const due of await story.claimDue()) await story.run(due);
    }
    assert.equal((await retrieveGeneration(story.deps, accountId, second.id)).status, 'failed');
    assert.equal((await listIncidents(story.db, 10)).filter(({ kind }) => kind === 'purchase_unclear').length, 2);
  });

  test('a clock that was set back decides nothing: the operator is told', async (t) => {
    for (const backMs of [8_000, 3_600_000]) {
      const { story, id, accountId } = await begin(t, paid(answers(unknown)));
      const [task] = await story.claim();
      assert.ok(task);
      await story.run(task);
      const madeAtMs = story.clock.now() - backMs;
      story.engine.onFindWork = () => Promise.resolve([{ ...found(story, 'w1'), createdAtMs: madeAtMs }]);
      await story.db.transaction((tx) =>
        tx.updateTable('generations').set({ due_at: 0 }).where('id', '=', id).execute(),
      );
      story.clock.advance(-backMs);
      await stepDue(story);
      assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'failed');
      assert.equal((await listIncidents(story.db, 10))[0]?.kind, 'purchase_unclear');
    }
  });

  test('what the upstream takes after its task has ended is told to the operator once, and where it is is kept', async (t) => {
    const { story, id } = await begin(t, paid(paints));
    const [task] = await story.claim();
    assert.ok(task);
    story.engine.onSubmit = async () => {
      await story.db.transaction((tx) =>
        tx.updateTable('generations').set({ deadline_at: 0 }).where('id', '=', id).execute(),
      );
      await expireGenerations(story.deps);
      return { status: 'pending', handle: { job: 'late' }, upstreamId: 'late', pollAfterMs: 0 };
    };
    await story.run(task);
    const incidents = await listIncidents(story.db, 10);
    assert.deepEqual(
      incidents.map(({ kind }) => kind),
      ['purchase_unclear'],
    );
    const [attempt] = await findAttempts(story.db.read, [id]);
    assert.deepEqual({ ...attempt?.handle }, { job: 'late' });
    assert.ok((await findTaken(story.db.read, ['late'])).has('late'), 'no other submit in doubt can be taken for it');
  });

  test('a work can be adopted by one task only', async (t) => {
    const story = await setUpGenerations(t, paid(answers(unknown)));
    const caller = await story.caller('a', 100);
    const ids = [(await story.create(caller)).id, (await story.create(caller)).id];
    const [first] = await story.claim();
    assert.ok(first);
    await story.run(first);
    const madeAtMs = story.clock.now();
    story.engine.onFindWork = () => Promise.resolve([{ ...found(story, 'w1'), createdAtMs: madeAtMs }]);
    story.engine.onPoll = answers({ status: 'pending', handle: { job: 'w1' }, pollAfterMs: 60_000 });
    story.clock.advance(1_000);
    await stepDue(story);
    // Its clock says that it was on its way at the same time as the first.
    const [second] = await story.claim();
    assert.ok(second);
    await story.run(second);
    for (const waitMs of [1_000, 3_000, 6_000]) {
      story.clock.advance(waitMs);
      await stepDue(story);
    }
    const [, retried] = await Promise.all(ids.map((id) => findAttempts(story.db.read, [id])));
    assert.deepEqual(
      retried?.map(({ state }) => state),
      ['failed'],
      'the only work was taken, so this submit bought nothing',
    );
  });

  test('an engine that cannot be asked for its work: failed at once, and the operator is told', async (t) => {
    const engine = Object.assign(paid(answers(unknown)), { findWork: undefined });
    const { story, id, accountId } = await begin(t, engine);
    await stepNew(story);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'failed');
    assert.equal((await listIncidents(story.db, 10))[0]?.kind, 'purchase_unclear');
    await assertEnds(story, accountId, 100);
  });

  test('a submit that throws after it was sent is in doubt; one that throws before was not sent', async (t) => {
    const { story, id } = await begin(
      t,
      paid(() => Promise.reject(new Error('reset'))),
    );
    await stepNew(story);
    assert.equal(await stateOf(story, id), 'unclear');
    const other = new ScriptedEngine(() => Promise.reject(new Error('no memory')));
    const before = await begin(t, other);
    await stepNew(before.story);
    assert.deepEqual(await boughtOf(before.story, before.id), ['no']);
  });
});

describe('after a crash', () => {
  test('while preparing: it is submitted, for nothing had left', async (t) => {
    const { story, id, accountId } = await begin(t, paid(paints));
    await story.claim();
    story.clock.advance(LEASE_MS);
    await stepDue(story);
    assert.deepEqual(story.engine.asked, [`submit ${id}`]);
    await assertEnds(story, accountId, 95);
  });

  test('while submitting: it is looked for first', async (t) => {
    const { story, id, accountId } = await begin(t, paid(paints));
    const [task] = await story.claim();
    assert.ok(task);
    const gone = new AbortController();
    story.engine.onSubmit = () => {
      gone.abort(new Error('killed'));
      return Promise.reject(new Error('killed'));
    };
    await story.run(task, gone.signal);
    assert.equal(await stateOf(story, id), 'submitting');
    story.engine.onSubmit = paints;
    // With a store that others use too it may go on elsewhere, and is over for certain only then.
    story.clock.advance(story.db.kind === 'postgres' ? story.deps.timeouts.submitMsMax : LEASE_MS);
    await stepDue(story);
    assert.deepEqual(story.engine.asked, [`submit ${id}`], 'the first look has its time');
    for (let looks = 0; looks < 3; looks += 1) {
      story.clock.advance(6_000);
      for (const due of await story.claimDue()) await story.run(due);
    }
    story.clock.advance(6_000);
    await stepRetry(story);
    assert.equal(story.engine.asked.filter((asked) => asked === 'find').length >= 1, true);
    assert.equal(story.engine.asked.at(-1), `submit ${id}`);
    await assertEnds(story, accountId, 95);
  });
});

describe('refusals that buy nothing', () => {
  test('over a limit: the task waits for the credential and uses up no try', async (t) => {
    const { story, id, accountId } = await begin(t, paid(inTurn(busy, busy, busy, busy, busy)));
    await stepNew(story);
    for (let times = 0; times < 5; times += 1) {
      story.clock.advance(60 * SECOND_MS);
      await stepRetry(story);
    }
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    assert.deepEqual(await listIncidents(story.db, 10), []);
  });

  test('a stopped credential: nothing is submitted with it, and the operator is told once', async (t) => {
    const { story, id, accountId } = await begin(t, paid(inTurn(stopped, stopped)));
    await stepNew(story);
    const gate = story.deps.gates.find('scripted', 'main');
    assert.equal(gate?.state, 'stopped');
    assert.equal(gate?.room({ preparing: 0, open: 0 }), 0);
    story.clock.advance(3_600_000);
    await stepRetry(story);
    gate?.resume();
    await stepRetry(story);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    assert.deepEqual(
      (await listIncidents(story.db, 10)).map(({ kind, subjectId }) => [kind, subjectId]),
      [['credential_stopped', 'scripted/main']],
    );
  });

  test('a task whose credential was paused while it waited for its turn is put back, uncounted', async (t) => {
    const { story, id } = await begin(t, paid(paints));
    const [task] = await story.claim();
    assert.ok(task);
    story.deps.gates.find('scripted', 'main')?.trouble({ kind: 'stopped', message: 'unpaid' });
    await story.run(task);
    assert.deepEqual(story.engine.asked, [], 'nothing was sent');
    const [attempt] = await findAttempts(story.db.read, [id]);
    assert.equal(attempt?.state, 'failed');
    assert.equal(attempt?.isCounted, false);
  });

  test('before anything is sent a running task can still be cancelled, and is not sent then', async (t) => {
    const { story, id, accountId } = await begin(t, paid(paints));
    const [task] = await story.claim();
    assert.ok(task);
    assert.equal((await cancelGeneration(story.deps, accountId, id)).error?.code, 'cancelled');
    await story.run(task);
    assert.deepEqual(story.engine.asked, []);
    await assertEnds(story, accountId, 100);
  });

  test('NotNow from an engine is no failure of the task', async (t) => {
    const { story, id } = await begin(
      t,
      paid(() => Promise.reject(new NotNow('paused'))),
    );
    await stepNew(story);
    const [attempt] = await findAttempts(story.db.read, [id]);
    assert.equal(attempt?.isCounted, false);
  });
});
