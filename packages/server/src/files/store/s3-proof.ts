import { randomUUID } from 'node:crypto';
import type { Secrets } from '../../platform/secrets.ts';
import { MINUTE_MS } from '../../platform/units.ts';
import { callBucket, type S3Caller } from './s3-calls.ts';
import type { BucketClock } from './s3-client.ts';
import { adviceOn, BucketError, BucketUnusable } from './s3-errors.ts';
import { claimPrefix } from './s3-owner.ts';

/** Signed addresses live for minutes; beyond this difference they begin or end at the wrong time. */
const CLOCKS_APART_MS_MAX = 5 * MINUTE_MS;

/** What a bucket is proved with: whose the prefix must be, and what its answers said about its clock. */
export type Proof = { readonly prefix: string; readonly secrets: Secrets; readonly clock: BucketClock };

/**
 * Does once what the store will do: lists, writes, reads and deletes, so that a wrong setting shows at the start and not
 * with the first picture. Throws `BucketUnusable`. What a crash leaves of it the orphan sweep removes.
 */
export async function proveBucket(caller: S3Caller, { prefix, secrets, clock }: Proof): Promise<void> {
  try {
    await list(caller, prefix);
    checkClock(clock);
    await claimPrefix(caller, prefix, secrets);
    await writeAndRead(caller, `${prefix}probe_${randomUUID().replaceAll('-', '')}`);
  } catch (error) {
    if (!(error instanceof BucketError)) throw error;
    throw new BucketUnusable(`Media cannot be kept in the bucket. ${error.message} ${adviceOn(error)}`);
  }
}

async function list(caller: S3Caller, prefix: string): Promise<void> {
  const { sdk, client, bucket } = caller;
  const command = new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
  await callBucket(caller, 'ListObjectsV2', (options) => client.send(command, options));
}

/** The SDK corrects its clock after a refusal and goes on; the addresses it signs are not corrected. */
function checkClock({ aheadMs }: BucketClock): void {
  if (aheadMs === undefined || Math.abs(aheadMs) <= CLOCKS_APART_MS_MAX) return;
  const minutes = Math.round(Math.abs(aheadMs) / MINUTE_MS);
  const side = aheadMs > 0 ? 'behind' : 'ahead of';
  throw new BucketUnusable(
    `Media cannot be kept in the bucket. This machine's clock is ${minutes} minutes ${side} the bucket's: set it, best with NTP.`,
  );
}

async function writeAndRead(caller: S3Caller, key: string): Promise<void> {
  const { sdk, client, writer, bucket } = caller;
  const place = { Bucket: bucket, Key: key };
  const bytes = Buffer.from('rivya');
  await callBucket(caller, 'PutObject', (options) =>
    writer.send(new sdk.PutObjectCommand({ ...place, Body: bytes }), options),
  );
  const read = await callBucket(caller, 'GetObject', async (options) => {
    const { Body } = await client.send(new sdk.GetObjectCommand(place), options);
    return await Body?.transformToByteArray();
  });
  await callBucket(caller, 'DeleteObject', (options) => client.send(new sdk.DeleteObjectCommand(place), options));
  if (read === undefined || !bytes.equals(read)) {
    throw new BucketUnusable('Media cannot be kept in the bucket. It gave back other bytes than it was given.');
  }
}
