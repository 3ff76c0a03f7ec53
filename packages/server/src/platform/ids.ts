import { randomFillSync } from 'node:crypto';

/** The prefixes of public ids; an id is its prefix and 26 lower-case, time-ordered characters. */
export type IdPrefix =
  | 'task'
  | 'file'
  | 'key'
  | 'acct'
  | 'req'
  | 'entry'
  | 'att'
  | 'lease'
  | 'inc'
  | 'cancel'
  | 'evt'
  | 'whend'
  | 'whdel';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
const POOL_BYTES = 4096;

const pool = new Uint8Array(POOL_BYTES);
let poolOffset = POOL_BYTES;
let lastTimeMs = -1;
let lastTime = '';
const lastRandom = new Uint8Array(RANDOM_CHARACTERS);

/**
 * A new id such as `task_01k…`: 48 bits of time and 80 random bits in Crockford's base 32 (a ULID in lower case).
 * Ids made by one process sort in the order they were made, also within a millisecond.
 */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
  if (nowMs > lastTimeMs) startMillisecond(nowMs);
  else increment(lastRandom, RANDOM_CHARACTERS - 1);
  let text = `${prefix}_${lastTime}`;
  for (const digit of lastRandom) text += ALPHABET[digit];
  return text;
}

/** The first possible id of a moment: everything made at or after it sorts at or above it. */
export function firstIdAt(prefix: IdPrefix, timeMs: number): string {
  return `${prefix}_${encodeTime(Math.max(0, timeMs))}${'0'.repeat(RANDOM_CHARACTERS)}`;
}

/** An id of the same kind that sorts after this one, whoever made it and whatever the time is: of the millisecond after it. */
export function idAfter(id: string): string {
  const digits = id.slice(-TIME_CHARACTERS - RANDOM_CHARACTERS);
  let timeMs = 0;
  for (const digit of digits.slice(0, TIME_CHARACTERS)) timeMs = timeMs * 32 + ALPHABET.indexOf(digit);
  let text = id.slice(0, -digits.length) + encodeTime(timeMs + 1);
  for (const byte of randomFillSync(new Uint8Array(RANDOM_CHARACTERS))) text += ALPHABET[byte & 31];
  return text;
}

function startMillisecond(nowMs: number): void {
  lastTimeMs = nowMs;
  lastTime = encodeTime(nowMs);
  if (poolOffset + RANDOM_CHARACTERS > POOL_BYTES) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  // 256 is a multiple of 32, so the low five bits of a random byte are an unbiased digit.
  for (let index = 0; index < RANDOM_CHARACTERS; index += 1) lastRandom[index] = (pool[poolOffset + index] ?? 0) & 31;
  poolOffset += RANDOM_CHARACTERS;
}

function encodeTime(timeMs: number): string {
  let rest = timeMs;
  let text = '';
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    text = `${ALPHABET[rest % 32]}${text}`;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function increment(digits: Uint8Array, at: number): void {
  if (at < 0) return;
  const digit = digits[at] ?? 0;
  if (digit === 31) {
    digits[at] = 0;
    increment(digits, at - 1);
  } else {
    digits[at] = digit + 1;
  }
}
