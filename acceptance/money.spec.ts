import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Answer, assertRefused, textOf } from './client.ts';
import { createAccount, openTarget, rivya, verifyLedger } from './harness.ts';

const target = await openTarget();
after(() => target.close());
const PRICE = 5;
const FAST = { model: 'wan-2-7-image', prompt: 'A red kite [[fail]]', params: { resolution: '1K' } };
const SLOW = { ...FAST, prompt: 'A red kite [[slow:300]]' };
const CALLERS = 64;
const key = (name: string) => ({ 'idempotency-key': name });

function many(call: () => Promise<Answer>): Promise<readonly Answer[]> {
  return Promise.all(Array.from({ length: CALLERS }, call));
}

async function entriesOf(api: { get(path: string): Promise<Answer> }) {
  return (await api.get('/api/v1/credits/entries?limit=100')).body.data ?? [];
}

describe('64 parallel creates on a wallet that can pay for 10', () => {
  test('exactly 10 are accepted, 54 refused, and the ledger verifies', async () => {
    const { api } = await createAccount(target, 10 * PRICE);
    const answers = await many(() => api.create(SLOW));
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    assert.equal(accepted.length, 10);
    assert.equal(refused.length, 54);
    for (const answer of refused) assertRefused(answer, 402, 'insufficient_credits');
    assert.equal(await api.balance(), 0);
    const ids = accepted.map(({ body }) => textOf(body.id));
    assert.equal(new Set(ids).size, 10);
    const listed = (await api.get('/api/v1/generations?limit=100')).body.data ?? [];
    assert.deepEqual(listed.map(({ id }) => textOf(id)).toSorted(), ids.toSorted());
    const entries = await entriesOf(api);
    assert.equal(entries.filter(({ type }) => type === 'reserve').length, 10);
    await verifyLedger(target);
    for (const id of ids) await api.cancelled(id);
    assert.equal(await api.balance(), 10 * PRICE);
    await verifyLedger(target);
  });
});

describe('Idempotency-Key', () => {
  test('64 parallel callers with one key: one task, 64 equal answers', async () => {
    const { api } = await createAccount(target, 10 * PRICE);
    const answers = await many(() => api.create(FAST, key('twins')));
    for (const { status, text } of answers) assert.equal(status, 202, text);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.equal(new Set(answers.map(({ headers }) => headers.get('location'))).size, 1);
    const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
    assert.equal(replayed.length, CALLERS - 1);
    assert.equal((await api.get('/api/v1/generations')).body.data?.length, 1);
    assert.equal((await entriesOf(api)).filter(({ type }) => type === 'reserve').length, 1);
    await api.ended(textOf(answers[0]?.body.id));
    assert.equal(await api.balance(), 10 * PRICE);
  });

  test('a repeated request replays the first answer, also when the task has long ended', async () => {
    const { api } = await createAccount(target, 10 * PRICE);
    const first = await api.create(FAST, key('replay'));
    assert.equal(first.headers.get('idempotent-replayed'), null);
    await api.ended(textOf(first.body.id));
    const reordered = { prompt: FAST.prompt, params: FAST.params, model: FAST.model };
    const second = await api.create(reordered, key('replay'));
    assert.equal(second.status, 202);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    assert.equal(second.headers.get('location'), first.headers.get('location'));
    assert.deepEqual(second.body, first.body);
    assert.notEqual(second.headers.get('x-request-id'), first.headers.get('x-request-id'));
  });

  test('409 idempotency_conflict: the same key with another body; the first task is untouched', async () => {
    const { api } = await createAccount(target, 10 * PRICE);
    const first = await api.create(FAST, key('conflict'));
    await api.ended(textOf(first.body.id));
    const before = await api.state();
    for (const other of [
      { ...FAST, prompt: 'Another [[fail]]' },
      { ...FAST, params: { resolution: '1K', seed: 1 } },
      { ...FAST, client_request_id: 'x' },
    ]) {
      assertRefused(await api.create(other, key('conflict')), 409, 'idempotency_conflict');
    }
    assert.deepEqual(await api.state(), before);
    assert.deepEqual((await api.create(FAST, key('conflict'))).body, first.body);
  });

  test('a refused request frees its key, whatever it was refused for', async () => {
    const { api, id } = await createAccount(target);
    assertRefused(await api.create({ ...FAST, prompt: '' }, key('freed')), 400, 'validation_failed', 'prompt');
    assertRefused(await api.create(FAST, key('freed')), 402, 'insufficient_credits');
    await rivya(target, 'credits', 'grant', id, String(PRICE));
    const answer = await api.create({ ...FAST, client_request_id: 'third' }, key('freed'));
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.headers.get('idempotent-replayed'), null);
    assert.equal(answer.body.client_request_id, 'third');
    await api.ended(textOf(answer.body.id));
  });

  test('the same key of another account is another key', async () => {
    const [one, two] = await Promise.all([createAccount(target, PRICE), createAccount(target, PRICE)]);
    const first = await one.api.create(FAST, key('shared'));
    const second = await two.api.create(FAST, key('shared'));
    assert.equal(second.status, 202);
    assert.equal(second.headers.get('idempotent-replayed'), null);
    assert.notEqual(first.body.id, second.body.id);
    await Promise.all([one.api.ended(textOf(first.body.id)), two.api.ended(textOf(second.body.id))]);
  });
});

describe('the wallet', () => {
  test('grants with a reference count once, adjustments may be negative, entries add up', async () => {
    const { api, id } = await createAccount(target, 20);
    const grant = () => rivya(target, 'credits', 'grant', id, '30', '--reference', `payment-${id}`, '--note', 'Paid');
    await grant();
    await grant().catch(() => undefined);
    assert.equal(await api.balance(), 50);
    await rivya(target, 'credits', 'adjust', id, '-15');
    assert.equal(await api.balance(), 35);
    await assert.rejects(rivya(target, 'credits', 'adjust', id, '-36'), /balance|credits/);
    assert.equal(await api.balance(), 35);
    await api.ended(await api.accepted(FAST));
    const entries = await entriesOf(api);
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['release', 'reserve', 'adjust', 'grant', 'grant'],
    );
    assert.equal(
      entries.reduce((sum, { amount = 0 }) => sum + amount, 0),
      35,
    );
    assert.equal(entries[0]?.balance_after, 35);
    const { body } = await api.get('/api/v1/credits/entries?limit=2');
    assert.equal(body.data?.length, 2);
    const rest = await api.get(`/api/v1/credits/entries?limit=100&cursor=${body.next_cursor}`);
    assert.deepEqual(
      [...(body.data ?? []), ...(rest.body.data ?? [])].map((entry) => entry.id),
      entries.map((entry) => entry.id),
    );
  });

  test('exactly enough is enough, and one less is not', async () => {
    const { api, id } = await createAccount(target, PRICE - 1);
    assertRefused(await api.create(FAST), 402, 'insufficient_credits');
    await rivya(target, 'credits', 'grant', id, '1');
    const task = await api.accepted({ ...FAST, prompt: 'A red kite', params: { resolution: '1K' } });
    assert.equal(await api.balance(), 0);
    const { status, final_credits } = await api.ended(task);
    assert.equal(`${status} ${final_credits}`, `succeeded ${PRICE}`);
    assert.equal(await api.balance(), 0);
    await verifyLedger(target);
  });
});
