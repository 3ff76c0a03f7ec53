import { RivyaError } from '../errors/rivya-error.ts';

/**
 * Why a message was not taken for one of the server's.
 *
 * - `missing_header`: `webhook-id`, `webhook-timestamp` or `webhook-signature` is not there, or there more than once
 * - `bad_timestamp`: the time is not a number of seconds
 * - `stale`: it was signed too long ago, or too far in the future; it may be a recording sent again
 * - `no_match`: no signature was made with any of the secrets over this body
 * - `bad_secret`: what was given is no signing secret
 * - `bad_payload`: what was given is not a raw body, or a signed body is no event
 */
export type WebhookVerificationReason =
  | 'missing_header'
  | 'bad_timestamp'
  | 'stale'
  | 'no_match'
  | 'bad_secret'
  | 'bad_payload';

/** A message that must not be trusted, or a mistake that keeps it from being checked; `reason` says which. */
export class WebhookVerificationError extends RivyaError {
  override readonly name = 'WebhookVerificationError';
  readonly reason: WebhookVerificationReason;

  constructor(reason: WebhookVerificationReason, message: string, cause?: unknown) {
    super('webhook_verification_failed', message, { cause });
    this.reason = reason;
  }
}
