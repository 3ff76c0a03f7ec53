import type { S3Client } from '@aws-sdk/client-s3';
import { BucketError, toBucketError } from './s3-errors.ts';
import type { S3Limits } from './s3-settings.ts';

/** What is needed to ask a bucket for something. */
export type S3Caller = {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: S3Client;
  /** For bytes on their way up: sends their checksums. */
  readonly writer: S3Client;
  readonly bucket: string;
  readonly limits: S3Limits;
};

/** What a single call is given to end it in time. */
export type CallOptions = { readonly abortSignal: AbortSignal };

/**
 * Makes one call with its time limit. For an object that is read the limit ends with the headers of the answer.
 * Throws `BucketError`, which holds neither a key nor a signature, for anything that goes wrong.
 */
export async function callBucket<Answer>(
  { bucket, limits }: Pick<S3Caller, 'bucket' | 'limits'>,
  operation: string,
  send: (options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), limits.callMs);
  try {
    return await send({ abortSignal: patience.signal });
  } catch (error) {
    throw toBucketError(bucket, operation, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer, or `undefined` when the bucket says that there is no such object. */
export async function unlessMissing<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    // An answer to HEAD has no body, and so no code but the one the status stands for.
    if (error instanceof BucketError && (error.code === 'NoSuchKey' || error.code === 'NotFound')) return undefined;
    throw error;
  }
}
