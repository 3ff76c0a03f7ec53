import { Refused } from './refusal.ts';
import { type S3Reply, xmlReply } from './s3-reply.ts';
import { numberOf, queryOf, type S3Request } from './s3-request.ts';
import type { S3State } from './state.ts';

const PAGE_MAX = 1000;

/** `ListObjectsV2`: keys in byte order, at most 1,000 at once, the rest behind a token. Throws `Refused`. */
export function listObjects(state: S3State, request: S3Request): S3Reply {
  const prefix = queryOf(request, 'prefix') ?? '';
  const max = numberOf(request, 'max-keys', { min: 0, max: 999_999_999 }) ?? PAGE_MAX;
  const after = afterOf(queryOf(request, 'continuation-token')) ?? queryOf(request, 'start-after') ?? '';
  const keys = [...state.objects.keys()].filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0);
  keys.sort(compareBytes);
  const page = keys.slice(0, Math.min(max, PAGE_MAX));
  const isTruncated = keys.length > page.length && page.length > 0;
  return xmlReply('ListBucketResult', {
    Name: request.bucket,
    Prefix: prefix,
    MaxKeys: Math.min(max, PAGE_MAX),
    KeyCount: page.length,
    IsTruncated: String(isTruncated),
    NextContinuationToken: isTruncated ? Buffer.from(page.at(-1) ?? '').toString('base64url') : undefined,
    Contents: page.flatMap((key) => {
      const object = state.objects.get(key);
      if (object === undefined) return [];
      const { etag, sizeBytes, lastModifiedMs } = object;
      return [{ Key: key, LastModified: iso(lastModifiedMs), ETag: etag, Size: sizeBytes, StorageClass: 'STANDARD' }];
    }),
  });
}

/** `ListMultipartUploads`: by key, then by age, at most 1,000 at once, the rest behind two markers. Throws `Refused`. */
export function listUploads(state: S3State, request: S3Request): S3Reply {
  const prefix = queryOf(request, 'prefix') ?? '';
  const max = numberOf(request, 'max-uploads', { min: 1, max: PAGE_MAX }) ?? PAGE_MAX;
  const uploads = [...state.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((one, other) => compareBytes(one.key, other.key) || one.startedAtMs - other.startedAtMs);
  const marker = queryOf(request, 'upload-id-marker');
  const keyMarker = queryOf(request, 'key-marker') ?? '';
  const at = uploads.findIndex(({ id, key }) => id === marker && key === keyMarker);
  const rest = at >= 0 ? uploads.slice(at + 1) : uploads.filter(({ key }) => compareBytes(key, keyMarker) > 0);
  const page = rest.slice(0, max);
  const isTruncated = rest.length > page.length;
  const last = isTruncated ? page.at(-1) : undefined;
  return xmlReply('ListMultipartUploadsResult', {
    Bucket: request.bucket,
    Prefix: prefix,
    MaxUploads: max,
    IsTruncated: String(isTruncated),
    NextKeyMarker: last?.key,
    NextUploadIdMarker: last?.id,
    Upload: page.map(({ id, key, startedAtMs }) => ({ Key: key, UploadId: id, Initiated: iso(startedAtMs) })),
  });
}

function afterOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (!/^[\w-]+$/.test(token)) throw new Refused('InvalidArgument', 'The continuation token is not one of ours.');
  return Buffer.from(token, 'base64url').toString();
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
