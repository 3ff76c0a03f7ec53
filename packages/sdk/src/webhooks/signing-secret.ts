import { WebhookVerificationError } from './webhook-verification-error.ts';

const PREFIX = 'whsec_';
/** What Standard Webhooks 1.0 asks of a key; anything shorter is a part of one, such as a preview. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;
const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;

/** A key that tells whether a signature was made with it. */
export type VerificationKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/**
 * The keys of one or several signing secrets. Throws `WebhookVerificationError` (`bad_secret`) when there is none, and for
 * one that is not `whsec_` and the base64 of 24 to 64 bytes. The message never shows it.
 */
export function importSecrets(secret: string | readonly string[]): Promise<readonly VerificationKey[]> {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0) throw badSecret('there is none');
  return Promise.all(secrets.map((one) => crypto.subtle.importKey('raw', keyOf(one), HMAC, false, ['verify'])));
}

/** The bytes of a text in base64, or nothing when it is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function keyOf(secret: unknown): Uint8Array<ArrayBuffer> {
  // Most often a variable that is not set.
  if (typeof secret !== 'string' || secret === '') throw badSecret(`it is ${secret === '' ? 'empty' : typeof secret}`);
  if (!secret.startsWith(PREFIX)) throw badSecret(`it does not begin with ${PREFIX}`);
  const key = bytesOfBase64(secret.slice(PREFIX.length));
  if (key === undefined || key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX) {
    throw badSecret(`what follows ${PREFIX} is not the base64 of ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} bytes`);
  }
  return key;
}

function badSecret(why: string): WebhookVerificationError {
  return new WebhookVerificationError(
    'bad_secret',
    `The signing secret cannot be right: ${why}. Give the signing_secret of the endpoint as it was shown.`,
  );
}
