import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { S3Options } from './options.ts';
import { Refused } from './refusal.ts';
import { headerOf, queryOf, type S3Request } from './s3-request.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SKEW_MS_MAX = 15 * 60_000;
const PRESIGNED_SECONDS_MAX = 604_800;
const SIGNATURE = 'X-Amz-Signature';

type Credentials = Pick<S3Options, 'accessKeyId' | 'secretAccessKey' | 'region'>;

/** What the client claims: how it signed and with what. */
type Claim = {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Such as `20261122T101500Z`. */
  readonly date: string;
  readonly payload: string;
};

/**
 * Verifies Signature Version 4, in the `Authorization` header or in a presigned address, and tells what was signed for the
 * body. Throws `Refused`. Amazon's page: "Authenticating Requests (AWS Signature Version 4)".
 */
export function verifySignature(credentials: Credentials, request: S3Request, nowMs: number): string {
  const isPresigned = queryOf(request, SIGNATURE) !== undefined;
  const claim = isPresigned ? presignedClaim(request, nowMs) : headerClaim(request, nowMs);
  checkScope(credentials, claim);
  checkSignedHeaders(request, claim.signedHeaders);
  const expected = sign(credentials, claim.date, canonicalRequest(request, claim));
  const [given, right] = [Buffer.from(claim.signature), Buffer.from(expected)];
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Refused('SignatureDoesNotMatch');
  return claim.payload;
}

function headerClaim(request: S3Request, nowMs: number): Claim {
  const header = headerOf(request, 'authorization');
  if (header === undefined) throw new Refused('AccessDenied', 'The request is not signed.');
  const [, credential, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(header) ?? [];
  if (credential === undefined || names === undefined || signature === undefined) {
    throw new Refused('AuthorizationHeaderMalformed');
  }
  const date = headerOf(request, 'x-amz-date') ?? '';
  if (Math.abs(toMs(date) - nowMs) > SKEW_MS_MAX) throw new Refused('RequestTimeTooSkewed');
  const payload = headerOf(request, 'x-amz-content-sha256');
  if (payload === undefined) throw new Refused('InvalidRequest', 'x-amz-content-sha256 is missing.');
  return { credential, signedHeaders: names.split(';'), signature, date, payload };
}

function presignedClaim(request: S3Request, nowMs: number): Claim {
  const field = (name: string): string => {
    const value = queryOf(request, name);
    if (value === undefined) throw new Refused('AuthorizationQueryParametersError', `${name} is missing.`);
    return value;
  };
  if (field('X-Amz-Algorithm') !== ALGORITHM) throw new Refused('AuthorizationQueryParametersError');
  const date = field('X-Amz-Date');
  const seconds = Number(field('X-Amz-Expires'));
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > PRESIGNED_SECONDS_MAX) {
    throw new Refused('AuthorizationQueryParametersError', 'X-Amz-Expires is out of range.');
  }
  const signedAtMs = toMs(date);
  if (signedAtMs - nowMs > SKEW_MS_MAX) throw new Refused('AccessDenied', 'Request is not yet valid.');
  if (nowMs > signedAtMs + seconds * 1000) throw new Refused('AccessDenied', 'Request has expired.');
  return {
    credential: field('X-Amz-Credential'),
    signedHeaders: field('X-Amz-SignedHeaders').split(';'),
    signature: field(SIGNATURE),
    date,
    payload: queryOf(request, 'X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

function checkScope({ accessKeyId, region }: Credentials, { credential, date }: Claim): void {
  const [keyId, day, scopeRegion, service, end] = credential.split('/');
  if (keyId !== accessKeyId) throw new Refused('InvalidAccessKeyId');
  if (day !== date.slice(0, 8) || service !== 's3' || end !== 'aws4_request') {
    throw new Refused('AuthorizationHeaderMalformed', 'The credential scope is not valid.');
  }
  if (scopeRegion !== region) {
    throw new Refused('AuthorizationHeaderMalformed', `The region '${scopeRegion}' is wrong; expecting '${region}'.`);
  }
}

/** A header that says something about the request and is not signed could have been changed on the way. */
function checkSignedHeaders(request: S3Request, names: readonly string[]): void {
  const isSorted = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  if (!names.includes('host') || !isSorted)
    throw new Refused('AuthorizationHeaderMalformed', 'SignedHeaders is wrong.');
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith('x-amz-') && !names.includes(name)) {
      throw new Refused('AccessDenied', `There were headers present in the request which were not signed: ${name}`);
    }
  }
}

function canonicalRequest(request: S3Request, claim: Claim): string {
  const query = request.query
    .filter(([name]) => name !== SIGNATURE)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const headers = claim.signedHeaders.map((name) => {
    const value = headerOf(request, name);
    if (value === undefined) throw new Refused('SignatureDoesNotMatch', `${name} was signed and not sent.`);
    return `${name}:${value.trim().replaceAll(/\s+/g, ' ')}\n`;
  });
  const path = request.rawPath
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
  return [request.method, path, query.join('&'), headers.join(''), claim.signedHeaders.join(';'), claim.payload].join(
    '\n',
  );
}

function sign({ secretAccessKey, region }: Credentials, date: string, canonical: string): string {
  const scope = [date.slice(0, 8), region, 's3', 'aws4_request'];
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = [ALGORITHM, date, scope.join('/'), hash].join('\n');
  const key = scope.reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function toMs(date: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  if (second === undefined) throw new Refused('AccessDenied', 'The date of the signature is missing or malformed.');
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
