import { checkFields } from '../faults/check-fields.ts';
import type { FaultAt, FaultBook } from '../faults/fault-book.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import type { TransportFault } from '../faults/transport-fault.ts';
import type { ResultFault } from '../pictures/result-host.ts';
import { refusalFor } from './call.ts';
import { documented } from './refusal.ts';

/** What a call of the API or an upload can meet. */
export type ApiFault =
  | TransportFault
  /**
   * Refused with this code, and nothing was done. Status and message are the documented ones of the code unless given;
   * `retryAfter` is sent as it is in the header of that name.
   */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly status?: number;
      readonly message?: string;
      readonly retryAfter?: string;
    }
  /** HTTP 200 with a code at the top of the body; nothing was done. */
  | { readonly kind: 'code_in_200'; readonly code: string; readonly message?: string }
  /**
   * The work was done, and the answer says otherwise: an error in JSON when `code` is given, else a proxy's page. The
   * status is that of the code, or 502, unless given.
   * `hasRequestId` (default true): the error carries the request's id, the one a list shows for the task.
   */
  | {
      readonly kind: 'accepted_but';
      readonly status?: number;
      readonly code?: string;
      readonly message?: string;
      readonly hasRequestId?: boolean;
    };

/** What a task that would succeed does instead. */
export type OutcomeFault =
  /** Ends as FAILED. The message is the documented one of the code unless given. */
  | { readonly kind: 'failed'; readonly code: string; readonly message?: string }
  /** Ends as FAILED because the picture was refused by moderation. */
  | { readonly kind: 'moderated' }
  /** Ends as SUCCEEDED without a picture: no choices, a choice with nothing in it, or one with text only. */
  | { readonly kind: 'zero_images'; readonly shape?: 'no_choices' | 'empty_content' | 'text_only' }
  /** Delivers (and bills) fewer pictures than asked for, at least one. */
  | { readonly kind: 'fewer_images'; readonly count: number }
  /** Ends as CANCELED, as when somebody cancels it elsewhere. */
  | { readonly kind: 'canceled' }
  /** Is UNKNOWN from the start and in no list; made and billed all the same unless `isBilled` is false. */
  | { readonly kind: 'forgotten'; readonly isBilled?: boolean }
  /** The first `times` (default 1) queries answer UNKNOWN, later ones the truth. */
  | { readonly kind: 'unknown_once'; readonly times?: number }
  /** Runs until `finish` ends it. */
  | { readonly kind: 'never_ends' }
  /** Is SUSPENDED instead of RUNNING, then succeeds. */
  | { readonly kind: 'suspended' };

/** What can be met where. `submit` is both the asynchronous and the synchronous endpoint. */
export type DashscopeFaults = {
  readonly submit: ApiFault;
  readonly query: ApiFault;
  readonly list: ApiFault;
  readonly cancel: ApiFault;
  readonly policy: ApiFault;
  readonly upload: ApiFault;
  readonly result: ResultFault;
  readonly outcome: OutcomeFault;
};
export type DashscopeOperation = keyof DashscopeFaults;

/** An operation and a fault that fits it. */
export type DashscopeFaultAt<O extends DashscopeOperation = DashscopeOperation> = FaultAt<DashscopeFaults, O>;

/** A book without any fault. */
export function openFaultBook(): FaultBook<DashscopeFaults> {
  return {
    submit: new FaultQueue(),
    query: new FaultQueue(),
    list: new FaultQueue(),
    cancel: new FaultQueue(),
    policy: new FaultQueue(),
    upload: new FaultQueue(),
    result: new FaultQueue(),
    outcome: new FaultQueue(),
  };
}

/** Throws a RangeError for a fault that names an undocumented code without saying enough about it, or has wrong fields. */
export function checkFault(fault: ApiFault | ResultFault | OutcomeFault): void {
  checkFields(fault);
  if (fault.kind === 'error') refusalFor(fault);
  if (fault.kind === 'accepted_but' && fault.code !== undefined) refusalFor({ ...fault, code: fault.code });
  if (fault.kind === 'failed' && fault.message === undefined) documented(fault.code);
}
