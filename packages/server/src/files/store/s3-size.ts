import { callBucket, type S3Caller, unlessMissing } from './s3-calls.ts';

/** In bytes; `undefined` when there is no such object. Throws `BucketError`. */
export async function sizeOfObject(caller: S3Caller, key: string): Promise<number | undefined> {
  const { sdk, client, bucket } = caller;
  const command = new sdk.HeadObjectCommand({ Bucket: bucket, Key: key });
  const head = await unlessMissing(callBucket(caller, 'HeadObject', (options) => client.send(command, options)));
  return head?.ContentLength;
}
