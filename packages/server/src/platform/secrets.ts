import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

/** Signs and checks what the server hands out, with one key per purpose derived from `RIVYA_SECRET`. */
export interface Secrets {
  /** HMAC-SHA256 of the text under the newest secret, base64url. */
  sign(purpose: string, text: string): string;
  /** Whether the signature was made by any of the configured secrets; constant time. */
  verify(purpose: string, text: string, signature: string): boolean;
}

const KEY_BYTES = 32;
export const SECRET_CHARACTERS_MIN = 32;

/** `secrets[0]` signs, all of them verify: that is how a secret is rotated. Throws on an empty list or a short secret. */
export function createSecrets(secrets: readonly string[]): Secrets {
  if (secrets.length === 0 || secrets.some((secret) => secret.length < SECRET_CHARACTERS_MIN)) {
    throw new Error(`A secret needs at least ${SECRET_CHARACTERS_MIN} characters.`);
  }
  const keys = new Map<string, readonly KeyObject[]>();
  const keysFor = (purpose: string): readonly KeyObject[] => {
    const known = keys.get(purpose);
    if (known !== undefined) return known;
    // A key object is set up once; a buffer as the key costs ten times as much for every signature.
    const derived = secrets.map((secret) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'rivya', purpose, KEY_BYTES))),
    );
    keys.set(purpose, derived);
    return derived;
  };
  const hmac = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    sign(purpose, text) {
      const [newest] = keysFor(purpose);
      if (newest === undefined) throw new Error('No secret to sign with.');
      return hmac(newest, text);
    },
    verify: (purpose, text, signature) =>
      keysFor(purpose).some((key) => equalsInConstantTime(hmac(key, text), signature)),
  };
}

/** Compares two texts without telling by its duration where they differ. */
export function equalsInConstantTime(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function sha256Hex(text: string | Uint8Array): string {
  return hash('sha256', text);
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UNBIASED_BELOW = 248;

/** Random base-62 text of the given length, unbiased. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < UNBIASED_BELOW && text.length < length) text += BASE62[byte % 62];
    }
  }
  return text;
}
