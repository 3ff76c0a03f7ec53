import { createServer } from 'node:net';
import type { Resolve } from '../platform/upstream/guarded-fetcher.ts';

/**
 * For tests only: URLs that must never be sent anything, and why. `PORT` stands for that of a server on this machine;
 * names lead to this machine too.
 */
export const FORBIDDEN_URLS: readonly (readonly [why: string, url: string])[] = [
  ['plain http to a public address', 'http://8.8.8.8:PORT/'],
  ['loopback', 'https://127.0.0.1:PORT/'],
  ['loopback over plain http', 'http://127.0.0.1:PORT/'],
  ['loopback, another of its addresses', 'https://127.255.255.254:PORT/'],
  ['loopback in decimal', 'https://2130706433:PORT/'],
  ['loopback in octal', 'https://0177.0.0.1:PORT/'],
  ['loopback in one octal number', 'https://017700000001:PORT/'],
  ['loopback in hex', 'https://0x7f.0x0.0x0.0x1:PORT/'],
  ['loopback in one hex number', 'https://0x7f000001:PORT/'],
  ['loopback shortened', 'https://127.1:PORT/'],
  ['loopback shortened and mixed', 'https://0x7f.1:PORT/'],
  ['loopback with a dot at its end', 'https://127.0.0.1.:PORT/'],
  ['loopback in percent signs', 'https://%31%32%37.0.0.1:PORT/'],
  ['loopback in full-width digits', 'https://１２７.０.０.１:PORT/'],
  ['loopback in circled digits', 'https://①②⑦.⓪.⓪.①:PORT/'],
  ['loopback with ideographic full stops', 'https://127。0。0。1:PORT/'],
  ['zero', 'https://0:PORT/'],
  ['unspecified', 'https://0.0.0.0:PORT/'],
  ['this network', 'https://0.1.2.3:PORT/'],
  ['private 10/8', 'https://10.0.0.1/'],
  ['private 172.16/12', 'https://172.31.255.255/'],
  ['private 192.168/16', 'https://192.168.1.1/'],
  ['private in one number', 'https://3232235777/'],
  ['carrier-grade NAT', 'https://100.64.0.1/'],
  ['metadata of Alibaba Cloud', 'https://100.100.100.200/latest/meta-data/'],
  ['metadata of most clouds', 'https://169.254.169.254/latest/meta-data/'],
  ['metadata of most clouds, over http', 'http://169.254.169.254/latest/meta-data/'],
  ['metadata in one number', 'https://2852039166/'],
  ['metadata of Azure', 'https://168.63.129.16/'],
  ['metadata of Oracle Cloud', 'https://192.0.0.192/'],
  ['link-local', 'https://169.254.0.1/'],
  ['documentation', 'https://192.0.2.1/'],
  ['documentation, the third', 'https://203.0.113.7/'],
  ['benchmarking', 'https://198.18.0.1/'],
  ['6to4 relay', 'https://192.88.99.1/'],
  ['multicast', 'https://224.0.0.1/'],
  ['reserved', 'https://240.0.0.1/'],
  ['broadcast', 'https://255.255.255.255/'],
  ['IPv6 unspecified', 'https://[::]:PORT/'],
  ['IPv6 loopback', 'https://[::1]:PORT/'],
  ['IPv6 loopback in full', 'https://[0:0:0:0:0:0:0:1]:PORT/'],
  ['mapped loopback', 'https://[::ffff:127.0.0.1]:PORT/'],
  ['mapped loopback in hex', 'https://[::ffff:7f00:1]:PORT/'],
  ['mapped private', 'https://[::ffff:10.0.0.1]/'],
  ['mapped metadata', 'https://[::ffff:a9fe:a9fe]/'],
  ['IPv4-compatible loopback', 'https://[::127.0.0.1]:PORT/'],
  ['NAT64 of loopback', 'https://[64:ff9b::7f00:1]/'],
  ['NAT64 of a public address', 'https://[64:ff9b::808:808]/'],
  ['NAT64 of local use', 'https://[64:ff9b:1::a00:1]/'],
  ['6to4 of a private address', 'https://[2002:a00:1::]/'],
  ['Teredo', 'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/'],
  ['unique local', 'https://[fd00::1]/'],
  ['metadata of AWS over IPv6', 'https://[fd00:ec2::254]/'],
  ['IPv6 link-local', 'https://[fe80::1]/'],
  ['IPv6 link-local with a zone', 'https://[fe80::1%25eth0]/'],
  ['IPv6 link-local with a zone, unescaped', 'https://[fe80::1%eth0]/'],
  ['site-local', 'https://[fec0::1]/'],
  ['IPv6 multicast', 'https://[ff02::1]/'],
  ['IPv6 documentation', 'https://[2001:db8::1]/'],
  ['localhost', 'https://localhost:PORT/'],
  ['localhost over plain http', 'http://localhost:PORT/'],
  ['localhost in capitals', 'https://LocalHost:PORT/'],
  ['localhost with a dot at its end', 'https://localhost.:PORT/'],
  ['localhost with two', 'https://localhost..:PORT/'],
  ['below localhost', 'https://api.localhost:PORT/'],
  ['localhost in circled letters', 'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/'],
  ['localhost in full-width letters', 'https://ｌｏｃａｌｈｏｓｔ:PORT/'],
  ['localhost with a soft hyphen', 'https://local\u00adhost:PORT/'],
  ['localhost with a space of no width', 'https://local\u200bhost:PORT/'],
  ['localhost with a Cyrillic letter', 'https://lоcalhost:PORT/'],
  ['the same in punycode', 'https://xn--lcalhost-b4g:PORT/'],
  ['localhost.localdomain', 'https://localhost.localdomain:PORT/'],
  ['.local', 'https://printer.local:PORT/'],
  ['.LOCAL. with a dot at its end', 'https://printer.LOCAL.:PORT/'],
  ['.internal', 'https://metadata.google.internal:PORT/'],
  ['.localdomain', 'https://router.localdomain:PORT/'],
  ['.lan', 'https://nas.lan:PORT/'],
  ['.home.arpa', 'https://nas.home.arpa:PORT/'],
  ['.corp', 'https://wiki.corp:PORT/'],
  ['a name of one part', 'https://intranet:PORT/'],
  ['an IPv4 address of five parts', 'https://1.2.3.4.5/'],
  ['an IPv4 number that is too large', 'https://4294967296/'],
  ['credentials', 'https://user:secret@example.com/'],
  ['a user without a password', 'https://user@example.com/'],
  ['a password without a user', 'https://:secret@example.com/'],
  ['an address as credentials', 'https://example.com@127.0.0.1:PORT/'],
  ['an address behind a backslash', 'https://example.com\\@127.0.0.1:PORT/'],
  ['port 0', 'https://example.com:0/'],
  ['a port that is none', 'https://example.com:65536/'],
  ['ftp', 'ftp://example.com/'],
  ['file', 'file:///etc/passwd'],
  ['data', 'data:text/plain,hello'],
  ['javascript', 'javascript:alert(1)'],
  ['gopher', 'gopher://127.0.0.1:PORT/_x'],
  ['unix', 'unix:/var/run/docker.sock'],
  ['web sockets', 'wss://example.com/'],
  ['no scheme', 'example.com/hook'],
  ['no scheme but slashes', '//example.com/hook'],
  ['no host', 'https://'],
  ['nothing', ''],
  ['more than 8,192 characters', `https://example.com/${'a'.repeat(8_192)}`],
  ['a name of more than 253 characters', `https://${'a.'.repeat(130)}com/`],
];

