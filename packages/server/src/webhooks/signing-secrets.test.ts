import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecrets, SealBroken } from '../platform/secrets.ts';
import { currentSecrets, makeSecret } from './signing-secrets.ts';

const [ours, others] = ['o', 'n'].map((letter) => createSecrets([letter.repeat(32)]));

test('a secret that cannot be read does not keep the others from signing; none at all is an error', () => {
  if (ours === undefined || others === undefined) return assert.fail();
  const [known, foreign] = [makeSecret(ours, 'whend_1'), makeSecret(others, 'whend_1')];
  const kept = [foreign, known].flatMap((made) => JSON.parse(made.kept.secrets));
  assert.deepEqual(currentSecrets(ours, { id: 'whend_1', secrets: JSON.stringify(kept) }, 0), [known.secret]);
  assert.throws(() => currentSecrets(ours, { id: 'whend_1', secrets: foreign.kept.secrets }, 0), SealBroken);
});
