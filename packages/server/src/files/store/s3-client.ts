import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Caller } from './s3-calls.ts';
import type { S3Limits, S3Settings } from './s3-settings.ts';

/** How far the bucket's clock is ahead of ours in milliseconds, by its last answer; undefined before the first. */
export type BucketClock = { aheadMs: number | undefined };

/** Downloads to slow callers hold a connection each; they must not keep results from being stored. */
const CONNECTIONS_MAX = 1_000;

/** Loads the SDK and makes its clients; nothing is sent yet. */
export async function openS3Client(
  settings: S3Settings,
  limits: S3Limits,
): Promise<{ readonly caller: S3Caller; readonly clock: BucketClock }> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client(s3ClientConfig(settings, limits));
  // Told to send checksums, the SDK puts one on requests that read too, and into the addresses it signs.
  const writer = new sdk.S3Client({
    ...s3ClientConfig(settings, limits),
    requestChecksumCalculation: settings.checksums === 'always' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
  });
  const clock: BucketClock = { aheadMs: undefined };
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const sentAtMs = dateOf(result.response);
      // The SDK signs by the system's clock, whatever clock the rest of the server has.
      if (sentAtMs !== undefined) clock.aheadMs = sentAtMs - Date.now();
      return result;
    },
    { step: 'deserialize', name: 'readBucketClock' },
  );
  return { caller: { sdk, client, writer, bucket: settings.bucket, limits }, clock };
}

/** What the SDK is told. Nothing it could find in the environment or in files of its own changes where the bytes go. */
export function s3ClientConfig(settings: S3Settings, limits: S3Limits): S3ClientConfig {
  const { endpoint, region, accessKeyId, secretAccessKey, isPathStyle } = settings;
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    forcePathStyle: isPathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: limits.tries,
    retryMode: 'standard',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // Read in parts and passed on as they come, bytes could be found wrong only after the caller has them.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.tryMs,
      throwOnRequestTimeout: true,
      // An idle connection may be that of a caller who reads slowly: `openObject` watches the bucket alone.
      socketTimeout: 0,
      httpAgent: { maxSockets: CONNECTIONS_MAX },
      httpsAgent: { maxSockets: CONNECTIONS_MAX },
    },
  };
}

function dateOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const timeMs = Date.parse(String(headers.date));
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
