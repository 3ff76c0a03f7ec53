import type { ChancePlan } from '../faults/fault-book.ts';
import type { S3Fault, S3Faults } from './faults.ts';
import type { S3Operation, S3Options } from './options.ts';

/** A running bucket. */
export interface S3Simulator {
  /** Such as `http://127.0.0.1:40001`; the bucket is the first part of the path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Changes options from now on; the port stays. */
  set(options: Partial<Omit<S3Options, 'port'>>): void;
  /** The next `times` calls (default 1) of the operation meet the fault. */
  inject(operation: S3Operation, fault: S3Fault, times?: number): void;
  /** Scatters faults over all calls; the same seed gives the k-th call of an operation the same one. */
  injectRandomly(plan: ChancePlan<S3Faults>): void;
  /** Forgets every fault that was planned or scattered. */
  clearFaults(): void;
  /** Faults that really happened, by `operation:kind`. */
  struck(): Readonly<Record<string, number>>;
  /** How often each operation was asked for, refused or not. */
  requests(): Readonly<Record<S3Operation, number>>;
  /** Everything that was refused, as `METHOD Code: message`. */
  refusals(): readonly string[];
  /** All objects, by key. */
  objects(): readonly { readonly key: string; readonly sizeBytes: number; readonly contentType: string }[];
  /** Multipart uploads that were neither completed nor aborted. */
  unfinished(): readonly { readonly key: string; readonly parts: number }[];
  /** Frees the port and removes all bytes. */
  close(): Promise<void>;
}
