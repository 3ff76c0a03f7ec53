import type { FaultBook } from '../faults/fault-book.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import type { S3Operation } from './options.ts';
import type { S3Code } from './refusal.ts';

/** What a call to the bucket can meet. */
export type S3Fault =
  /** The bucket refuses with this code and its status; nothing was done. */
  | { readonly kind: 'code'; readonly code: S3Code }
  /** The connection is reset before anything was done. */
  | { readonly kind: 'reset_before' }
  /** The work is done, then the connection is reset. */
  | { readonly kind: 'reset_after' }
  /** No answer ever; nothing was done. */
  | { readonly kind: 'hang' }
  /** The work is done; the connection ends in the middle of the answer's body. */
  | { readonly kind: 'cut' }
  /** The work is done; the answer's body stops in the middle and the connection stays open. */
  | { readonly kind: 'stall' };

/** What can be met where. */
export type S3Faults = { readonly [O in S3Operation]: S3Fault };

/** A book without any fault. */
export function openS3FaultBook(): FaultBook<S3Faults> {
  return {
    put: new FaultQueue(),
    get: new FaultQueue(),
    head: new FaultQueue(),
    delete: new FaultQueue(),
    list: new FaultQueue(),
    create_upload: new FaultQueue(),
    upload_part: new FaultQueue(),
    complete_upload: new FaultQueue(),
    abort_upload: new FaultQueue(),
    list_uploads: new FaultQueue(),
  };
}
