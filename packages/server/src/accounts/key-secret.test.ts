import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashSecret, isWellFormedSecret, newKeySecret, visiblePrefix } from './key-secret.ts';

describe('API key secrets', () => {
  test('have the public format and differ', () => {
    const secrets = Array.from({ length: 200 }, newKeySecret);
    for (const secret of secrets) {
      assert.match(secret, /^rvya_sk_[0-9A-Za-z]{38}$/);
      assert.ok(isWellFormedSecret(secret));
    }
    assert.equal(new Set(secrets).size, secrets.length);
  });

  test('every typo of one character and every swap of neighbours is told from a key', () => {
    const secret = newKeySecret();
    for (let index = 0; index < secret.length; index += 1) {
      const other = secret[index] === 'x' ? 'y' : 'x';
      assert.ok(!isWellFormedSecret(`${secret.slice(0, index)}${other}${secret.slice(index + 1)}`), `typo at ${index}`);
      const next = secret[index + 1];
      if (next === undefined || next === secret[index]) continue;
      const swapped = `${secret.slice(0, index)}${next}${secret[index]}${secret.slice(index + 2)}`;
      assert.ok(!isWellFormedSecret(swapped), `swap at ${index}`);
    }
  });

  test('cut, prolonged and foreign texts are not keys', () => {
    const secret = newKeySecret();
    for (const text of [
      '',
      'rvya_sk_',
      secret.slice(0, -1),
      secret.slice(1),
      `${secret}a`,
      ` ${secret}`,
      `${secret}\n`,
    ]) {
      assert.ok(!isWellFormedSecret(text), JSON.stringify(text));
    }
  });

  test('the visible prefix gives away four random characters', () => {
    const secret = newKeySecret();
    assert.equal(visiblePrefix(secret), `${secret.slice(0, 12)}…`);
  });

  test('the hash is SHA-256 in hexadecimal', () => {
    assert.equal(hashSecret('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
