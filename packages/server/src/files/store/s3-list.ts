import { callBucket, type S3Caller } from './s3-calls.ts';
import { MEDIA_KEY, type StoredObject } from './store.ts';

const PAGE_SIZE = 500;

/** Everything under the prefix that is ours by its name, page by page; whatever else lies there is left alone. */
export async function* listBucket(caller: S3Caller, prefix: string): AsyncGenerator<readonly StoredObject[]> {
  const { sdk, client, bucket } = caller;
  let token: string | undefined;
  do {
    const after = token === undefined ? {} : { ContinuationToken: token };
    const command = new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: PAGE_SIZE, ...after });
    const page = await callBucket(caller, 'ListObjectsV2', (options) => client.send(command, options));
    yield (page.Contents ?? []).flatMap(({ Key, LastModified }) => {
      const key = mediaKeyOf(Key, prefix);
      return key === undefined || LastModified === undefined ? [] : [{ key, storedAtMs: LastModified.getTime() }];
    });
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** The store's key of an object in the bucket; undefined for what is not ours. */
export function mediaKeyOf(objectKey: string | undefined, prefix: string): string | undefined {
  if (objectKey === undefined || !objectKey.startsWith(prefix)) return undefined;
  const key = objectKey.slice(prefix.length);
  return MEDIA_KEY.test(key) ? key : undefined;
}
