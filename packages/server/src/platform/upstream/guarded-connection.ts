import type { LookupAddress } from 'node:dns';
import { isIP, type Socket } from 'node:net';
import { type Cidr, isLocalName, mayConnect } from './address-rules.ts';
import { untilAborted } from './deadline.ts';
import { FetchRefused } from './fetch-refused.ts';
import { hostOf, openConnection } from './open-connection.ts';
import type { Resolve } from './resolve-name.ts';

export type GuardRules = { readonly allowlist: readonly Cidr[]; readonly resolve: Resolve };

/**
 * Connects to where the URL's host leads now, if every address it has may be connected to. Only those addresses are
 * tried, so a name cannot lead elsewhere between the check and the connection, and the address at the other end is
 * looked at once more. Throws `FetchRefused` (`address_forbidden`, `url_forbidden`, `unreachable`), the network's error,
 * or the signal's reason.
 */
export async function openGuardedConnection(rules: GuardRules, url: URL, signal: AbortSignal): Promise<Socket> {
  const addresses = await findAllowedAddresses(rules, url, signal);
  const socket = await openConnection({ url, addresses, signal });
  try {
    const { remoteAddress: address } = socket;
    if (address === undefined) throw new FetchRefused('unreachable', `${url.host} closed the connection at once.`);
    judge(rules, url, [{ address }]);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

/**
 * Where the URL's host leads now, if all of it may be connected to. Throws as `openGuardedConnection` does, or what the
 * resolver says.
 */
export async function findAllowedAddresses(
  rules: GuardRules,
  url: URL,
  signal: AbortSignal,
): Promise<readonly LookupAddress[]> {
  const addresses = await untilAborted(signal, addressesOf(rules.resolve, hostOf(url)));
  judge(rules, url, addresses);
  return addresses;
}

async function addressesOf(resolve: Resolve, host: string): Promise<readonly LookupAddress[]> {
  const literal = isIP(host);
  if (literal !== 0) return [{ address: host, family: literal }];
  const found = await resolve(host);
  if (found.length === 0) throw new FetchRefused('unreachable', `${host} has no address.`);
  return found.map(({ address }) => ({ address, family: isIP(address) }));
}

function judge({ allowlist }: GuardRules, url: URL, addresses: readonly { readonly address: string }[]): void {
  const host = hostOf(url);
  const verdicts = addresses.map(({ address }) => mayConnect(address, allowlist));
  if (verdicts.includes('forbidden')) {
    // One such address is enough: which of them is tried first is up to whoever answers for the name.
    throw new FetchRefused('address_forbidden', `${host} leads to an address that is not public.`);
  }
  if (verdicts.every((verdict) => verdict === 'allowlisted')) return;
  if (url.protocol === 'http:') {
    throw new FetchRefused('url_forbidden', `${host} is public and must be reached over https.`);
  }
  if (isLocalName(host)) throw new FetchRefused('url_forbidden', `${host} is a name of a private network.`);
}
