import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { callBucket, type S3Caller } from './s3-calls.ts';
import { BucketError } from './s3-errors.ts';
import { mediaKeyOf } from './s3-list.ts';

type Unfinished = { readonly Key: string; readonly UploadId: string };

/**
 * Aborts uploads in parts that were begun before this time: a crash left them, and their parts cost money unseen. Tells how
 * many. A service that cannot list them has none as far as we know; a lifecycle rule does it there. Throws `BucketError`.
 */
export async function dropUnfinishedUploads(caller: S3Caller, prefix: string, begunBeforeMs: number): Promise<number> {
  let dropped = 0;
  try {
    for await (const page of listUnfinished(caller, prefix, begunBeforeMs)) {
      for (const upload of page) await abort(caller, upload);
      dropped += page.length;
    }
  } catch (error) {
    if (!(error instanceof BucketError) || error.status !== 501) throw error;
  }
  return dropped;
}

async function* listUnfinished(
  caller: S3Caller,
  prefix: string,
  begunBeforeMs: number,
): AsyncGenerator<readonly Unfinished[]> {
  const { sdk, client, bucket } = caller;
  let last: ListMultipartUploadsCommandOutput | undefined;
  do {
    const after = { KeyMarker: last?.NextKeyMarker, UploadIdMarker: last?.NextUploadIdMarker };
    const command = new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...after });
    last = await callBucket(caller, 'ListMultipartUploads', (options) => client.send(command, options));
    yield (last.Uploads ?? []).flatMap(({ Key, UploadId, Initiated }) => {
      const isOld = Initiated !== undefined && Initiated.getTime() < begunBeforeMs;
      const isOurs = Key !== undefined && mediaKeyOf(Key, prefix) !== undefined;
      return isOld && isOurs && UploadId !== undefined ? [{ Key, UploadId }] : [];
    });
  } while (last.IsTruncated === true && last.NextKeyMarker !== undefined);
}

async function abort(caller: S3Caller, upload: Unfinished): Promise<void> {
  const { sdk, client, bucket } = caller;
  const command = new sdk.AbortMultipartUploadCommand({ Bucket: bucket, ...upload });
  try {
    await callBucket(caller, 'AbortMultipartUpload', (options) => client.send(command, options));
  } catch (error) {
    // Another process, or a lifecycle rule, was faster.
    if (!(error instanceof BucketError) || error.code !== 'NoSuchUpload') throw error;
  }
}
