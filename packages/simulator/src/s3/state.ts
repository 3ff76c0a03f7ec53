import type { FaultBook } from '../faults/fault-book.ts';
import type { ChecksumName } from './checksum.ts';
import type { S3Faults } from './faults.ts';
import type { S3Operation, S3Options } from './options.ts';

/** A checksum as the client sent it and the bucket found it to be right; of several parts it ends in `-` and their number. */
export type KnownChecksum = { readonly name: ChecksumName; readonly value: string };

/** Bytes that arrived whole and lie in a file. */
export type ReceivedBytes = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly md5: string;
  readonly checksum: KnownChecksum | undefined;
};

/** An object as the bucket keeps it. */
export type StoredS3Object = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly contentType: string;
  readonly lastModifiedMs: number;
  readonly checksum: KnownChecksum | undefined;
};

/** A multipart upload that was neither completed nor aborted. */
export type UnfinishedUpload = {
  readonly id: string;
  readonly key: string;
  readonly contentType: string;
  readonly startedAtMs: number;
  readonly checksumName: ChecksumName | undefined;
  readonly parts: Map<number, ReceivedBytes>;
};

/** Everything a running bucket consists of. */
export type S3State = {
  options: S3Options;
  /** Where the bytes are; removed at the end. */
  readonly folder: string;
  readonly objects: Map<string, StoredS3Object>;
  readonly uploads: Map<string, UnfinishedUpload>;
  readonly faults: FaultBook<S3Faults>;
  readonly requests: Map<S3Operation, number>;
  readonly refusals: string[];
};
