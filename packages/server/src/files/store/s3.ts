import type { Secrets } from '../../platform/secrets.ts';
import { Gate } from '../inspect/gate.ts';
import { callBucket, type S3Caller } from './s3-calls.ts';
import { openS3Client } from './s3-client.ts';
import { listBucket } from './s3-list.ts';
import { openObject } from './s3-open.ts';
import { proveBucket } from './s3-proof.ts';
import { createRedirect } from './s3-redirect.ts';
import { DEFAULT_S3_LIMITS, type S3Limits, type S3Settings } from './s3-settings.ts';
import { sizeOfObject } from './s3-size.ts';
import { createStaging, type StagedBody } from './s3-staging.ts';
import { dropUnfinishedUploads } from './s3-unfinished.ts';
import { PART_BYTES, uploadBody } from './s3-upload.ts';
import { MEDIA_KEY, type MediaStore } from './store.ts';

/** Parts of staged files in memory, over all uploads: 12 of 5 MB. What is over waits, and beyond that is sent away. */
const PARTS_IN_MEMORY = 12;
const PARTS_OF_ONE_UPLOAD = 3;
const UPLOADS_WAITING_MAX = 256;

/**
 * A media store in a bucket of any service that speaks the S3 protocol. The bucket is tried out first: list, write, read,
 * delete. Throws `BucketUnusable`, whose message says what to do, when one of these is refused, the clocks differ or the
 * prefix is another installation's.
 * The SDK is loaded here and not before: a server that keeps media on disk never pays for it.
 */
export async function createS3Store(
  { secrets }: { readonly secrets: Secrets },
  settings: S3Settings,
  limits: Partial<S3Limits> = {},
): Promise<MediaStore> {
  const { caller, clock } = await openS3Client(settings, { ...DEFAULT_S3_LIMITS, ...limits });
  try {
    await proveBucket(caller, { prefix: settings.prefix, secrets, clock });
    return await createStore(caller, settings);
  } catch (error) {
    close(caller);
    throw error;
  }
}

async function createStore(caller: S3Caller, settings: S3Settings): Promise<MediaStore> {
  const { prefix, delivery, stagingFolder } = settings;
  const gate = new Gate(PARTS_IN_MEMORY, UPLOADS_WAITING_MAX);
  const objectKey = (key: string) => {
    if (!MEDIA_KEY.test(key)) throw new Error('This is not a key of the media store.');
    return `${prefix}${key}`;
  };
  const uploadStaged = (key: string, staged: StagedBody) => {
    const parts = staged.sizeBytes > PART_BYTES ? PARTS_OF_ONE_UPLOAD : 1;
    return gate.run(parts, () => uploadBody(caller, { ...staged, key: objectKey(key) }));
  };
  return {
    stage: await createStaging(stagingFolder, uploadStaged),
    put: async (key, bytes, contentType) =>
      await uploadBody(caller, { key: objectKey(key), body: bytes, sizeBytes: bytes.length, contentType }),
    open: async (key, range) => await openObject(caller, objectKey(key), range),
    size: async (key) => await sizeOfObject(caller, objectKey(key)),
    delete: async (key) => await deleteObject(caller, objectKey(key)),
    list: () => listBucket(caller, prefix),
    dropUnfinished: async (begunBeforeMs) => await dropUnfinishedUploads(caller, prefix, begunBeforeMs),
    close: () => close(caller),
    ...(delivery === 'redirect' ? { redirectUrl: await createRedirect(caller, objectKey) } : {}),
  };
}

/** An object that is not there counts as removed: so does the protocol. */
async function deleteObject(caller: S3Caller, key: string): Promise<void> {
  const { sdk, client, bucket } = caller;
  const command = new sdk.DeleteObjectCommand({ Bucket: bucket, Key: key });
  await callBucket(caller, 'DeleteObject', (options) => client.send(command, options));
}

function close({ client, writer }: S3Caller): void {
  client.destroy();
  writer.destroy();
}
