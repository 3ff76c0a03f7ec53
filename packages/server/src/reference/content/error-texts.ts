import type { ErrorCode } from '../../platform/http/errors.ts';

/** What each error code means and what a caller does about it: for the docs and for the OpenAPI document. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, { readonly meaning: string; readonly action: string }>> = {
  validation_failed: {
    meaning: 'A field, the model, the query, the JSON or the HTTP itself is wrong.',
    action: 'Read `details`, correct the request.',
  },
  file_unreadable: {
    meaning: 'The upload cannot be decoded, is cut off, is empty, or has more than 50 megapixels.',
    action: 'Send a whole file that opens elsewhere.',
  },
  webhook_url_rejected: {
    meaning: 'The URL of a webhook endpoint is not https, or leads to an address that is not public.',
    action: 'Use a public https address; for local development `rivya webhooks listen`.',
  },
  api_key_missing: { meaning: 'No `Authorization: Bearer` header came.', action: 'Send the key.' },
  api_key_invalid: {
    meaning: 'The key is mistyped, unknown, or was sent twice.',
    action: 'Copy it again, or ask for a new one.',
  },
  api_key_revoked: { meaning: 'The operator revoked the key.', action: 'Use another key.' },
  api_key_expired: { meaning: 'The time of the key is up.', action: 'Use another key.' },
  insufficient_credits: {
    meaning: 'The balance does not cover the price.',
    action: 'Have credits added, then send the request again.',
  },
  api_scope_denied: {
    meaning: 'The key lacks the scope that this route needs.',
    action: 'Use a key that has it.',
  },
  not_found: {
    meaning:
      'There is no such path or model, or no such task, file, webhook endpoint, event or delivery in your account.',
    action: 'Check the id, and which account the key belongs to.',
  },
  method_not_allowed: {
    meaning: 'The path exists, the method does not.',
    action: 'Use a method that the `Allow` header lists.',
  },
  idempotency_conflict: {
    meaning: 'The `Idempotency-Key` was used before with another body.',
    action: 'Send a new body with a new key.',
  },
  not_cancellable: {
    meaning: 'The task has ended, or is being made and cannot be stopped.',
    action: 'Poll it to its end.',
  },
  file_too_large: {
    meaning: 'The upload is over the limit of its kind or of its model.',
    action: 'Send a smaller file.',
  },
  payload_too_large: {
    meaning: 'A JSON body is over 1 MB (2^20 bytes).',
    action: 'Upload files instead of embedding them.',
  },
  file_type_not_supported: {
    meaning: 'The bytes are of a type that is not taken, or not of the given `kind`.',
    action: 'Convert the file, or correct `kind`.',
  },
  unsupported_media_type: {
    meaning: 'The body is not uncompressed `application/json` in UTF-8 (uploads: `multipart/form-data`).',
    action: 'Set `Content-Type`, leave `Content-Encoding` out.',
  },
  range_not_satisfiable: {
    meaning: 'The `Range` of a media request begins behind the end of the file.',
    action: 'Ask for less, or for the whole file.',
  },
  rate_limited: {
    meaning:
      'More calls came than a minute allows, a signing secret was replaced too often within a day, or the endpoint is ' +
      'being tested right now.',
    action: 'Wait for `Retry-After` seconds.',
  },
  internal_error: {
    meaning: 'Something went wrong on the server.',
    action: 'Try again later, and report the `requestId`.',
  },
  overloaded: {
    meaning: 'More arrives than can be written down or looked into, or the disk is full.',
    action: 'Wait for `Retry-After` seconds, then send it again.',
  },
  public_api_disabled: { meaning: 'The operator switched the API off.', action: 'Try again later.' },
};
