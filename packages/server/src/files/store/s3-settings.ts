import { MINUTE_MS, SECOND_MS } from '../../platform/units.ts';

/** Where the bucket is and how it is used. */
export type S3Settings = {
  /** Absolute URL without a path; absent: Amazon's own for the region. */
  readonly endpoint: string | undefined;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `endpoint/bucket/key` rather than `bucket.endpoint/key`; most services other than Amazon's need it. */
  readonly isPathStyle: boolean;
  /** What all keys start with, such as `media/`; may be empty. One installation has it for itself. */
  readonly prefix: string;
  /** `required`: only where the protocol demands one, for services that refuse the SDK's CRC32. */
  readonly checksums: 'always' | 'required';
  /** `redirect`: callers are sent to the bucket with a short-lived address. */
  readonly delivery: 'proxy' | 'redirect';
  /** A local folder for uploads that are still being looked into; several processes may share it. */
  readonly stagingFolder: string;
};

/** How long the bucket may take, in milliseconds, and how often a call is tried. */
export type S3Limits = {
  readonly connectMs: number;
  /** From the start of one try, its body included, to the headers of its answer. */
  readonly tryMs: number;
  /** All tries of a call together. */
  readonly callMs: number;
  /** Tries of one call, the first included. */
  readonly tries: number;
  /** A whole upload, all its parts. */
  readonly uploadMs: number;
  /** The longest silence in the middle of an object that is being read. */
  readonly stallMs: number;
};

export const DEFAULT_S3_LIMITS: S3Limits = {
  connectMs: 5 * SECOND_MS,
  // A part of 5 MB passes in this time at 1.4 Mbit/s.
  tryMs: 30 * SECOND_MS,
  callMs: 2 * MINUTE_MS,
  tries: 4,
  uploadMs: 15 * MINUTE_MS,
  stallMs: 30 * SECOND_MS,
};
