import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorView } from './error-replies.ts';
import { ERROR_STATUS, Failure, fail, invalid } from './errors.ts';

describe('errors', () => {
  test('every code has a status of its kind', () => {
    for (const [code, status] of Object.entries(ERROR_STATUS)) assert.ok(status >= 400 && status < 600, code);
    assert.equal(fail('insufficient_credits', { public: 'm' }).status, 402);
    assert.equal(fail('overloaded', { public: 'm' }).status, 503);
  });

  test('what is internal or a cause stays out of the body', () => {
    const cause = new Error('password of the store');
    const failure = fail('internal_error', { public: 'Sorry.', internal: { account: 'acct_1' }, cause });
    assert.deepEqual(errorView(failure, 'req_1'), {
      error: { code: 'internal_error', message: 'Sorry.', requestId: 'req_1' },
    });
    assert.equal(failure.cause, cause);
    assert.ok(failure instanceof Failure);
  });
});

describe('invalid', () => {
  const seed = { path: 'params.seed', message: 'must be 0 or more.' };
  const prompt = { path: 'prompt', message: 'is required.' };

  test('one problem is the message, with its path', () => {
    const failure = invalid([seed]);
    assert.equal(failure.message, 'params.seed: must be 0 or more.');
    assert.deepEqual(failure.details, [seed]);
    assert.equal(failure.code, 'validation_failed');
  });

  test('several are counted in the message and listed in the details', () => {
    const failure = invalid([seed, prompt, prompt]);
    assert.equal(failure.message, 'params.seed: must be 0 or more. (and 2 more, see details)');
    assert.deepEqual(failure.details, [seed, prompt, prompt]);
  });

  test('a problem of the whole has no path in front of it', () => {
    assert.equal(invalid([{ path: '', message: 'The body is empty.' }]).message, 'The body is empty.');
  });
});
