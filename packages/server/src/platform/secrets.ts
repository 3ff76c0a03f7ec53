import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** Signs and checks what the server hands out, with one key per purpose derived from `RIVYA_SECRET`. */
export interface Secrets {
  /** HMAC-SHA256 of the text under the newest secret, base64url. */
  sign(purpose: string, text: string): string;
  /** Whether the signature was made by any of the configured secrets; constant time. */
  verify(purpose: string, text: string, signature: string): boolean;
  /**
   * Encrypts a text to be kept (AES-256-GCM, under the newest secret). Only `open` with the same purpose and the same
   * `subject`, such as the id of the row it stands in, reads it again.
   */
  seal(purpose: string, subject: string, text: string): string;
  /** Reads what `seal` made under any of the configured secrets. Throws `SealBroken` if none of them fits. */
  open(purpose: string, subject: string, sealed: string): string;
  /**
   * The same text sealed under the newest secret, so that an older one can be dropped; nothing if it is already. Throws
   * `SealBroken` as `open` does.
   */
  sealAnew(purpose: string, subject: string, sealed: string): string | undefined;
}

/** What was sealed cannot be read: with another `RIVYA_SECRET`, for another subject, or it was altered. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
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
    seal(purpose, subject, text) {
      const [newest] = keysFor(purpose);
      if (newest === undefined) throw new Error('No secret to seal with.');
      return encrypt(newest, subject, text);
    },
    open(purpose, subject, sealed) {
      for (const key of keysFor(purpose)) {
        const text = decrypt(key, subject, sealed);
        if (text !== undefined) return text;
      }
      throw broken();
    },
    sealAnew(purpose, subject, sealed) {
      const [newest, ...older] = keysFor(purpose);
      if (newest === undefined) throw new Error('No secret to seal with.');
      if (decrypt(newest, subject, sealed) !== undefined) return undefined;
      for (const key of older) {
        const text = decrypt(key, subject, sealed);
        if (text !== undefined) return encrypt(newest, subject, text);
      }
      throw broken();
    },
  };
}

function broken(): SealBroken {
  return new SealBroken('This was sealed with another RIVYA_SECRET, or was altered since.');
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Says how it was sealed, so that another way can be told apart. */
const SEAL_PREFIX = 'v1.';

function encrypt(key: KeyObject, subject: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(subject));
  const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${SEAL_PREFIX}${bytes.toString('base64url')}`;
}

function decrypt(key: KeyObject, subject: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed.slice(SEAL_PREFIX.length), 'base64url');
  if (!sealed.startsWith(SEAL_PREFIX) || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(subject))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    // The tag does not fit: another key, another subject, or other bytes.
    return undefined;
  }
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
