import type { Readable } from 'node:stream';
import { MB } from '../../platform/units.ts';
import type { S3Caller } from './s3-calls.ts';
import { type BucketError, toBucketError } from './s3-errors.ts';
import { sizeOfObject } from './s3-size.ts';

/** The least the protocol allows for all parts but the last; larger bodies than this go up in parts. */
export const PART_BYTES = 5 * MB;
/** Sent at the same time; a third may be filling meanwhile. */
const PARTS_AT_ONCE = 2;

/** A body on its way up. `sizeBytes` is what must be there in the end; a stream is read once, part by part. */
export type UploadBody = {
  readonly key: string;
  readonly body: Uint8Array | Readable;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
};

/**
 * Stores a whole object, or nothing: what was sent of a body in parts is dropped when it fails. Holds at most three parts
 * in memory. Throws `BucketError`.
 */
export async function uploadBody(caller: S3Caller, upload: UploadBody): Promise<void> {
  const { writer, bucket, limits } = caller;
  const { Upload } = await import('@aws-sdk/lib-storage');
  const running = new Upload({
    client: writer,
    params: { Bucket: bucket, Key: upload.key, Body: upload.body, ...typeOf(upload) },
    queueSize: PARTS_AT_ONCE,
    partSize: PART_BYTES,
  });
  const timer = setTimeout(() => void running.abort(), limits.uploadMs);
  try {
    await running.done();
  } catch (error) {
    await settleFailure(caller, upload, toBucketError(bucket, 'PutObject', error));
  } finally {
    clearTimeout(timer);
  }
}

function typeOf({ contentType }: UploadBody): { ContentType?: string } {
  return contentType === undefined ? {} : { ContentType: contentType };
}

/**
 * An upload whose completion was answered into a broken connection is not there to be completed again, and the object is.
 * A key is never used twice, so an object of the right size under it is this one.
 */
async function settleFailure(caller: S3Caller, upload: UploadBody, failure: BucketError): Promise<void> {
  if (failure.code !== 'NoSuchUpload') throw failure;
  const size = await sizeOfObject(caller, upload.key);
  if (size !== upload.sizeBytes) throw failure;
}
