import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { failedMeaning, pollMeaning, statusMeaning, submitMeaning } from './errors.ts';
import { readEnvelope } from './wire.ts';

const MODEL_REFUSED = readFixture('create-task-unknown-model').message;
const FIELD_REFUSED = readFixture('create-task-bad-field').message;

function readFixture(name: string) {
  return readEnvelope(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')));
}

describe('what createTask answers', () => {
  for (const [code, message, meaning] of [
    [401, 'You do not have access permissions', 'stopped'],
    [403, 'IP not in the whitelist', 'stopped'],
    [402, readFixture('create-task-no-credits').message, 'stopped'],
    [433, 'Sub-key usage exceeds the limit', 'stopped'],
    [429, 'Rate limit exceeded', 'busy'],
    [455, 'Service under maintenance', 'failing'],
    [404, 'Not found', 'permanent'],
    [400, 'prompt too long', 'permanent'],
    [413, 'too large', 'permanent'],
    [422, 'Validation error', 'permanent'],
    [418, 'never documented', 'permanent'],
    [422, MODEL_REFUSED, 'elsewhere'],
    [404, MODEL_REFUSED, 'elsewhere'],
    [505, 'This feature is currently disabled', 'elsewhere'],
    [422, 'Your prompt was flagged by the safety system', 'rejected'],
    [400, 'Input data may contain inappropriate content.', 'rejected'],
    [501, 'Input text data may contain inappropriate content', 'rejected'],
    [403, 'Prohibited content', 'rejected'],
    [403, 'Access from this address is prohibited', 'stopped'],
    [501, 'Internal server error in content moderation', 'retryable'],
    [451, 'Failed to fetch the image', 'retryable'],
    [501, 'Generation failed', 'retryable'],
    [500, FIELD_REFUSED, 'permanent'],
    [500, 'This field is required', 'permanent'],
    [500, 'aspect_ratio is required.', 'permanent'],
    [500, 'Internal Server Error', 'ambiguous'],
    [500, '', 'ambiguous'],
    [500, 'Internal server error: invalid response from upstream, a field is required', 'ambiguous'],
    [500, 'Internal server error in moderation service', 'ambiguous'],
    [500, 'Your prompt was flagged', 'ambiguous'],
    [408, 'timeout', 'ambiguous'],
    [524, 'timeout', 'ambiguous'],
    [531, 'never documented', 'ambiguous'],
    [0, '', 'ambiguous'],
    [-1, '', 'ambiguous'],
  ] as const) {
    test(`${code} ${JSON.stringify(message.slice(0, 60))} is ${meaning}`, () => {
      assert.equal(submitMeaning(code, message), meaning);
    });
  }
});

describe('what recordInfo answers', () => {
  for (const [code, message, meaning] of [
    [401, 'Unauthorized', 'stopped'],
    [402, 'Credits insufficient', 'stopped'],
    [403, 'IP not in the whitelist', 'stopped'],
    [433, 'Sub-key usage exceeds the limit', 'stopped'],
    [429, 'Rate limit exceeded', 'busy'],
    [404, 'Not found', 'missing'],
    [422, readFixture('record-missing').message, 'missing'],
    [455, 'Service under maintenance', 'again'],
    [500, 'Server error', 'again'],
    [501, 'Generation failed', 'again'],
    [505, 'disabled', 'again'],
    [418, 'never documented', 'again'],
    [599, 'never documented', 'again'],
  ] as const) {
    test(`${code} is ${meaning}`, () => assert.equal(pollMeaning(code, message), meaning));
  }
});

describe('why a task failed', () => {
  for (const [code, message, meaning] of [
    ['500', 'internal error, please try again later.', 'retryable'],
    ['501', 'Generation failed', 'retryable'],
    ['', 'The service is busy', 'retryable'],
    ['UPSTREAM_TIMEOUT', 'Timed out', 'retryable'],
    ['429', 'Too many requests', 'retryable'],
    ['455', 'maintenance', 'retryable'],
    ['599', '', 'retryable'],
    ['422', 'Validation error', 'permanent'],
    ['400', 'The image format is not supported', 'permanent'],
    ['', '', 'permanent'],
    ['GENERATE_FAILED', 'no reason given', 'permanent'],
    ['402', 'Insufficient balance', 'stopped'],
    ['505', 'disabled', 'elsewhere'],
    [
      '500',
      '<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.',
      'rejected',
    ],
    ['501', 'Output data may contain inappropriate content.', 'rejected'],
    ['SENSITIVE_WORD_ERROR', 'sensitive', 'rejected'],
    ['400', 'Your prompt violates our content policy', 'rejected'],
    ['501', 'NSFW content detected', 'rejected'],
    ['400', 'Input data is suspected of being involved in IP infringement: IPInfringementSuspect', 'rejected'],
    ['500', 'Internal server error in content moderation', 'retryable'],
    ['501', 'Internal server error in content moderation', 'retryable'],
    ['501', 'Internal error: DataInspectionFailed', 'rejected'],
    ['400', 'InvalidParameter.DataInspection: Unable to download the media', 'permanent'],
  ] as const) {
    test(`${code || 'no code'}: ${JSON.stringify(message.slice(0, 50))} is ${meaning}`, () => {
      assert.equal(failedMeaning(code, message), meaning);
    });
  }
});

describe('an HTTP status without a code of the API', () => {
  for (const [status, excerpt, meaning] of [
    [401, '', 'stopped'],
    [404, '<html>Not Found</html>', 'failing'],
    [403, 'error code: 1010', 'failing'],
    [429, 'error code: 1015', 'busy'],
    [413, '<html>', 'permanent'],
    [403, '<html>Forbidden</html>', 'ambiguous'],
    [200, '<html>', 'ambiguous'],
    [302, '', 'ambiguous'],
    [400, '<html>', 'ambiguous'],
    [408, '', 'ambiguous'],
  ] as const) {
    test(`${status} ${excerpt} is ${meaning}`, () => assert.equal(statusMeaning(status, excerpt), meaning));
  }
});
