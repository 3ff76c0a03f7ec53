import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecrets, equalsInConstantTime, randomBase62, SealBroken, sha256Hex } from './secrets.ts';

const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);

describe('createSecrets', () => {
  test('verifies what it signed, and nothing that differs in text, purpose or signature', () => {
    const secrets = createSecrets([NEW]);
    const signature = secrets.sign('media', 'file_1');
    assert.equal(secrets.verify('media', 'file_1', signature), true);
    assert.equal(secrets.verify('media', 'file_2', signature), false);
    assert.equal(secrets.verify('duration', 'file_1', signature), false);
    assert.equal(secrets.verify('media', 'file_1', ''), false);
    assert.equal(secrets.verify('media', 'file_1', `${signature}A`), false);
    assert.equal(secrets.verify('media', 'file_1', signature.slice(0, -1)), false);
  });

  test('signs alike in every process that has the secret, and in a way a URL can hold', () => {
    const signature = createSecrets([NEW]).sign('media', 'file_1');
    assert.equal(createSecrets([NEW]).sign('media', 'file_1'), signature);
    assert.match(signature, /^[\w-]{43}$/);
  });

  test('while a secret is rotated signs with the new one and still takes the old one', () => {
    const signedBefore = createSecrets([OLD]).sign('media', 'file_1');
    const rotating = createSecrets([NEW, OLD]);
    assert.equal(rotating.verify('media', 'file_1', signedBefore), true);
    assert.equal(rotating.sign('media', 'file_1'), createSecrets([NEW]).sign('media', 'file_1'));
    assert.equal(createSecrets([NEW]).verify('media', 'file_1', signedBefore), false);
  });

  for (const [what, list] of [
    ['no secret', []],
    ['an empty secret', ['']],
    ['31 characters', ['x'.repeat(31)]],
    ['a short one beside a long one', [NEW, 'short']],
  ] as const) {
    test(`refuses ${what} without showing it`, () => {
      assert.throws(
        () => createSecrets(list),
        (error) => error instanceof Error && /at least 32/.test(error.message) && !/short|xxx/.test(error.message),
      );
    });
  }
});

describe('seal and open', () => {
  const secrets = createSecrets([NEW]);
  const text = 'whsec_Ä🎈';
  const sealed = secrets.seal('signing', 'whend_1', text);

  test('what was sealed is read again, also after a restart', () => {
    assert.equal(secrets.open('signing', 'whend_1', sealed), text);
    assert.equal(createSecrets([NEW]).open('signing', 'whend_1', sealed), text);
    assert.equal(secrets.open('signing', 'whend_1', secrets.seal('signing', 'whend_1', '')), '');
  });

  test('shows nothing of the text, and looks different every time', () => {
    const again = secrets.seal('signing', 'whend_1', text);
    assert.notEqual(again, sealed);
    assert.doesNotMatch(sealed, /whsec/);
    assert.equal(Buffer.from(sealed.slice(3), 'base64url').includes('whsec'), false);
  });

  for (const [what, purpose, subject] of [
    ['another subject', 'signing', 'whend_2'],
    ['no subject', 'signing', ''],
    ['another purpose', 'media', 'whend_1'],
  ] as const) {
    test(`is not read for ${what}`, () => {
      assert.throws(() => secrets.open(purpose, subject, sealed), SealBroken);
    });
  }

  test('is not read with another secret', () => {
    assert.throws(() => createSecrets([OLD]).open('signing', 'whend_1', sealed), SealBroken);
  });

  test('while a secret is rotated both are read, and the new one seals', () => {
    const rotating = createSecrets([NEW, OLD]);
    const before = createSecrets([OLD]).seal('signing', 'whend_1', text);
    assert.equal(rotating.open('signing', 'whend_1', before), text);
    const after = rotating.seal('signing', 'whend_1', text);
    assert.equal(createSecrets([NEW]).open('signing', 'whend_1', after), text);
    assert.throws(() => createSecrets([OLD]).open('signing', 'whend_1', after), SealBroken);
  });

  test('is sealed anew under the newest secret only if it is under an older one', () => {
    const rotating = createSecrets([NEW, OLD]);
    const before = createSecrets([OLD]).seal('signing', 'whend_1', text);
    const anew = rotating.sealAnew('signing', 'whend_1', before);
    assert.equal(createSecrets([NEW]).open('signing', 'whend_1', anew ?? ''), text);
    assert.throws(() => createSecrets([OLD]).open('signing', 'whend_1', anew ?? ''), SealBroken);
    assert.equal(rotating.sealAnew('signing', 'whend_1', anew ?? ''), undefined);
    assert.throws(() => createSecrets([NEW]).sealAnew('signing', 'whend_1', before), SealBroken);
    assert.throws(() => rotating.sealAnew('signing', 'whend_2', before), SealBroken);
  });

  test('is not read after any of its bytes was altered', () => {
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (const at of bytes.keys()) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      assert.throws(() => secrets.open('signing', 'whend_1', `v1.${altered.toString('base64url')}`), SealBroken);
    }
  });

  for (const [what, broken] of [
    ['nothing', ''],
    ['its beginning alone', 'v1.'],
    ['a part of it', sealed.slice(0, -8)],
    ['less than a nonce and a tag', `v1.${Buffer.alloc(27).toString('base64url')}`],
    ['another version', sealed.replace('v1.', 'v2.')],
    ['the text itself', text],
  ] as const) {
    test(`${what} is not read`, () => assert.throws(() => secrets.open('signing', 'whend_1', broken), SealBroken));
  }

  test('what went wrong is told without the secret or the text', () => {
    assert.throws(
      () => createSecrets([OLD]).open('signing', 'whend_1', sealed),
      (error) => error instanceof Error && !error.message.includes(OLD) && !error.message.includes('whsec'),
    );
  });
});

describe('randomBase62', () => {
  test('has exactly the length asked for, in letters and digits', () => {
    for (const length of [0, 1, 6, 32, 48, 1_000]) {
      assert.match(randomBase62(length), new RegExp(`^[0-9A-Za-z]{${length}}$`));
    }
  });

  test('prefers no character', () => {
    const text = randomBase62(62_000);
    const counts = Map.groupBy(text, (character) => character);
    assert.equal(counts.size, 62);
    // 1,000 each on average with a deviation of 32; a byte taken modulo 62 would give eight characters 1,211.
    for (const [character, seen] of counts) {
      assert.ok(seen.length > 800 && seen.length < 1_195, `${character} came ${seen.length} times`);
    }
  });
});

test('texts are compared by their bytes', () => {
  assert.equal(equalsInConstantTime('rvya', 'rvya'), true);
  assert.equal(equalsInConstantTime('rvya', 'rvyb'), false);
  assert.equal(equalsInConstantTime('rvya', 'rvyaa'), false);
  assert.equal(equalsInConstantTime('', ''), true);
  assert.equal(equalsInConstantTime('é', 'ee'), false);
});

test('sha256 of text and of bytes is the known one', () => {
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(sha256Hex('abc'), known);
  assert.equal(sha256Hex(new Uint8Array([97, 98, 99])), known);
});
