import type { LookupAddress } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export type ConnectionRequest = {
  /** Whose host and port are meant; https means TLS with a certificate for that host. */
  readonly url: URL;
  /** The only addresses to try, in this order; absent: those the system's resolver has for the host. */
  readonly addresses?: readonly LookupAddress[] | undefined;
  readonly signal: AbortSignal;
};

/** Node's own 250 ms give up on networks at the other end of the world before they could answer. */
const NEXT_ADDRESS_AFTER_MS = 1_500;

/**
 * Opens a connection for HTTP/1.1 and resolves once a request could be written; nothing was sent before but the TLS
 * handshake. Throws the network's error, or the signal's reason when it aborts first. Environment variables have no say:
 * no proxy, and certificates are always checked.
 */
export function openConnection({ url, addresses, signal }: ConnectionRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = startConnecting(url, addresses);
    const onAbort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    const settle = (outcome: () => void) => {
      signal.removeEventListener('abort', onAbort);
      outcome();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    // Stays for good: between here and its user the socket must never be without a listener for errors.
    socket.on('error', (error) => settle(() => reject(error)));
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => settle(() => resolve(socket)));
  });
}

/** The host as addresses and names are written outside URLs: IPv6 without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function startConnecting(url: URL, addresses: readonly LookupAddress[] | undefined): Socket {
  const host = hostOf(url);
  const isTls = url.protocol === 'https:';
  const options = {
    host,
    port: Number(url.port || (isTls ? 443 : 80)),
    noDelay: true,
    keepAlive: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    ...(addresses === undefined ? {} : { lookup: lookupIn(addresses) }),
  };
  if (!isTls) return connect(options);
  return connectTls({
    ...options,
    ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  });
}

function lookupIn(addresses: readonly LookupAddress[]): LookupFunction {
  const [first] = addresses;
  return (host, options, callback) => {
    if (first === undefined) callback(new Error(`No address for ${host}.`), []);
    else if (options.all) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}
