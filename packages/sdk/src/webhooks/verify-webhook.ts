import { InvalidArgumentError } from '../errors/local-errors.ts';
import { bytesOfBase64, importSecrets, type VerificationKey } from './signing-secret.ts';
import type { VerifiedEvent } from './verified-event.ts';
import { readSignedHeaders, type SignedHeaders, type WebhookHeaders } from './webhook-headers.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

export type VerifyOptions = {
  /** How far the time of signing may be from now, either way; default 300, as Standard Webhooks advises. */
  readonly toleranceSeconds?: number | undefined;
  /** Instead of the time of this machine, for tests. */
  readonly now?: Date | undefined;
};

const TOLERANCE_SECONDS_DEFAULT = 300;
const SECOND_MS = 1_000;
/** The only version there is; messages may carry signatures of later ones beside it. */
const VERSION = 'v1';
/** The server sends one for each secret that is valid, five at most. A longer list only wants to cost time. */
const SIGNATURES_MAX = 16;

/**
 * Proves that a message came from the server, and gives its event (Standard Webhooks 1.0). `payload` is the body as it
 * came, before anything has parsed it. With several secrets one of them has to match. Needs no client and no API key.
 * Throws `WebhookVerificationError`, whose `reason` says why, and `InvalidArgumentError` for an option that cannot be right.
 */
export async function verifyWebhook(
  payload: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  options: VerifyOptions = {},
): Promise<VerifiedEvent> {
  const { toleranceSeconds = TOLERANCE_SECONDS_DEFAULT, now = new Date(), ...unknown } = options;
  const [first] = Object.keys(unknown);
  // Ignored, a mistyped tolerance would be another one than was meant.
  if (first !== undefined) throw new InvalidArgumentError(`verifyWebhook has no option ${JSON.stringify(first)}.`);
  const body = bytesOf(payload);
  const keys = await importSecrets(secret);
  const signed = readSignedHeaders(headers);
  checkTime(signed.timestamp, toleranceSeconds, now);
  if (!(await isSigned(body, signed, keys))) {
    throw new WebhookVerificationError(
      'no_match',
      'No signature matches. Check that the secret is that of this endpoint, and pass the body byte for byte as it came.',
    );
  }
  return eventOf(body);
}

function bytesOf(payload: unknown): Uint8Array<ArrayBuffer> {
  if (typeof payload === 'string') return new TextEncoder().encode(payload);
  if (ArrayBuffer.isView(payload)) {
    return Uint8Array.from(new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength));
  }
  if (isArrayBuffer(payload)) return new Uint8Array(payload);
  throw new WebhookVerificationError(
    'bad_payload',
    `The payload is ${payload === null ? 'null' : `of type ${typeof payload}`}. Pass the raw body as text or bytes, not what a ` +
      'framework parsed from it: written again it would have other bytes than those that were signed.',
  );
}

/** Not by `instanceof`: test runners and sandboxes have an `ArrayBuffer` of their own. */
function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

function checkTime(timestamp: string, toleranceSeconds: number, now: Date): void {
  // A comparison with something that is no number would always be false, and every recording would be taken.
  if (!Number.isFinite(toleranceSeconds) || toleranceSeconds < 0) {
    throw new InvalidArgumentError(`toleranceSeconds must be a number from 0; got ${String(toleranceSeconds)}.`);
  }
  const nowMs = now instanceof Date ? now.getTime() : Number.NaN;
  if (Number.isNaN(nowMs)) throw new InvalidArgumentError('now must be a valid Date.');
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError('bad_timestamp', 'The header webhook-timestamp is not a number of seconds.');
  }
  const aheadSeconds = Number(timestamp) - Math.floor(nowMs / SECOND_MS);
  if (Math.abs(aheadSeconds) <= toleranceSeconds) return;
  throw new WebhookVerificationError(
    'stale',
    `The message was signed ${Math.abs(aheadSeconds)} s ${aheadSeconds < 0 ? 'ago' : 'ahead of now'}, and ${toleranceSeconds} s ` +
      'are allowed. Check the clock of this machine; if it is right, this is an old message sent again.',
  );
}

async function isSigned(
  body: Uint8Array<ArrayBuffer>,
  { id, timestamp, signature }: SignedHeaders,
  keys: readonly VerificationKey[],
): Promise<boolean> {
  const start = new TextEncoder().encode(`${id}.${timestamp}.`);
  const message = new Uint8Array(start.length + body.length);
  message.set(start);
  message.set(body, start.length);
  const signatures = signaturesOf(signature);
  // WebCrypto compares in constant time.
  const checks = keys.flatMap((key) => signatures.map((one) => crypto.subtle.verify('HMAC', key, one, message)));
  return (await Promise.all(checks)).includes(true);
}

function signaturesOf(header: string): readonly Uint8Array<ArrayBuffer>[] {
  const signatures = header.split(' ').flatMap((text) => {
    const [version, signature = ''] = text.split(',', 2);
    return version === VERSION ? (bytesOfBase64(signature) ?? []) : [];
  });
  return signatures.slice(0, SIGNATURES_MAX);
}

function eventOf(body: Uint8Array<ArrayBuffer>): VerifiedEvent {
  const event = parse(body);
  if (isEvent(event)) return event;
  throw new WebhookVerificationError('bad_payload', 'The signature is right, but the body is no event of this API.');
}

function parse(body: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new WebhookVerificationError('bad_payload', 'The signature is right, but the body is not JSON.', cause);
  }
}

/** The rest is the word of whoever holds the secret. */
function isEvent(value: unknown): value is VerifiedEvent {
  if (typeof value !== 'object' || value === null) return false;
  return 'id' in value && 'type' in value && typeof value.type === 'string' && 'data' in value;
}
