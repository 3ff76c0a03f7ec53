import type { Secrets } from '../../platform/secrets.ts';
import { callBucket, type S3Caller, unlessMissing } from './s3-calls.ts';
import { BucketUnusable } from './s3-errors.ts';

const PURPOSE = 'media-bucket-owner';
/** Too short for a media key: no sweep ever sees it. */
const NAME = 'owner';
const MARK_BYTES_MAX = 1_024;

/**
 * Marks the prefix as this installation's at the first start and looks at the mark at every other. Two installations in one
 * place would each take the other's media for orphans and remove them. The mark is signed, so an installation is whoever
 * has the secret; a rotated one still knows it. Throws `BucketUnusable` when it is another's.
 */
export async function claimPrefix(caller: S3Caller, prefix: string, secrets: Secrets): Promise<void> {
  const key = `${prefix}${NAME}`;
  const mark = await readMark(caller, key);
  if (mark === undefined || secrets.verify(PURPOSE, prefix, mark)) {
    const newest = secrets.sign(PURPOSE, prefix);
    // Also after a rotation: the old secret will be dropped one day.
    if (mark !== newest) await writeMark(caller, key, newest);
    return;
  }
  const place = prefix === '' ? '' : ` under "${prefix}"`;
  throw new BucketUnusable(
    `The media in the bucket "${caller.bucket}"${place} belong to another installation: set RIVYA_S3_PREFIX or RIVYA_S3_BUCKET to a place of its own. If RIVYA_SECRET was replaced here, remove the object "${key}".`,
  );
}

async function readMark(caller: S3Caller, key: string): Promise<string | undefined> {
  const { sdk, client, bucket } = caller;
  return await unlessMissing(
    callBucket(caller, 'GetObject', async (options) => {
      const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${MARK_BYTES_MAX - 1}` });
      const { Body } = await client.send(command, options);
      return (await Body?.transformToString()) ?? '';
    }),
  );
}

async function writeMark(caller: S3Caller, key: string, mark: string): Promise<void> {
  const { sdk, writer, bucket } = caller;
  const command = new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: mark, ContentType: 'text/plain' });
  await callBucket(caller, 'PutObject', (options) => writer.send(command, options));
}
