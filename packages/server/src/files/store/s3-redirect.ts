import { SECOND_MS } from '../../platform/units.ts';
import type { S3Caller } from './s3-calls.ts';
import type { MediaStore } from './store.ts';

/** Loads what signs addresses. Signing asks nobody: it is arithmetic with the secret. */
export async function createRedirect(
  { sdk, client, bucket }: S3Caller,
  objectKey: (key: string) => string,
): Promise<NonNullable<MediaStore['redirectUrl']>> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  return async (key, { contentType, contentDisposition, lifeMs }) =>
    await getSignedUrl(
      client,
      new sdk.GetObjectCommand({
        Bucket: bucket,
        Key: objectKey(key),
        ResponseContentType: contentType,
        ResponseContentDisposition: contentDisposition,
      }),
      { expiresIn: Math.max(1, Math.floor(lifeMs / SECOND_MS)) },
    );
}
