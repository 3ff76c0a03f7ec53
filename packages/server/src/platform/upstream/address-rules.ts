import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FetchRefused } from './fetch-refused.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A network such as `10.1.0.0/16`: the first address and how many leading bits its members share with it. */
export type Cidr = { readonly network: Address; readonly prefixLength: number };

/** What may be done with an address: connect, connect only because an operator listed it, or not at all. */
export type Verdict = 'public' | 'allowlisted' | 'forbidden';

const URL_CHARACTERS_MAX = 8_192;
const HOST_CHARACTERS_MAX = 253;

/** All that was ever assigned for use between networks lies here (RFC 4291, IANA's IPv6 address space registry). */
const GLOBAL_UNICAST = { network: ipaddr.IPv6.parse('2000::'), prefixLength: 3 };

/** Looks public but answers inside Azure's networks only, with the machine's own secrets (WireServer). */
const AZURE_METADATA = '168.63.129.16';

/**
 * Judges the address of a connection about to be made. An address on the allowlist is `allowlisted` even if it is public;
 * what is no address in its usual notation, or has a zone, is `forbidden`.
 */
export function mayConnect(address: string, allowlist: readonly Cidr[]): Verdict {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'forbidden';
  if (allowlist.some((cidr) => includes(cidr, parsed))) return 'allowlisted';
  return isGlobalUnicast(parsed) ? 'public' : 'forbidden';
}

/**
 * Whether the address is a unicast address that anybody on the internet may reach. Everything with a special meaning is
 * not, even where a registry calls parts of it reachable: IANA's IPv4 and IPv6 special-purpose address registries. An
 * IPv4 address mapped into IPv6 is judged as that IPv4 address; other embeddings (NAT64, 6to4, Teredo) are refused.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && isGlobalUnicast(parsed);
}

/**
 * Reads `10.1.0.0/16` or `fd00::/8`. A network of mapped addresses (`::ffff:10.1.0.0/112`) is the IPv4 network. Throws
 * `RangeError` with the rest of a sentence that begins with the text.
 */
export function parseCidr(text: string): Cidr {
  const [base = '', bits, ...more] = text.split('/');
  const family = base.includes('%') ? 0 : isIP(base);
  if (family === 0 || more.length > 0) throw new RangeError('must be a network such as 10.1.0.0/16 or fd00::/8.');
  const bitsMax = family === 4 ? 32 : 128;
  if (bits === undefined) throw new RangeError(`needs a prefix length; for this one address write ${base}/${bitsMax}.`);
  if (!/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > bitsMax) {
    throw new RangeError(`needs a whole number from 0 to ${bitsMax} after the slash.`);
  }
  const address = ipaddr.parse(inHex(base));
  const first = (family === 4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(`${address}/${bits}`);
  if (first.toString() !== address.toString()) {
    throw new RangeError(`has bits set after the first ${bits}; the network they are in is ${first}/${bits}.`);
  }
  const isMapped = first instanceof ipaddr.IPv6 && first.isIPv4MappedAddress();
  return isMapped
    ? { network: first.toIPv4Address(), prefixLength: Number(bits) - 96 }
    : { network: first, prefixLength: Number(bits) };
}

/**
 * Reads a URL that others chose and refuses what needs no resolver to be refused: not http or https, credentials, port 0,
 * longer than 8,192 characters, a host name longer than 253. The fragment is left out. Whether its host may be connected
 * to, and whether plain http will do, is decided when connecting. Throws `FetchRefused`, `url_forbidden`.
 */
export function checkUrl(url: string): URL {
  const parsed = url.length > URL_CHARACTERS_MAX ? null : URL.parse(url);
  // Escaping may have made it longer than it came.
  if (url.length > URL_CHARACTERS_MAX || (parsed?.href.length ?? 0) > URL_CHARACTERS_MAX) {
    throw forbidden(`A URL may have at most ${URL_CHARACTERS_MAX} characters.`);
  }
  if (parsed === null) throw forbidden('The URL cannot be read.');
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw forbidden('Only https and http are fetched.');
  if (parsed.username !== '' || parsed.password !== '') throw forbidden('A URL must not hold a user name or password.');
  if (parsed.port === '0') throw forbidden('Port 0 cannot be connected to.');
  if (parsed.hostname.length > HOST_CHARACTERS_MAX) {
    throw forbidden(`A host name may have at most ${HOST_CHARACTERS_MAX} characters.`);
  }
  parsed.hash = '';
  return parsed;
}

/**
 * Whether the name means this machine or this network: by definition (RFC 6761, RFC 6762, RFC 8375, `.internal`), or by
 * the habit of routers and companies, in top-level domains that the internet does not have (RFC 6762, appendix G).
 */
export function isLocalName(host: string): boolean {
  return /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)\.*$/i.test(host);
}

function forbidden(message: string): FetchRefused {
  return new FetchRefused('url_forbidden', message);
}

/** Mapped addresses as the IPv4 address they stand for. Octal and shortened notations, which some systems read, are none. */
function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 || text.includes('%') ? undefined : ipaddr.process(inHex(text));
}

/** An IPv6 address without dots in it: ipaddr.js takes `::8.8.8.8` for the mapped `::ffff:8.8.8.8`, which it is not. */
function inHex(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function includes({ network, prefixLength }: Cidr, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, prefixLength);
}

function isGlobalUnicast(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 ? address.toString() !== AZURE_METADATA : includes(GLOBAL_UNICAST, address);
}
