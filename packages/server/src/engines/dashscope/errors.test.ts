import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ERROR_RULES, findRule, meaningOfFailure, meaningOfSubmit } from './errors.ts';

describe('what a documented error means at a submit, and as the end of a task', () => {
  for (const [status, code, message, submit, failed] of [
    [400, 'InvalidParameter', 'num_images_per_prompt must be 1', 'permanent', 'permanent'],
    [400, 'InvalidParameter', 'Range of n should be [1, 4]', 'permanent', 'permanent'],
    [400, 'InvalidParameter', 'Total pixels (588289) must be between 589824 and 16777216', 'permanent', 'permanent'],
    [400, 'InvalidParameter', 'Model not exist.', 'model', 'model'],
    [400, 'InvalidParameter', 'Image download failed', 'again', 'again'],
    [400, 'InvalidParameter', 'Failed to download input files', 'again', 'again'],
    [400, 'InvalidParameter', 'Wrong Content-Type of multimodal url', 'permanent', 'permanent'],
    [
      400,
      'InvalidParameter',
      'The image content does not comply with green network verification.',
      'rejected',
      'rejected',
    ],
    [400, 'InvalidParameter.DataInspection', 'Unable to download the media resource …', 'again', 'again'],
    [400, 'DataInspectionFailed', 'Input data may contain inappropriate content.', 'rejected', 'rejected'],
    [400, 'data_inspection_failed', '', 'rejected', 'rejected'],
    [
      500,
      'InternalError.Algo',
      '<400> InternalError.Algo.DataInspectionFailed: Input text data …',
      'rejected',
      'rejected',
    ],
    [500, 'InternalError.Algo.DataInspectionFailed', '', 'rejected', 'rejected'],
    [
      400,
      'IPInfringementSuspect',
      'Input data is suspected of being involved in IP infringement.',
      'rejected',
      'rejected',
    ],
    [400, 'FaqRuleBlocked', 'Input or output data is blocked by faq rule.', 'rejected', 'rejected'],
    [400, 'CustomRoleBlocked', '', 'rejected', 'rejected'],
    [400, 'InvalidURL', 'The provided URL does not appear to be valid.', 'permanent', 'permanent'],
    [400, 'InvalidURL.Timeout', 'Download … timeout', 'again', 'again'],
    [400, 'InvalidImage.FileFormat', '', 'permanent', 'permanent'],
    [400, 'Arrearage', 'Access denied, please make sure your account is in good standing.', 'stopped', 'stopped'],
    [400, 'UnsupportedOperation', 'The operation is not supported.', 'permanent', 'permanent'],
    [400, 'ServiceUnavailableError', 'Role must be user or assistant …', 'permanent', 'permanent'],
    [401, 'InvalidApiKey', 'Invalid API-key provided.', 'stopped', 'stopped'],
    [401, 'NOT AUTHORIZED', 'Access denied: …', 'stopped', 'stopped'],
    [403, 'AccessDenied', 'current user api does not support synchronous calls.', 'stopped', 'stopped'],
    [403, 'AccessDenied.Unpurchased', 'Access to model denied.', 'stopped', 'stopped'],
    [403, 'Model.AccessDenied', 'Model access denied.', 'model', 'model'],
    [403, 'Workspace.AccessDenied', '', 'stopped', 'stopped'],
    [403, 'Endpoint.AccessDenied', '', 'stopped', 'stopped'],
    [403, 'AllocationQuota.FreeTierOnly', 'The free tier of the model has been exhausted.', 'stopped', 'stopped'],
    [404, 'ModelNotFound', 'Model can not be found.', 'model', 'model'],
    [404, 'WorkSpaceNotFound', '', 'stopped', 'stopped'],
    [404, 'NotFound', 'Not found!', 'stopped', 'stopped'],
    [408, 'RequestTimeOut', 'Request timed out, please try again later.', 'ambiguous', 'again'],
    [500, 'RequestTimeOut', 'Request timed out, please try again later.', 'ambiguous', 'again'],
    [413, 'BadRequest.TooLarge', 'Payload Too Large', 'permanent', 'permanent'],
    [415, 'BadRequest.InputDownloadFailed', 'Failed to download input files', 'again', 'again'],
    [415, 'BadRequest.UnsupportedFileFormat', '', 'permanent', 'permanent'],
    [429, 'Throttling', 'Requests throttling triggered.', 'busy', 'again'],
    [429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.', 'busy', 'again'],
    [429, 'LimitRequests', '', 'busy', 'again'],
    [429, 'limit_requests', '', 'busy', 'again'],
    [429, 'Throttling.BurstRate', 'Request rate increased too quickly.', 'busy', 'again'],
    [429, 'Throttling.Concurrency', 'Too many concurrent requests.', 'busy', 'again'],
    [429, 'Throttling.AllocationQuota', 'Allocated quota exceeded, please increase your quota limit.', 'busy', 'again'],
    [429, 'Throttling.AllocationQuota', 'Free allocated quota exceeded.', 'stopped', 'stopped'],
    [429, 'CommodityNotPurchased', 'Commodity has not purchased yet.', 'stopped', 'stopped'],
    [429, 'PrepaidBillOverdue', 'The prepaid bill is overdue.', 'stopped', 'stopped'],
    [429, 'PostpaidBillOverdue', 'The postpaid bill is overdue.', 'stopped', 'stopped'],
    [500, 'InternalError', '', 'ambiguous', 'again'],
    [500, 'InternalError.Algo', 'Inference internal error.', 'ambiguous', 'again'],
    [500, 'InternalError.Upload', 'Failed to upload result.', 'ambiguous', 'again'],
    [500, 'InternalError.Timeout', '', 'ambiguous', 'again'],
    [500, 'SystemError', '', 'ambiguous', 'again'],
    [500, 'ModelServiceFailed', '', 'ambiguous', 'again'],
    [500, 'ServiceUnavailable', 'Your requests are being throttled …', 'ambiguous', 'again'],
    [503, 'ModelUnavailable', 'Model is unavailable, please try again later.', 'ambiguous', 'again'],
  ] as const) {
    test(`${status} ${code} “${message.slice(0, 40)}”: ${submit}, ${failed}`, () => {
      assert.notEqual(findRule({ code, message }), undefined, 'it is in the table');
      assert.equal(meaningOfSubmit({ status, code, message }), submit);
      assert.equal(meaningOfFailure({ code, message }), failed);
    });
  }
});

describe('what the HTTP status adds at a submit', () => {
  for (const [status, code, meaning] of [
    // A refusal in a 200 is a refusal; a server error leaves it open what became of the request.
    [200, 'InvalidParameter', 'permanent'],
    [200, 'Throttling', 'busy'],
    [200, 'InternalError', 'ambiguous'],
    [500, 'InvalidParameter', 'ambiguous'],
    [502, 'Throttling', 'ambiguous'],
    [503, 'InvalidApiKey', 'ambiguous'],
    [302, 'InvalidParameter', 'ambiguous'],
    [408, 'InvalidParameter', 'ambiguous'],
    [400, 'InternalError', 'ambiguous'],
    // Codes that nobody has documented.
    [400, 'Something.New', 'permanent'],
    [409, 'Something.New', 'permanent'],
    [401, 'Something.New', 'stopped'],
    [403, 'Something.New', 'stopped'],
    [429, 'Something.New', 'busy'],
    [200, 'Something.New', 'ambiguous'],
    [500, 'Something.New', 'ambiguous'],
  ] as const) {
    test(`${status} ${code}: ${meaning}`, () => {
      assert.equal(meaningOfSubmit({ status, code, message: '' }), meaning);
    });
  }
});

test('a failed task with a code that nobody has documented, or with none, is worth one more try', () => {
  assert.equal(meaningOfFailure({ code: 'Something.New', message: 'hm' }), 'again');
  assert.equal(meaningOfFailure({ code: '', message: '' }), 'again');
});

test('letter case does not matter', () => {
  assert.equal(meaningOfSubmit({ status: 401, code: 'invalidapikey', message: '' }), 'stopped');
  assert.equal(meaningOfSubmit({ status: 400, code: 'X', message: 'INAPPROPRIATE CONTENT' }), 'rejected');
});

test('no rule is hidden behind an earlier one', () => {
  for (const rule of ERROR_RULES) {
    const code = rule.code?.replace(/\*$/, '') ?? rule.anywhere ?? 'Any';
    assert.equal(findRule({ code, message: rule.text ?? '' }), rule, JSON.stringify(rule));
  }
});
