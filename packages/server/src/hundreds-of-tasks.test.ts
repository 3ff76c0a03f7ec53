import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DashscopeFaultAt, startDashscopeSimulator } from '@rivya/simulator';
import { verifyLedger } from './credits/index.ts';
import { verifyGenerations } from './generations/index.ts';
import { listIncidents } from './platform/incidents.ts';
import { testFolder } from './platform/testing.ts';
import { createTask, endOf } from './testing-tasks.ts';
import { dashscopeOf, prepareAccount, startTestServer } from './testing-upstream.ts';

const TASKS = 300;
const IN_PROCESS = 5;
const PRICE = 5;

/** Every class of fault, at every call that a task makes. */
const FAULTS: readonly DashscopeFaultAt[] = [
  { operation: 'submit', fault: { kind: 'error', code: 'Throttling.RateQuota', retryAfter: '0' } },
  { operation: 'submit', fault: { kind: 'error', code: 'InternalError' } },
  { operation: 'submit', fault: { kind: 'html', status: 502 } },
  { operation: 'submit', fault: { kind: 'reset_before' } },
  { operation: 'submit', fault: { kind: 'reset_after' } },
  { operation: 'submit', fault: { kind: 'accepted_but', status: 503 } },
  { operation: 'submit', fault: { kind: 'accepted_but', status: 500, code: 'InternalError' } },
  { operation: 'submit', fault: { kind: 'cut' } },
  { operation: 'submit', fault: { kind: 'error', code: 'DataInspectionFailed' } },
  { operation: 'query', fault: { kind: 'html', status: 502 } },
  { operation: 'query', fault: { kind: 'reset_before' } },
  { operation: 'query', fault: { kind: 'error', code: 'Throttling.RateQuota' } },
  { operation: 'list', fault: { kind: 'html', status: 504 } },
  { operation: 'outcome', fault: { kind: 'failed', code: 'InternalError.Algo' } },
  { operation: 'outcome', fault: { kind: 'zero_images' } },
  { operation: 'outcome', fault: { kind: 'moderated' } },
  { operation: 'outcome', fault: { kind: 'unknown_once' } },
  { operation: 'result', fault: { kind: 'half_png' } },
  { operation: 'result', fault: { kind: 'truncated' } },
  { operation: 'result', fault: { kind: 'dead' } },
  { operation: 'result', fault: { kind: 'wrong_type' } },
  { operation: 'result', fault: { kind: 'expired' } },
];

test(`${TASKS} tasks, ${IN_PROCESS} in process, one call in ten fails: nothing lost, nothing bought twice`, async (t) => {
  const upstream = await startDashscopeSimulator({
    ...{ submitsPerSecond: 60, tasksInProcess: IN_PROCESS, queriesPerSecond: 200, limitWindowMs: 900 },
  });
  t.after(() => upstream.close());
  upstream.injectRandomly({ seed: 27, rate: 0.1, faults: FAULTS });
  const folder = join(testFolder(t), 'data');
  const { key, accountId } = await prepareAccount(folder, TASKS * PRICE);
  const limits = { submitsPerSecond: 50, tasksMax: IN_PROCESS, queriesPerSecond: 150 };
  const server = await startTestServer({
    folder,
    offersOf: dashscopeOf({ ...upstream, limits, submitTimeoutMs: 2_000 }),
    // Little time for downloads, so that a few results are lost and the operator is told.
    timeouts: { looksMs: [50, 200, 500], fetchMs: 450 },
  });
  t.after(() => server.stop());
  const target = { url: server.url, key };
  const prompts = Array.from({ length: TASKS }, (_, index) => `picture number ${index}`);
  const ids = await Promise.all(prompts.map((prompt) => createTask(target, prompt)));
  const ends = await Promise.all(ids.map((id) => endOf(target, id)));

  const succeeded = ends.filter(({ status }) => status === 'succeeded');
  const incidents = await listIncidents(server.db, 1_000);
  const told = new Set(
    incidents.filter(({ kind }) => /purchase_unclear|result_lost/.test(kind)).map(({ subjectId }) => subjectId),
  );
  t.diagnostic(`faults met: ${JSON.stringify(upstream.struck())}`);
  t.diagnostic(`succeeded ${succeeded.length}, billed ${upstream.billed()}, told ${told.size}`);

  assert.equal(ends.length, TASKS, 'every task ended');
  assert.ok(Object.values(upstream.struck()).reduce((sum, count) => sum + count, 0) > TASKS / 10, 'faults were met');
  assert.equal(
    upstream.billed(),
    succeeded.length + told.size,
    'billed = succeeded + what the operator was told about',
  );
  assert.ok(succeeded.every(({ id }) => !told.has(id)));
  assert.ok(upstream.observed().tasksInProcessMax <= IN_PROCESS, 'never more in process than allowed');
  assert.equal(upstream.observed().refusedForLimits, 0, 'no limit was ever exceeded');
  assert.deepEqual(upstream.leaks(), []);

  const billedByPrompt = Map.groupBy(
    upstream.tasks().filter(({ imageCount }) => imageCount > 0),
    ({ prompt }) => prompt,
  );
  assert.deepEqual(
    [...billedByPrompt.values()].filter((tasks) => tasks.length > 1),
    [],
    'no task was bought twice',
  );
  const owners = await ownersOf(server, new Map(upstream.tasks().map(({ id, prompt }) => [id, prompt])));
  for (const [index, end] of ends.entries()) {
    if (end.status === 'succeeded') assert.equal(owners.get(end.id), prompts[index], 'each got its own picture');
    else assert.ok(end.error !== null && end.final_credits === 0);
  }
  assert.deepEqual((await verifyLedger(server)).problems, []);
  assert.deepEqual((await verifyGenerations(server.db)).problems, []);
  const wallet = await server.db.read
    .selectFrom('wallets')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  assert.equal(wallet?.balance, (TASKS - succeeded.length) * PRICE);
});

/** Which prompt the picture of each task was made from, by the work its attempt says is its own. */
async function ownersOf({ db }: Awaited<ReturnType<typeof startTestServer>>, prompts: ReadonlyMap<string, string>) {
  const rows = await db.read
    .selectFrom('attempts')
    .select(['generation_id', 'upstream_id'])
    .where('state', '=', 'done')
    .execute();
  return new Map(rows.map((row) => [row.generation_id, prompts.get(row.upstream_id ?? '')]));
}
