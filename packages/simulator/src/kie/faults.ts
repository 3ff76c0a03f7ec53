import type { FaultAt, FaultBook } from '../faults/fault-book.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import type { TransportFault } from '../faults/transport-fault.ts';
import type { ResultFault } from '../pictures/result-host.ts';

/** What a call of the API or an upload can meet. */
export type KieApiFault =
  | TransportFault
  /** `body.code` with its documented text unless given; nothing was done. `status` is the HTTP status, default 200. */
  | { readonly kind: 'code'; readonly code: number; readonly message?: string; readonly status?: number }
  /**
   * The work was done, and the answer says otherwise: JSON with `code` when given, else a proxy's page. `status` is the
   * HTTP status; leave it out for the usual 200.
   */
  | { readonly kind: 'accepted_but'; readonly status?: number; readonly code?: number; readonly message?: string };

/** What a task that would succeed does instead. */
export type KieOutcomeFault =
  /** Ends as `fail`; `code` is `failCode`, default `500`. */
  | { readonly kind: 'failed'; readonly code?: string; readonly message?: string }
  /** Ends as `fail` because the picture was refused by moderation. */
  | { readonly kind: 'moderated' }
  /** Ends as `success` without a picture: an empty list, or an object without a list. */
  | { readonly kind: 'zero_images'; readonly shape?: 'empty_list' | 'no_list' }
  /** Ends as `success` with a `resultJson` that is no JSON; the pictures are billed. */
  | { readonly kind: 'broken_result' }
  /** Delivers (and bills) fewer pictures than asked for, at least one. */
  | { readonly kind: 'fewer_images'; readonly count: number }
  /** Is unknown from the start; made and billed all the same unless `isBilled` is false. */
  | { readonly kind: 'forgotten'; readonly isBilled?: boolean }
  /** The first `times` (default 1) queries do not find it, as right after a create. */
  | { readonly kind: 'unknown_once'; readonly times?: number }
  /** Is `generating` until `finish` ends it. */
  | { readonly kind: 'never_ends' }
  /** Shows a state nobody documented instead of `generating`, then succeeds. */
  | { readonly kind: 'odd_state'; readonly state: string };

/** What a callback can meet. */
export type CallbackFault = { readonly kind: 'lost' } | { readonly kind: 'twice' };

/** What can be met where. */
export type KieFaults = {
  readonly create: KieApiFault;
  readonly query: KieApiFault;
  readonly credit: KieApiFault;
  readonly upload: KieApiFault;
  readonly result: ResultFault;
  readonly outcome: KieOutcomeFault;
  readonly callback: CallbackFault;
};
export type KieOperation = keyof KieFaults;

/** An operation and a fault that fits it. */
export type KieFaultAt<O extends KieOperation = KieOperation> = FaultAt<KieFaults, O>;

/** A book without any fault. */
export function openKieFaultBook(): FaultBook<KieFaults> {
  return {
    create: new FaultQueue(),
    query: new FaultQueue(),
    credit: new FaultQueue(),
    upload: new FaultQueue(),
    result: new FaultQueue(),
    outcome: new FaultQueue(),
    callback: new FaultQueue(),
  };
}
