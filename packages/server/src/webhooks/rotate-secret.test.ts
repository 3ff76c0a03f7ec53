import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { toIso } from '../platform/clock.ts';
import { createSecrets, SealBroken } from '../platform/secrets.ts';
import { DAY_MS, HOUR_MS } from '../platform/units.ts';
import { rotateSecret } from './rotate-secret.ts';
import { currentSecrets, SECRETS_MAX } from './signing-secrets.ts';
import { openApi, stateOf, textOf } from './testing-api.ts';
import { type Received, startReceiver } from './testing-deliveries.ts';

async function setUp(t: TestContext) {
  const receiver = await startReceiver(t);
  const api = await openApi(t);
  const { body } = await api.call('POST', '/webhooks', { url: receiver.url });
  const path = `/webhooks/${body.id}`;
  const rotate = async () => {
    const answer = await api.call('POST', `${path}/rotate-secret`);
    assert.equal(answer.status, 200, answer.text);
    return { ...answer.body, secret: textOf(answer.body.signing_secret) };
  };
  /** The next delivery as it arrives. */
  const next = async () => {
    await api.scene.publish(1, api.owner.accountId);
    await api.scene.settled();
    const last = receiver.received.at(-1);
    assert.ok(last);
    return last;
  };
  return { ...api, id: textOf(body.id), path, first: textOf(body.signing_secret), rotate, next };
}

/** Whether one of the signatures is the public library's own for this secret; its `verify` knows the system's clock only. */
function holds({ headers, body }: Received, secret: string): boolean {
  const id = String(headers['webhook-id']);
  const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
  return String(headers['webhook-signature'])
    .split(' ')
    .includes(new Webhook(secret).sign(id, sentAt, body));
}

const signatures = ({ headers }: Received) => String(headers['webhook-signature']).split(' ').length;

describe('POST /api/v1/webhooks/{endpointId}/rotate-secret', () => {
  test('200: for a day both secrets sign, then the new one alone', async (t) => {
    const { call, path, first, rotate, next, scene } = await setUp(t);
    scene.startSender();
    const before = await next();
    assert.deepEqual([signatures(before), holds(before, first)], [1, true]);
    const { secret, secret_preview, previous_secret_expires_at } = await rotate();
    assert.notEqual(secret, first);
    assert.equal(secret_preview, `${secret.slice(0, 8)}...${secret.slice(-6)}`);
    assert.equal(previous_secret_expires_at, toIso(scene.clock.now() + DAY_MS));
    const shown = await call('GET', path);
    assert.equal(shown.body.previous_secret_expires_at, previous_secret_expires_at);
    assert.ok(!shown.text.includes(secret.slice(10, -6)));

    scene.clock.advance(DAY_MS - 1);
    const between = await next();
    assert.deepEqual([signatures(between), holds(between, first), holds(between, secret)], [2, true, true]);
    scene.clock.advance(1);
    const after = await next();
    assert.deepEqual([signatures(after), holds(after, first), holds(after, secret)], [1, false, true]);
    assert.equal((await call('GET', path)).body.previous_secret_expires_at, null);
  });

  test('429 rate_limited: one more than may sign at once, until the oldest has ended; nothing is changed', async (t) => {
    const { call, path, rotate, scene, next } = await setUp(t);
    for (let count = 1; count < SECRETS_MAX; count += 1) {
      await rotate();
      scene.clock.advance(HOUR_MS);
    }
    const before = await stateOf(scene);
    const refused = await call('POST', `${path}/rotate-secret`);
    assert.deepEqual([refused.status, refused.body.error?.code], [429, 'rate_limited']);
    const seconds = Number(refused.headers['retry-after']);
    assert.equal(seconds, (DAY_MS - (SECRETS_MAX - 1) * HOUR_MS) / 1_000);
    assert.deepEqual(await stateOf(scene), before);
    scene.clock.advance(seconds * 1_000);
    await rotate();
    scene.startSender();
    assert.equal(signatures(await next()), SECRETS_MAX);
  });

  test('200: once RIVYA_SECRET is another one, a new secret signs alone and at once', async (t) => {
    const { id, owner, scene } = await setUp(t);
    const deps = { ...scene.deps, secrets: createSecrets(['another-secret-another-secret-another']) };
    const row = await scene.endpoint(id);
    assert.throws(() => currentSecrets(deps.secrets, row, scene.clock.now()), SealBroken);
    const rotated = await rotateSecret(deps, owner.accountId, id);
    assert.deepEqual(currentSecrets(deps.secrets, rotated.row, scene.clock.now()), [rotated.secret]);
  });

  test('200 with revoke_previous: after a leak only the new secret signs, at once, however often it was replaced', async (t) => {
    const { call, path, rotate, scene, next } = await setUp(t);
    for (let count = 1; count < SECRETS_MAX; count += 1) await rotate();
    const { status, body } = await call('POST', `${path}/rotate-secret`, { revoke_previous: true });
    assert.equal(status, 200);
    assert.equal(body.previous_secret_expires_at, null);
    scene.startSender();
    const message = await next();
    assert.deepEqual([signatures(message), holds(message, String(body.signing_secret))], [1, true]);
  });

  test('400: a body or a query', async (t) => {
    const { call, path } = await setUp(t);
    assert.equal((await call('POST', `${path}/rotate-secret`, { secret: 'whsec_mine' })).status, 400);
    assert.equal((await call('POST', `${path}/rotate-secret`, { revoke_previous: 'yes' })).status, 400);
    assert.equal((await call('POST', `${path}/rotate-secret?x=1`)).status, 400);
    assert.equal((await call('POST', `${path}/rotate-secret`, {})).status, 200);
  });
});
