import type { ErrorCode } from '../generated/api.ts';
import { RivyaError } from './rivya-error.ts';

/** A refusal by the server, in its documented shape. A code this version does not know comes as this class itself. */
export class ApiError extends RivyaError {
  override readonly name: string = 'ApiError';
}

/** 400: a field, the model or the query is wrong; `details` names the fields. */
export class ValidationFailedError extends ApiError {
  override readonly name = 'ValidationFailedError';
}
/** 400: the upload cannot be decoded. */
export class FileUnreadableError extends ApiError {
  override readonly name = 'FileUnreadableError';
}
/** 400: the URL of a webhook endpoint may not be sent to: it is not https, or leads to a private address. */
export class WebhookUrlRejectedError extends ApiError {
  override readonly name = 'WebhookUrlRejectedError';
}
/** 401: the call needs an API key and none was sent. */
export class ApiKeyMissingError extends ApiError {
  override readonly name = 'ApiKeyMissingError';
}
/** 401: the API key is mistyped or unknown. */
export class ApiKeyInvalidError extends ApiError {
  override readonly name = 'ApiKeyInvalidError';
}
/** 401: the API key was revoked. */
export class ApiKeyRevokedError extends ApiError {
  override readonly name = 'ApiKeyRevokedError';
}
/** 401: the API key's time is up. */
export class ApiKeyExpiredError extends ApiError {
  override readonly name = 'ApiKeyExpiredError';
}
/** 402: the balance does not cover the price. */
export class InsufficientCreditsError extends ApiError {
  override readonly name = 'InsufficientCreditsError';
}
/** 403: the API key lacks the scope of this call. */
export class ApiScopeDeniedError extends ApiError {
  override readonly name = 'ApiScopeDeniedError';
}
/** 404: no such model, task or file in this account. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}
/** 405: the path exists, the method does not. */
export class MethodNotAllowedError extends ApiError {
  override readonly name = 'MethodNotAllowedError';
}
/** 409: the idempotency key was used with another body. */
export class IdempotencyConflictError extends ApiError {
  override readonly name = 'IdempotencyConflictError';
}
/** 409: the task has ended, or can no longer be stopped. */
export class NotCancellableError extends ApiError {
  override readonly name = 'NotCancellableError';
}
/** 413: the upload is over the limit of its kind or model. */
export class FileTooLargeError extends ApiError {
  override readonly name = 'FileTooLargeError';
}
/** 413: the JSON body is too large. */
export class PayloadTooLargeError extends ApiError {
  override readonly name = 'PayloadTooLargeError';
}
/** 415: the bytes of the upload are of a type that is not taken, or not of its `kind`. */
export class FileTypeNotSupportedError extends ApiError {
  override readonly name = 'FileTypeNotSupportedError';
}
/** 415: the body has a content type that is not taken. */
export class UnsupportedMediaTypeError extends ApiError {
  override readonly name = 'UnsupportedMediaTypeError';
}
/** 416: a range that begins behind the end of a file. */
export class RangeNotSatisfiableError extends ApiError {
  override readonly name = 'RangeNotSatisfiableError';
}
/** 429: too many calls within a minute; `retryAfterMs` says when to come back. */
export class RateLimitedError extends ApiError {
  override readonly name = 'RateLimitedError';
}
/** 500: something went wrong on the server. */
export class InternalError extends ApiError {
  override readonly name = 'InternalError';
}
/** 503: more is arriving than the server can take. */
export class OverloadedError extends ApiError {
  override readonly name = 'OverloadedError';
}
/** 503: the operator switched the API off. */
export class PublicApiDisabledError extends ApiError {
  override readonly name = 'PublicApiDisabledError';
}

/** The class of each code. */
export const ERROR_CLASSES = {
  validation_failed: ValidationFailedError,
  file_unreadable: FileUnreadableError,
  webhook_url_rejected: WebhookUrlRejectedError,
  api_key_missing: ApiKeyMissingError,
  api_key_invalid: ApiKeyInvalidError,
  api_key_revoked: ApiKeyRevokedError,
  api_key_expired: ApiKeyExpiredError,
  insufficient_credits: InsufficientCreditsError,
  api_scope_denied: ApiScopeDeniedError,
  not_found: NotFoundError,
  method_not_allowed: MethodNotAllowedError,
  idempotency_conflict: IdempotencyConflictError,
  not_cancellable: NotCancellableError,
  file_too_large: FileTooLargeError,
  payload_too_large: PayloadTooLargeError,
  file_type_not_supported: FileTypeNotSupportedError,
  unsupported_media_type: UnsupportedMediaTypeError,
  range_not_satisfiable: RangeNotSatisfiableError,
  rate_limited: RateLimitedError,
  internal_error: InternalError,
  overloaded: OverloadedError,
  public_api_disabled: PublicApiDisabledError,
} as const satisfies Readonly<Record<ErrorCode, typeof ApiError>>;