/** For tests only: what would be connected to if it were only cleaned up, but says one thing and means another. */
export const MISLEADING_URLS: readonly (readonly [why: string, url: string])[] = [
  ['a fragment', 'https://example.com/hook#part'],
  ['an empty fragment', 'https://example.com/hook#'],
  ['empty credentials', 'https://@example.com/hook'],
  ['empty credentials of two parts', 'https://:@example.com/hook'],
  ['a tab in the host', 'https://exam\tple.com/hook'],
  ['a line break in the host', 'https://exam\nple.com/hook'],
  ['a line break in the path', 'https://example.com/ho\r\nok'],
  ['a space before it', ' https://example.com/hook'],
  ['a line break after it', 'https://example.com/hook\n'],
  ['a null after it', 'https://example.com/hook\0'],
  ['backslashes for slashes', 'https:\\\\example.com\\hook'],
  ['a space of no width', 'https://exam\u200bple.com/hook'],
  ['a mark that turns the direction of text', 'https://example.com/\u202ehook'],
];

type Found = Awaited<ReturnType<Resolve>>;

const HERE: Found = [{ address: '127.0.0.1', family: 4 }];
const PUBLIC: Found = [{ address: '93.184.216.34', family: 4 }];

/** For tests only: a name on this machine. */
export const resolveHere: Resolve = () => Promise.resolve(HERE);

