import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { readS3Request } from './s3-request.ts';
import { verifySignature } from './signature.ts';
import { startS3Simulator } from './start-simulator.ts';
import { codeOf, sendSigned, type TestRequest } from './testing.ts';

/** The key of the examples in Amazon's documentation. */
const EXAMPLE = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const EXAMPLE_MS = Date.UTC(2013, 4, 24);
const SCOPE = '20130524/us-east-1/s3/aws4_request';
const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const MINUTE_MS = 60_000;

function exampleRequest(url: string, headers: Readonly<Record<string, string>>) {
  const message = new IncomingMessage(new Socket());
  message.method = 'GET';
  message.url = url;
  message.headers = { host: 'examplebucket.s3.amazonaws.com', ...headers };
  return readS3Request(message);
}

describe("the signatures of Amazon's own examples", () => {
  test('in the header', () => {
    const request = exampleRequest('/test.txt', {
      range: 'bytes=0-9',
      'x-amz-content-sha256': NO_BODY,
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/${SCOPE},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
    });
    assert.equal(verifySignature(EXAMPLE, request, EXAMPLE_MS), NO_BODY);
  });

  test('in the address, for a day', () => {
    const url = `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F${SCOPE.replaceAll('/', '%2F')}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`;
    assert.equal(verifySignature(EXAMPLE, exampleRequest(url, {}), EXAMPLE_MS), 'UNSIGNED-PAYLOAD');
    const expired = () => verifySignature(EXAMPLE, exampleRequest(url, {}), EXAMPLE_MS + 86_401_000);
    assert.throws(expired, { code: 'AccessDenied' });
    const early = () => verifySignature(EXAMPLE, exampleRequest(url, {}), EXAMPLE_MS - 16 * MINUTE_MS);
    assert.throws(early, { code: 'AccessDenied' });
    const longer = () => verifySignature(EXAMPLE, exampleRequest(url.replace('86400', '86401'), {}), EXAMPLE_MS);
    assert.throws(longer, { code: 'SignatureDoesNotMatch' });
  });
});

describe('requests that are not rightly signed', () => {
  const refused = async (t: TestContext, request: TestRequest) => {
    const simulator = await startS3Simulator();
    t.after(() => simulator.close());
    const put = { method: 'PUT', path: '/a-key', body: 'x' };
    assert.equal((await sendSigned(simulator, put)).status, 200);
    const response = await sendSigned(simulator, { ...put, ...request });
    assert.equal(simulator.objects().length, 1);
    return [response.status, await codeOf(response)];
  };
  for (const [what, request, expected] of [
    ['another key', { accessKeyId: 'OTHER' }, [403, 'InvalidAccessKeyId']],
    ['another secret', { secretAccessKey: 'other' }, [403, 'SignatureDoesNotMatch']],
    ['another region', { region: 'eu-west-9' }, [400, 'AuthorizationHeaderMalformed']],
    ['another bucket', { bucket: 'other' }, [404, 'NoSuchBucket']],
    ['an old date', { signedAtMs: Date.now() - 16 * MINUTE_MS }, [403, 'RequestTimeTooSkewed']],
    ['a date to come', { signedAtMs: Date.now() + 16 * MINUTE_MS }, [403, 'RequestTimeTooSkewed']],
    ['no date', { headers: { 'x-amz-date': 'yesterday' } }, [403, 'AccessDenied']],
    ['a header that is not signed', { unsigned: { 'x-amz-meta-a': 'b' } }, [403, 'AccessDenied']],
    [
      'a header changed on the way',
      { headers: { range: 'a' }, unsigned: { range: 'b' } },
      [403, 'SignatureDoesNotMatch'],
    ],
    ['another body', { headers: { 'x-amz-content-sha256': NO_BODY } }, [400, 'XAmzContentSHA256Mismatch']],
  ] as const satisfies readonly (readonly [string, TestRequest, readonly [number, string]])[]) {
    test(`${what}: ${expected.join(' ')}, and nothing is changed`, async (t) => {
      assert.deepEqual(await refused(t, request), expected);
    });
  }

  test('no signature at all: 403 AccessDenied', async (t) => {
    const simulator = await startS3Simulator();
    t.after(() => simulator.close());
    const response = await fetch(`${simulator.endpoint}/${simulator.bucket}/a-key`);
    assert.deepEqual([response.status, await codeOf(response)], [403, 'AccessDenied']);
  });
});
