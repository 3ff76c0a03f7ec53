import { WebhookVerificationError } from './webhook-verification-error.ts';

/** The headers of a request as frameworks have them: `Headers`, or an object with names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the signature of a message is made over, and the signature itself. */
export type SignedHeaders = { readonly id: string; readonly timestamp: string; readonly signature: string };

/**
 * The three headers of Standard Webhooks. Throws `WebhookVerificationError` (`missing_header`) for one that is not there,
 * and for one that is there twice: nobody could say which of them was signed.
 */
export function readSignedHeaders(headers: WebhookHeaders): SignedHeaders {
  return {
    id: readHeader(headers, 'webhook-id'),
    timestamp: readHeader(headers, 'webhook-timestamp'),
    signature: readHeader(headers, 'webhook-signature'),
  };
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const [value = '', ...others] = valuesOf(headers, name);
  if (value !== '' && others.length === 0) return value;
  const problem = value === '' ? 'is missing' : 'came more than once';
  const hint = 'Pass the headers of the request; only Rivya and what else signs by Standard Webhooks sends them.';
  throw new WebhookVerificationError('missing_header', `The header ${name} ${problem}. ${hint}`);
}

function valuesOf(headers: WebhookHeaders, name: string): readonly string[] {
  if (typeof headers !== 'object' || headers === null) return [];
  // `Headers` of another realm or package is no instance of ours.
  if (hasGet(headers)) return [headers.get(name) ?? []].flat();
  return Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
}

function hasGet(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return 'get' in headers && typeof headers.get === 'function';
}
