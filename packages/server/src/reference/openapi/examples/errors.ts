import type { ErrorCode } from '../../../platform/http/errors.ts';

/** One message for each code, as the server words it. */
export const ERROR_EXAMPLES: Readonly<Record<ErrorCode, string>> = {
  validation_failed: 'params.seed: must be a whole number from 0 to 2147483647; got -1.',
  file_unreadable: 'The file is empty.',
  webhook_url_rejected:
    'url: must lead over https to a public address: no local name and no private, loopback or reserved address.',
  api_key_missing: 'This call needs an API key; send the header "Authorization: Bearer rvya_sk_…".',
  api_key_invalid: 'This server has no such API key.',
  api_key_revoked: 'This API key was revoked; use another one.',
  api_key_expired: 'This API key has expired; use another one.',
  insufficient_credits: 'This generation costs 12 credits and the balance is 4. Nothing was reserved.',
  api_scope_denied: 'This API key lacks the scope generations:create; use a key that has it.',
  not_found: 'No generation with this id exists in this account.',
  method_not_allowed: 'PUT is not allowed here; use GET, HEAD, POST.',
  idempotency_conflict:
    'This Idempotency-Key was used with a different request within the last 24 hours. Use a new key.',
  not_cancellable: 'The generation is being made and can no longer be cancelled; it runs on.',
  file_too_large: 'The file is too large: an image may have at most 20 MB for wan-2-7-image-pro.',
  payload_too_large: 'The request body is larger than the 1 MB this route takes.',
  file_type_not_supported:
    'The file is image/gif; with kind image it must be one of: image/jpeg, image/png, image/webp.',
  unsupported_media_type: 'Send the body as application/json (uploads to /api/v1/files as multipart/form-data).',
  range_not_satisfiable: 'The file has 4181023 bytes; the range asked for begins behind its end.',
  rate_limited: 'More than 600 calls of this kind in a minute; try again in 7 s.',
  internal_error: 'Something went wrong on our side. Give the requestId when you report it.',
  overloaded: 'The server cannot write at the moment. Nothing was reserved or kept; try again later.',
  public_api_disabled: 'The API is switched off for now by the operator of this server; try again later.',
};
