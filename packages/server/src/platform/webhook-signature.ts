import { createHmac } from 'node:crypto';
import { SECOND_MS } from './units.ts';

/** Signing secrets begin so; the key is what follows, in base64 (Standard Webhooks 1.0, "Symmetric"). */
export const SIGNING_SECRET_PREFIX = 'whsec_';
/** The specification asks for 24 to 64 bytes. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

/** The bytes of one attempt to deliver a message, and when it is made. */
export type SignedMessage = {
  /** The same in every attempt; receivers know a repeated message by it. */
  readonly id: string;
  /** Milliseconds since 1970; signed in whole seconds. */
  readonly sentAtMs: number;
  readonly body: string;
};

/**
 * The headers that prove who sent a message: `webhook-id`, `webhook-timestamp` and `webhook-signature`, the last with one
 * signature per secret (Standard Webhooks 1.0). Throws `TypeError` without a secret, and for one that is not `whsec_`
 * followed by the base64 of 24 to 64 bytes: nothing is ever signed with an empty key.
 */
export function signMessage(message: SignedMessage, secrets: readonly string[]): Readonly<Record<string, string>> {
  if (secrets.length === 0) throw new TypeError('A message is signed with at least one secret.');
  const timestamp = String(Math.floor(message.sentAtMs / SECOND_MS));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', keyOf(secret)).update(signed).digest('base64');
    return `v1,${signature}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

function keyOf(secret: string): Buffer {
  const text = secret.startsWith(SIGNING_SECRET_PREFIX) ? secret.slice(SIGNING_SECRET_PREFIX.length) : '';
  const key = Buffer.from(text, 'base64');
  // Node reads past what is not base64; receivers' libraries do not, and would verify with another key.
  const isBase64 = key.toString('base64') === text;
  if (!isBase64 || key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX) {
    throw new TypeError(`A signing secret is ${SIGNING_SECRET_PREFIX} and the base64 of 24 to 64 bytes.`);
  }
  return key;
}
