import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { openTestDb, testClock } from '../platform/testing.ts';
import { createKeyCheck } from './check-key.ts';
import { accountMigrations, createAccount, createKey, revokeKey } from './index.ts';
import { newKeySecret } from './key-secret.ts';

function requestWith(secret: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers.authorization = `Bearer ${secret}`;
  request.rawHeaders.push('Authorization', `Bearer ${secret}`);
  return request;
}

describe('key check', () => {
  for (const count of [1, 2, 9, 65, 300]) {
    test(`${count} keys at one moment, twice each and between unknown ones: each request gets its own answer`, async (t) => {
      const deps = { db: await openTestDb(t, accountMigrations), clock: testClock() };
      const { id: accountId } = await createAccount(deps, 'default');
      const made: { keyId: string; secret: string }[] = [];
      for (let index = 0; index < count; index += 1) {
        const { key, secret } = await createKey(deps, { accountId });
        made.push({ keyId: key.id, secret });
      }
      const check = createKeyCheck(deps);
      const asked = made.flatMap(({ secret }) => [secret, newKeySecret(), secret]);
      const answers = await Promise.all(asked.map((secret) => check(requestWith(secret))));
      const found = answers.map((answer) => (answer.ok ? answer.caller.keyId : answer.failure.code));
      assert.deepEqual(
        found,
        made.flatMap(({ keyId }) => [keyId, 'api_key_invalid', keyId]),
      );
    });
  }

  test('a request after a revocation is refused, also when one before it still waits', async (t) => {
    const deps = { db: await openTestDb(t, accountMigrations), clock: testClock() };
    const { id: accountId } = await createAccount(deps, 'default');
    const { key, secret } = await createKey(deps, { accountId });
    const check = createKeyCheck(deps);
    const waiting = check(requestWith(secret));
    await revokeKey(deps, key.id);
    const after = await check(requestWith(secret));
    assert.equal(after.ok ? 'ok' : after.failure.code, 'api_key_revoked');
    await waiting;
  });
});
