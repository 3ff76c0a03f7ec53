import { type Failure, fail } from '../platform/http/errors.ts';
import { SECOND_MS } from '../platform/units.ts';
import { isLocalName } from '../platform/upstream/address-rules.ts';
import { FetchRefused, type GuardedFetcher } from '../platform/upstream/guarded-fetcher.ts';

/** How long the name may take to be resolved; what cannot be resolved now may be when an event is sent. */
const RESOLVE_MS_MAX = 3 * SECOND_MS;

/**
 * Reads where an endpoint is to be reached: https, no credentials, no fragment, and a host that is public in name and in
 * every address it has now. Networks on `RIVYA_PRIVATE_NETWORK_ALLOWLIST` are allowed too, and then plain http. A name
 * that does not resolve is taken if it is written as a public one; whatever it leads to is judged again before each
 * delivery. Answers the URL in its usual notation. Throws `webhook_url_rejected`.
 */
export async function checkEndpointUrl(fetcher: GuardedFetcher, text: string): Promise<string> {
  // A URL parser drops some of these and turns others round; whoever reads the text sees another address than it does.
  if (UNUSUAL_CHARACTERS.test(text))
    throw rejected('must not have spaces, line breaks, control characters or \\ in it.');
  const url = URL.parse(text);
  if (url === null) throw rejected('is not a URL. Write the whole address, such as https://example.com/rivya/webhook.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw rejected('must begin with https://.');
  // Empty ones leave no trace in the parsed URL, neither credentials nor a fragment.
  if (CREDENTIALS.test(text)) throw rejected('must not hold a user name or password.');
  if (text.includes('#')) throw rejected('must not have a fragment (#…): it would never be sent.');
  try {
    await fetcher.checkUntrusted(url.href, RESOLVE_MS_MAX);
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error;
    if (error.reason !== 'unreachable' && error.reason !== 'timeout') throw rejected(PUBLIC_ONLY, error);
    if (!isPublicName(url)) throw rejected(PUBLIC_ONLY, error);
  }
  return url.href;
}

const UNUSUAL_CHARACTERS = /[\s\\\p{Cc}\p{Cf}]/u;
const CREDENTIALS = /^[a-z]+:\/*[^/?#]*@/i;
const PUBLIC_ONLY =
  'must lead over https to a public address: no local name and no private, loopback or reserved address.';

/** Whether a host that does not resolve may be one of the internet's: a name of several parts that is not local by definition. */
function isPublicName({ protocol, hostname }: URL): boolean {
  const name = hostname.replace(/\.$/, '');
  return protocol === 'https:' && name.includes('.') && !isLocalName(name);
}

function rejected(message: string, cause?: unknown): Failure {
  return fail('webhook_url_rejected', {
    public: `url: ${message}`,
    details: [{ path: 'url', message }],
    ...(cause === undefined ? {} : { cause }),
  });
}
