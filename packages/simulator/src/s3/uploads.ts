import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checksumNameOf, openChecksum } from './checksum.ts';
import { keepObject } from './objects.ts';
import { receiveBytes } from './receive-bytes.ts';
import { Refused } from './refusal.ts';
import { emptyReply, type S3Reply, xmlReply } from './s3-reply.ts';
import { headerOf, numberOf, queryOf, type S3Request } from './s3-request.ts';
import type { KnownChecksum, ReceivedBytes, S3State, UnfinishedUpload } from './state.ts';
import { insidesOf, textOf } from './xml.ts';

const PART_BYTES_MIN = 5 * 2 ** 20;
const PARTS_MAX = 10_000;
const COMPLETE_BYTES_MAX = 2 ** 20;

/** `CreateMultipartUpload`. */
export function createUpload(state: S3State, request: S3Request): S3Reply {
  const algorithm = headerOf(request, 'x-amz-checksum-algorithm');
  if (algorithm !== undefined && !state.options.takesChecksums) throw new Refused('NotImplemented');
  const upload: UnfinishedUpload = {
    id: randomUUID(),
    key: request.key,
    contentType: headerOf(request, 'content-type') ?? 'binary/octet-stream',
    startedAtMs: state.options.now(),
    checksumName: algorithm === undefined ? undefined : checksumNameOf(algorithm),
    parts: new Map(),
  };
  state.uploads.set(upload.id, upload);
  return xmlReply('InitiateMultipartUploadResult', { Bucket: request.bucket, Key: request.key, UploadId: upload.id });
}

/** `UploadPart`: a part sent again takes the place of the one before. */
export async function uploadPart(state: S3State, request: S3Request, signed: string): Promise<S3Reply> {
  const number = numberOf(request, 'partNumber', { min: 1, max: PARTS_MAX }) ?? 0;
  const { id, checksumName } = findUpload(state, request);
  const part = await receiveBytes(state, request, signed);
  const upload = state.uploads.get(id);
  if (upload === undefined || part.checksum?.name !== checksumName) {
    await rm(part.path, { force: true });
    throw upload === undefined
      ? new Refused('NoSuchUpload')
      : new Refused('InvalidRequest', 'The part must have the checksum the upload was created with.');
  }
  const before = upload.parts.get(number);
  upload.parts.set(number, part);
  if (before !== undefined) await rm(before.path, { force: true });
  const { checksum } = part;
  const headers = checksum === undefined ? {} : { [`x-amz-checksum-${checksum.name}`]: checksum.value };
  return emptyReply(200, { etag: `"${part.md5}"`, ...headers });
}

/** `CompleteMultipartUpload`: the parts named, in ascending order, become the object. Throws `Refused`. */
export async function completeUpload(state: S3State, request: S3Request, signed: string): Promise<S3Reply> {
  const { path, sizeBytes } = await receiveBytes(state, request, signed);
  const xml = sizeBytes > COMPLETE_BYTES_MAX ? '' : await readFile(path, 'utf8');
  await rm(path, { force: true });
  const upload = findUpload(state, request);
  const parts = partsOf(upload, xml);
  const joined = join(state.folder, randomUUID());
  for (const part of parts) await pipeline(createReadStream(part.path), createWriteStream(joined, { flags: 'a' }));
  const etag = `"${md5Of(parts)}-${parts.length}"`;
  const checksum = checksumOf(upload, parts);
  await keepObject(state, upload.key, {
    ...{ path: joined, etag, contentType: upload.contentType, checksum },
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    // As the real service does: an object of several parts is as old as the upload's beginning.
    lastModifiedMs: upload.startedAtMs,
  });
  await dropUpload(state, upload);
  const { bucket, key } = request;
  const sum = checksum === undefined ? {} : { [`Checksum${checksum.name.toUpperCase()}`]: checksum.value };
  return xmlReply('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: etag, ...sum });
}

/** `AbortMultipartUpload`: the parts are gone. Throws `Refused` when there is no such upload. */
export async function abortUpload(state: S3State, request: S3Request): Promise<S3Reply> {
  await dropUpload(state, findUpload(state, request));
  return emptyReply(204);
}

async function dropUpload(state: S3State, upload: UnfinishedUpload): Promise<void> {
  state.uploads.delete(upload.id);
  await Promise.all([...upload.parts.values()].map(({ path }) => rm(path, { force: true })));
}

function findUpload(state: S3State, request: S3Request): UnfinishedUpload {
  const upload = state.uploads.get(queryOf(request, 'uploadId') ?? '');
  if (upload === undefined || upload.key !== request.key) throw new Refused('NoSuchUpload');
  return upload;
}

function partsOf(upload: UnfinishedUpload, xml: string): readonly ReceivedBytes[] {
  const named = insidesOf(xml, 'Part');
  if (!xml.includes('<CompleteMultipartUpload') || named.length === 0) throw new Refused('MalformedXML');
  const numbers = named.map((inside) => Number(textOf(inside, 'PartNumber')));
  if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0))) throw new Refused('InvalidPartOrder');
  const parts = named.map((inside, index) => {
    const part = upload.parts.get(numbers[index] ?? 0);
    const etag = textOf(inside, 'ETag')?.replaceAll('"', '');
    if (part === undefined || etag !== part.md5) throw new Refused('InvalidPart');
    if (!hasRightChecksum(inside, part.checksum)) throw new Refused('InvalidPart', 'The checksum of a part differs.');
    return part;
  });
  const isShort = (part: ReceivedBytes, index: number) => part.sizeBytes < PART_BYTES_MIN && index < parts.length - 1;
  if (parts.some(isShort)) throw new Refused('EntityTooSmall');
  return parts;
}

/** An upload with checksums has to name that of each part. */
function hasRightChecksum(inside: string, checksum: KnownChecksum | undefined): boolean {
  return checksum === undefined || textOf(inside, `Checksum${checksum.name.toUpperCase()}`) === checksum.value;
}

function md5Of(parts: readonly ReceivedBytes[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) hash.update(Buffer.from(md5, 'hex'));
  return hash.digest('hex');
}

/** The checksum of the parts' checksums, as the documentation of composite checksums has it. */
function checksumOf(
  { checksumName: name }: UnfinishedUpload,
  parts: readonly ReceivedBytes[],
): KnownChecksum | undefined {
  if (name === undefined) return undefined;
  const checksum = openChecksum(name);
  for (const part of parts) checksum.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { name, value: `${checksum.digest()}-${parts.length}` };
}
