import { promises as dns, type LookupAddress } from 'node:dns';
import { MINUTE_MS, SECOND_MS } from '../units.ts';
import { isLocalName } from './address-rules.ts';

/** All addresses of a host name; throws what the resolver says when there is none. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: 4 | 6 }[]>;

/** Finds the addresses of names that others chose. */
export interface NameResolver {
  readonly resolve: Resolve;
  /** Breaks off the questions that nameservers have not answered; they throw `ECANCELLED`. */
  close(): void;
}

export type NameResolverOptions = {
  /** Nameservers as `address` or `address:port`; those of the system unless a test has its own. */
  readonly servers?: readonly string[];
  /** What the system is asked with; `dns.lookup` unless a test counts. */
  readonly lookup?: (host: string) => Promise<readonly LookupAddress[]>;
  /** How long a nameserver has for its first answer, in milliseconds; the second time it is given twice that. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 2 * SECOND_MS;
const TRIES = 2;
/** How long one reading of `resolv.conf` is used. */
const SERVERS_KEPT_MS = MINUTE_MS;
/** A name that has waited so long for its turn at the system's lookup is not looked up any more. */
const TURN_MS_MAX = 5 * SECOND_MS;

/**
 * Makes a resolver that a name whose nameserver hangs cannot stop. `dns.lookup` alone would: each question holds one of
 * libuv's threads, of which Node lets two do such work, for the engines and all else too. So the nameservers are asked
 * without a thread, and the system (its hosts file, its local names) only for names of this machine's network and for
 * those that the nameservers do not know; one name at a time, so that a thread always stays free. Several questions for
 * one name at one time are one question.
 */
export function createNameResolver(options: NameResolverOptions = {}): NameResolver {
  const nameservers = new Nameservers(options);
  const lookupInTurn = takingTurns(options.lookup ?? ((host) => dns.lookup(host, { all: true })));
  const asked = new Map<string, ReturnType<Resolve>>();
  const find = async (host: string) => {
    const found = isOfThisNetwork(host) ? undefined : await nameservers.ask(host);
    return found ?? (await lookupInTurn(host)).map(({ address, family }) => ({ address, family: familyOf(family) }));
  };
  return {
    resolve(host) {
      const known = asked.get(host);
      if (known !== undefined) return known;
      const asking = find(host).finally(() => asked.delete(host));
      asked.set(host, asking);
      return asking;
    },
    close: () => nameservers.close(),
  };
}

/** Names that no nameserver of the internet can know. */
function isOfThisNetwork(host: string): boolean {
  return !host.replace(/\.+$/, '').includes('.') || isLocalName(host);
}

function familyOf(family: number): 4 | 6 {
  return family === 6 ? 6 : 4;
}

function inFamily(family: 4 | 6, addresses: readonly string[]) {
  return addresses.map((address) => ({ address, family }));
}

/** What says that the system may know more: the name has no such record, or there is no nameserver to ask. */
const MAY_BE_LOCAL: readonly unknown[] = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED'];

class Nameservers {
  readonly #options: NameResolverOptions;
  #current: dns.Resolver | undefined;
  /** May still be asking; what was before it has long ended, for no question takes a minute. */
  #previous: dns.Resolver | undefined;
  #changesAtMs = 0;

  constructor(options: NameResolverOptions) {
    this.#options = options;
  }

  /**
   * The addresses of both kinds. Nothing if the system may know the name; throws what went wrong otherwise, such as
   * `ETIMEOUT` or `ESERVFAIL`. One kind is enough when the other cannot be had: only what was found is connected to.
   */
  async ask(host: string): Promise<Awaited<ReturnType<Resolve>> | undefined> {
    const resolver = this.#resolver();
    const answers = await Promise.allSettled([
      resolver.resolve4(host).then((found) => inFamily(4, found)),
      resolver.resolve6(host).then((found) => inFamily(6, found)),
    ]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    const final = reasons.find(({ code }) => !MAY_BE_LOCAL.includes(code));
    if (final !== undefined) throw final;
    return undefined;
  }

  close(): void {
    this.#current?.cancel();
    this.#previous?.cancel();
  }

  /** A new one every minute: `resolv.conf` is read when it is made. */
  #resolver(): dns.Resolver {
    const nowMs = performance.now();
    if (this.#current !== undefined && nowMs < this.#changesAtMs) return this.#current;
    const { servers, timeoutMs: timeout = TIMEOUT_MS } = this.#options;
    const resolver = new dns.Resolver({ timeout, tries: TRIES });
    if (servers !== undefined) resolver.setServers(servers);
    this.#previous = this.#current;
    this.#current = resolver;
    this.#changesAtMs = nowMs + SERVERS_KEPT_MS;
    return resolver;
  }
}

/** One name after the other, without those that have waited too long for their turn. */
function takingTurns(lookup: (host: string) => Promise<readonly LookupAddress[]>) {
  let last: Promise<unknown> = Promise.resolve();
  return (host: string) => {
    const askedAtMs = performance.now();
    const turn = last.then(() => {
      if (performance.now() - askedAtMs > TURN_MS_MAX) throw new Error('Too many names are being looked up.');
      return lookup(host);
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}
