import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomBase62 } from '../platform/secrets.ts';

const START = 'rvya_sk_';
const RANDOM_CHARACTERS = 32;
const CHECK_CHARACTERS = 6;
const VISIBLE_CHARACTERS = 12;
const SHAPE = new RegExp(`^${START}[0-9A-Za-z]{${RANDOM_CHARACTERS + CHECK_CHARACTERS}}$`);
const CHECKED_CHARACTERS = START.length + RANDOM_CHARACTERS;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new API key: `rvya_sk_`, 32 random base-62 characters (190 bits) and 6 that check what stands before them. */
export function newKeySecret(): string {
  const checked = `${START}${randomBase62(RANDOM_CHARACTERS)}`;
  return `${checked}${checksumOf(checked)}`;
}

/** Whether the text can be a key at all; tells a typo from an unknown key without asking the store. */
export function isWellFormedSecret(text: string): boolean {
  return SHAPE.test(text) && checksumOf(text.slice(0, CHECKED_CHARACTERS)) === text.slice(CHECKED_CHARACTERS);
}

/** The only form in which a key is stored. A plain hash is enough: 190 random bits cannot be guessed offline. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

/** What lists show of a key, so that its owner knows it again. */
export function visiblePrefix(secret: string): string {
  return `${secret.slice(0, VISIBLE_CHARACTERS)}…`;
}

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  while (digits.length < CHECK_CHARACTERS) {
    digits = `${DIGITS[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
