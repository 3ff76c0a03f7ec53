import { join } from 'node:path';
import { type S3Options, type S3Simulator, startS3Simulator } from '@rivya/simulator';
import { createSecrets } from '../../platform/secrets.ts';
import { testFolder } from '../../platform/testing.ts';
import { createS3Store } from './s3.ts';
import type { S3Limits, S3Settings } from './s3-settings.ts';
import type { MediaStore } from './store.ts';

/** For tests only: the secret of the installation that owns the bucket. */
export const testS3Secrets = createSecrets(['bucket-test-secret-bucket-test-secret']);

/** For tests only: what lies in a bucket but for the mark of its owner. */
export function mediaIn(bucket: S3Simulator): ReturnType<S3Simulator['objects']> {
  return bucket.objects().filter(({ key }) => !key.endsWith('owner'));
}

type TestScope = { after(work: () => void | Promise<void>): void };

/** For tests only: a bucket of our own, closed after the test. */
export async function openTestBucket(test: TestScope, options: Partial<S3Options> = {}): Promise<S3Simulator> {
  const bucket = await startS3Simulator(options);
  test.after(() => bucket.close());
  return bucket;
}

/** For tests only: the settings that fit a bucket, with a staging folder of their own. */
export function testS3Settings(test: TestScope, simulator: S3Simulator): S3Settings {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = simulator;
  return {
    ...{ endpoint, bucket, region, accessKeyId, secretAccessKey },
    isPathStyle: true,
    prefix: 'media/',
    checksums: 'always',
    delivery: 'proxy',
    stagingFolder: join(testFolder(test), 'staging'),
  };
}

/** For tests only: a store in a bucket, closed after the test. */
export async function openTestS3Store(
  test: TestScope,
  settings: S3Settings,
  limits: Partial<S3Limits> = {},
): Promise<MediaStore> {
  const store = await createS3Store({ secrets: testS3Secrets }, settings, limits);
  test.after(() => store.close?.());
  return store;
}
