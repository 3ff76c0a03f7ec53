import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { MINUTE_MS } from './units.ts';
import { signMessage } from './webhook-signature.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const NOW_MS = Date.UTC(2026, 4, 11, 10, 0, 0, 900);
const message = { id: 'evt_1', sentAtMs: NOW_MS, body: '{"type":"generation.succeeded","data":"Ä 🎈"}' };

/** The libraries that receivers use, and what they make of headers and a body. */
const LIBRARIES = [
  ['standardwebhooks', (secret: string, body: string, headers: Headers) => new Webhook(secret).verify(body, headers)],
  ['svix', (secret: string, body: string, headers: Headers) => new SvixWebhook(secret).verify(body, headers)],
] as const;
type Headers = Record<string, string>;

describe('signMessage', () => {
  test('makes the signature of the specification’s own example', () => {
    const headers = signMessage(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', sentAtMs: 1_614_265_330_000, body: '{"test": 2432232314}' },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    assert.deepEqual(headers, {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  for (const [name, verify] of LIBRARIES) {
    describe(`for the package ${name}`, () => {
      test('verifies', (t) => {
        at(t, NOW_MS);
        assert.doesNotThrow(() => verify(SECRET, message.body, { ...signMessage(message, [SECRET]) }));
      });

      test('verifies with either of two secrets, and with no other', (t) => {
        at(t, NOW_MS);
        const headers = { ...signMessage(message, [OTHER, SECRET]) };
        assert.doesNotThrow(() => verify(SECRET, message.body, headers));
        assert.doesNotThrow(() => verify(OTHER, message.body, headers));
        const third = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
        assert.throws(() => verify(third, message.body, headers), { name: 'WebhookVerificationError' });
      });

      const changed = [
        ['another body', { body: message.body.replace('succeeded', 'failed') }],
        ['one more space in the body', { body: `${message.body} ` }],
        ['another id', { headers: { 'webhook-id': 'evt_2' } }],
        ['another time', { headers: { 'webhook-timestamp': String(Math.floor(NOW_MS / 1_000) + 1) } }],
        ['no signature', { headers: { 'webhook-signature': '' } }],
        ['a signature of another version', { headers: { 'webhook-signature': 'v2,AAAA' } }],
      ] as const;
      for (const [what, change] of changed) {
        test(`is refused with ${what}`, (t) => {
          at(t, NOW_MS);
          const { body = message.body, headers = {} } = { body: undefined, headers: undefined, ...change };
          const sent = { ...signMessage(message, [SECRET]), ...headers };
          assert.throws(() => verify(SECRET, body, sent), { name: 'WebhookVerificationError' });
        });
      }

      for (const [when, byMs] of [
        ['six minutes later', 6 * MINUTE_MS],
        ['six minutes before it was sent', -6 * MINUTE_MS],
      ] as const) {
        test(`is refused ${when}`, (t) => {
          at(t, NOW_MS + byMs);
          const headers = { ...signMessage(message, [SECRET]) };
          assert.throws(() => verify(SECRET, message.body, headers), { name: 'WebhookVerificationError' });
        });
      }

      test('verifies four minutes later', (t) => {
        at(t, NOW_MS + 4 * MINUTE_MS);
        assert.doesNotThrow(() => verify(SECRET, message.body, { ...signMessage(message, [SECRET]) }));
      });
    });
  }

  for (const [what, secrets] of [
    ['no secret', []],
    ['an empty secret', ['']],
    ['an empty key', ['whsec_']],
    ['a key of 23 bytes', [`whsec_${Buffer.alloc(23, 1).toString('base64')}`]],
    ['a key of 65 bytes', [`whsec_${Buffer.alloc(65, 1).toString('base64')}`]],
    ['a key without its prefix', [Buffer.alloc(32, 1).toString('base64')]],
    ['a key with something else in it', [`whsec_!${Buffer.alloc(32, 1).toString('base64')}`]],
    ['an empty key beside a good one', [SECRET, 'whsec_']],
  ] as const) {
    test(`refuses ${what}, and does not show it`, () => {
      assert.throws(
        () => signMessage(message, secrets),
        (error) => error instanceof TypeError && !/AQEB/.test(error.message),
      );
    });
  }

  for (const sizeBytes of [24, 64]) {
    test(`takes a key of ${sizeBytes} bytes`, (t) => {
      at(t, NOW_MS);
      const secret = `whsec_${Buffer.alloc(sizeBytes, 7).toString('base64')}`;
      new Webhook(secret).verify(message.body, { ...signMessage(message, [secret]) });
    });
  }
});

/** Lets the libraries believe that it is this late. */
function at(t: TestContext, nowMs: number): void {
  t.mock.timers.enable({ apis: ['Date'], now: nowMs });
}
