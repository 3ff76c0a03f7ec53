import { rm } from 'node:fs/promises';
import { receiveBytes } from './receive-bytes.ts';
import { Refused } from './refusal.ts';
import { emptyReply, type S3Reply } from './s3-reply.ts';
import { headerOf, queryOf, type S3Request } from './s3-request.ts';
import type { KnownChecksum, S3State, StoredS3Object } from './state.ts';

const DEFAULT_TYPE = 'binary/octet-stream';
/** What a signed address may say about the answer's headers. */
const OVERRIDES = ['content-type', 'content-disposition', 'cache-control', 'content-language', 'expires'];

/** `PutObject`: the whole object at once; it is there when this is answered, and not before. */
export async function putObject(state: S3State, request: S3Request, signed: string): Promise<S3Reply> {
  const { path, sizeBytes, md5, checksum } = await receiveBytes(state, request, signed);
  const etag = `"${md5}"`;
  const contentType = headerOf(request, 'content-type') ?? DEFAULT_TYPE;
  await keepObject(state, request.key, {
    ...{ path, sizeBytes, etag, contentType, checksum },
    lastModifiedMs: state.options.now(),
  });
  return emptyReply(200, { etag, ...checksumHeaders(checksum) });
}

/** Gives bytes their key; what was there before is gone. */
export async function keepObject(state: S3State, key: string, object: StoredS3Object): Promise<void> {
  const before = state.objects.get(key);
  state.objects.set(key, object);
  if (before !== undefined) await rm(before.path, { force: true });
}

/** `GetObject` and `HeadObject`, with one range and the overrides of a signed address. Throws `Refused`. */
export function getObject(state: S3State, request: S3Request): S3Reply {
  const object = state.objects.get(request.key);
  if (object === undefined) throw new Refused('NoSuchKey');
  const range = rangeOf(headerOf(request, 'range'), object.sizeBytes);
  const hasChecksum = headerOf(request, 'x-amz-checksum-mode') === 'ENABLED' && range === undefined;
  const headers = {
    etag: object.etag,
    'content-type': object.contentType,
    'last-modified': new Date(object.lastModifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...(hasChecksum ? checksumHeaders(object.checksum) : {}),
    ...overridesOf(request),
  };
  const { start, end } = range ?? { start: 0, end: object.sizeBytes - 1 };
  const body = object.sizeBytes === 0 ? new Uint8Array() : { path: object.path, start, end };
  if (range === undefined) return { status: 200, headers: { ...headers, 'content-length': object.sizeBytes }, body };
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${object.sizeBytes}` }, body };
}

/** `DeleteObject`: an object that is not there counts as deleted. */
export async function deleteObject(state: S3State, request: S3Request): Promise<S3Reply> {
  const object = state.objects.get(request.key);
  state.objects.delete(request.key);
  if (object !== undefined) await rm(object.path, { force: true });
  return emptyReply(204);
}

function rangeOf(header: string | undefined, sizeBytes: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const isSuffix = first === '';
  const start = isSuffix ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = isSuffix || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes || (!isSuffix && last !== '' && Number(last) < start)) throw new Refused('InvalidRange');
  return { start, end };
}

function overridesOf(request: S3Request): Readonly<Record<string, string>> {
  const pairs = OVERRIDES.map((name) => [name, queryOf(request, `response-${name}`)] as const);
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function checksumHeaders(checksum: KnownChecksum | undefined): Readonly<Record<string, string>> {
  return checksum === undefined ? {} : { [`x-amz-checksum-${checksum.name}`]: checksum.value };
}