export type Behaviour = {
  readonly name: string;
  /** A new one for every test: some remember. */
  readonly resolve: () => Resolve;
  /** Whether an endpoint with such a name is taken: it may be public, as far as anybody can tell. */
  readonly isTaken: boolean;
  /** What comes of a delivery. */
  readonly error: 'address_forbidden' | 'url_forbidden' | 'unreachable' | 'timeout';
};

/** For tests only: what resolvers do to those who trust them. None of it may lead to a connection. */
export const RESOLVER_BEHAVIOURS: readonly Behaviour[] = [
  {
    name: 'public at first, private when asked again',
    resolve: () => inTurn([PUBLIC, HERE]),
    isTaken: true,
    error: 'address_forbidden',
  },
  { name: 'private', resolve: () => always(HERE), isTaken: false, error: 'address_forbidden' },
  { name: 'private after public', resolve: () => always([...PUBLIC, ...HERE]), ...forbidden() },
  { name: 'private before public', resolve: () => always([...HERE, ...PUBLIC]), ...forbidden() },
  { name: 'IPv6 loopback', resolve: () => always([{ address: '::1', family: 6 }]), ...forbidden() },
  {
    name: 'private over IPv6, public over IPv4',
    resolve: () => always([...PUBLIC, { address: 'fd00::1', family: 6 }]),
    ...forbidden(),
  },
  { name: 'a mapped address', resolve: () => always([{ address: '::ffff:127.0.0.1', family: 6 }]), ...forbidden() },
  {
    name: 'a mapped address that claims to be IPv4',
    resolve: () => always([{ address: '::ffff:7f00:1', family: 4 }]),
    ...forbidden(),
  },
  { name: 'NAT64', resolve: () => always([{ address: '64:ff9b::7f00:1', family: 6 }]), ...forbidden() },
  { name: 'unspecified', resolve: () => always([{ address: '0.0.0.0', family: 4 }]), ...forbidden() },
  { name: 'metadata', resolve: () => always([{ address: '169.254.169.254', family: 4 }]), ...forbidden() },
  { name: 'link-local with a zone', resolve: () => always([{ address: 'fe80::1%lo', family: 6 }]), ...forbidden() },
  {
    name: 'hundreds of public addresses and one that is not',
    resolve: () =>
      always([
        ...Array.from({ length: 600 }, (_, index) => ({ address: `8.8.${index % 256}.8`, family: 4 as const })),
        ...HERE,
      ]),
    ...forbidden(),
  },
  // As with an alias to localhost: the name is public, what is found for it is the other name's.
  { name: 'an alias of localhost', resolve: () => always([{ address: '::1', family: 6 }, ...HERE]), ...forbidden() },
  {
    name: 'a name instead of an address',
    resolve: () => always([{ address: 'localhost', family: 4 }]),
    ...forbidden(),
  },
  { name: 'an address in octal', resolve: () => always([{ address: '0177.0.0.1', family: 4 }]), ...forbidden() },
  { name: 'an empty address', resolve: () => always([{ address: '', family: 4 }]), ...forbidden() },
  { name: 'no address', resolve: () => always([]), isTaken: true, error: 'unreachable' },
  {
    name: 'an error',
    resolve: () => () => Promise.reject(new Error('queryA ENOTFOUND')),
    isTaken: true,
    error: 'unreachable',
  },
  { name: 'no answer', resolve: () => () => new Promise(() => undefined), isTaken: true, error: 'timeout' },
];

function forbidden() {
  return { isTaken: false, error: 'address_forbidden' } as const;
}

function always(found: Found): Resolve {
  return () => Promise.resolve(found);
}

/** The answers one after the other; the last one from then on. */
function inTurn(answers: readonly [Found, ...Found[]]): Resolve {
  let asked = 0;
  return () => {
    asked += 1;
    return Promise.resolve(answers[Math.min(asked, answers.length) - 1] ?? answers[0]);
  };
}

type Test = { after(work: () => Promise<void>): void };

/** For tests only: a server at one port of all addresses of this machine that counts who connects. */
export async function listenEverywhere(test: Test) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const listens = (host: string) =>
    new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(0, host, () => resolve(true));
    });
  // Not every machine has IPv6.
  if (!(await listens('::'))) await listens('0.0.0.0');
  test.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    /** How many there were, also those that were made a moment ago. */
    async connections() {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return connections;
    },
  };
}
