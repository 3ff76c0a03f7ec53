import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkUrl, isLocalName, isPublicAddress, mayConnect, parseCidr } from './address-rules.ts';
import { FetchRefused } from './fetch-refused.ts';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '47.74.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '198.51.99.255',
  '203.0.112.255',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2400:3200::1',
  '2606:4700:4700::1111',
  '2a00:1450:4001:800::200e',
  '2001:200::1',
  '2001:db7:ffff::1',
  '2003::1',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
] as const;

const FORBIDDEN = [
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '10.255.255.255'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.0.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT', '100.127.255.255'],
  ['metadata of Alibaba Cloud', '100.100.100.200'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local', '169.254.0.1'],
  ['metadata of most clouds', '169.254.169.254'],
  ['metadata of AWS tasks', '169.254.170.2'],
  ['metadata of Azure', '168.63.129.16'],
  ['metadata of Oracle', '192.0.0.192'],
  ['protocol assignments', '192.0.0.1'],
  ['documentation', '192.0.2.1'],
  ['6to4 relay', '192.88.99.1'],
  ['AS112', '192.175.48.1'],
  ['AMT', '192.52.193.1'],
  ['benchmarking', '198.18.0.1'],
  ['benchmarking', '198.19.255.255'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['loopback, in full', '0:0:0:0:0:0:0:1'],
  ['IPv4-compatible', '::8.8.8.8'],
  ['IPv4-compatible, in hex', '::808:808'],
  ['IPv4-compatible loopback', '::127.0.0.1'],
  ['mapped loopback', '::ffff:127.0.0.1'],
  ['mapped loopback, in hex', '::ffff:7f00:1'],
  ['mapped private', '::ffff:10.0.0.1'],
  ['mapped metadata', '::ffff:169.254.169.254'],
  ['mapped, in full', '0:0:0:0:0:ffff:192.168.1.1'],
  ['mapped unspecified', '::ffff:0.0.0.0'],
  ['translated (RFC 6145)', '::ffff:0:8.8.8.8'],
  ['NAT64', '64:ff9b::8.8.8.8'],
  ['NAT64 of a private address', '64:ff9b::10.0.0.1'],
  ['local-use NAT64', '64:ff9b:1::1'],
  ['discard', '100::1'],
  ['Teredo', '2001::1'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['benchmarking', '2001:2::1'],
  ['ORCHID', '2001:10::1'],
  ['ORCHIDv2', '2001:20::1'],
  ['drone remote ids', '2001:30::1'],
  ['protocol assignments', '2001:1ff::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['6to4', '2002:808:808::1'],
  ['6to4 of a private address', '2002:a00:1::1'],
  ['AS112', '2620:4f:8000::1'],
  ['segment routing', '5f00::1'],
  ['outside global unicast', '1fff::1'],
  ['outside global unicast', '4000::1'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456::1'],
  ['metadata of AWS over IPv6', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['public with a zone', '2606:4700:4700::1111%1'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['octal', '010.0.0.1'],
  ['octal', '0177.0.0.1'],
  ['hex', '0x7f.0.0.1'],
  ['short', '127.1'],
  ['one number', '2130706433'],
  ['in brackets', '[2606:4700:4700::1111]'],
  ['with a port', '8.8.8.8:80'],
  ['with a space', ' 8.8.8.8'],
  ['a name', 'example.com'],
  ['empty', ''],
] as const;

describe('isPublicAddress', () => {
  for (const address of PUBLIC) {
    test(`${address} is public`, () => assert.equal(isPublicAddress(address), true));
  }
  for (const [why, address] of FORBIDDEN) {
    test(`${address || '(nothing)'} is not: ${why}`, () => {
      assert.equal(isPublicAddress(address), false);
      assert.equal(mayConnect(address, []), 'forbidden');
    });
  }
});

describe('mayConnect', () => {
  const rows = [
    ['10.1.2.3', ['10.1.0.0/16'], 'allowlisted'],
    ['10.2.0.0', ['10.1.0.0/16'], 'forbidden'],
    ['10.2.0.0', ['10.1.0.0/16', '10.2.0.0/32'], 'allowlisted'],
    ['::ffff:10.1.2.3', ['10.1.0.0/16'], 'allowlisted'],
    ['10.1.2.3', ['::ffff:10.1.0.0/112'], 'allowlisted'],
    ['10.1.2.3', ['::/0'], 'forbidden'],
    ['::ffff:10.1.2.3', ['::/0'], 'forbidden'],
    ['fd00::5', ['0.0.0.0/0'], 'forbidden'],
    ['fd00::5', ['fd00::/8'], 'allowlisted'],
    ['fe80::1%eth0', ['fe80::/10'], 'forbidden'],
    ['127.0.0.1', ['0.0.0.0/0'], 'allowlisted'],
    ['8.8.8.8', ['8.8.8.0/24'], 'allowlisted'],
    ['8.8.4.4', ['8.8.8.0/24'], 'public'],
    ['64:ff9b::a00:1', ['10.0.0.0/8'], 'forbidden'],
    ['64:ff9b::a00:1', ['64:ff9b::/96'], 'allowlisted'],
    ['0177.0.0.1', ['0.0.0.0/0'], 'forbidden'],
    ['::10.0.0.1', ['10.0.0.0/8'], 'forbidden'],
    ['::10.0.0.1', ['::10.0.0.0/104'], 'allowlisted'],
  ] as const;
  for (const [address, allowlist, expected] of rows) {
    test(`${address} with ${allowlist.join(' and ')} is ${expected}`, () => {
      assert.equal(mayConnect(address, allowlist.map(parseCidr)), expected);
    });
  }
});

describe('parseCidr', () => {
  const refused = [
    ['10.0.0.1/8', 'has bits set after the first 8; the network they are in is 10.0.0.0/8.'],
    ['192.168.1.255/25', 'has bits set after the first 25; the network they are in is 192.168.1.128/25.'],
    ['fd00::1/8', 'has bits set after the first 8; the network they are in is fd00::/8.'],
    ['::ffff:0:0/80', 'has bits set after the first 80; the network they are in is ::/80.'],
    ['10.0.0.1', 'needs a prefix length; for this one address write 10.0.0.1/32.'],
    ['fd00::1', 'needs a prefix length; for this one address write fd00::1/128.'],
    ['10.0.0.0/33', 'needs a whole number from 0 to 32 after the slash.'],
    ['fd00::/129', 'needs a whole number from 0 to 128 after the slash.'],
    ['10.0.0.0/', 'needs a whole number from 0 to 32 after the slash.'],
    ['10.0.0.0/08', 'needs a whole number from 0 to 32 after the slash.'],
    ['10.0.0.0/-1', 'needs a whole number from 0 to 32 after the slash.'],
    ['10.0.0.0/255.0.0.0', 'needs a whole number from 0 to 32 after the slash.'],
    ['10.0.0.0/8/8', 'must be a network such as 10.1.0.0/16 or fd00::/8.'],
    ['10/8', 'must be a network such as 10.1.0.0/16 or fd00::/8.'],
    ['010.0.0.0/8', 'must be a network such as 10.1.0.0/16 or fd00::/8.'],
    ['fe80::%eth0/10', 'must be a network such as 10.1.0.0/16 or fd00::/8.'],
    ['example.com/8', 'must be a network such as 10.1.0.0/16 or fd00::/8.'],
    ['', 'must be a network such as 10.1.0.0/16 or fd00::/8.'],
  ] as const;
  for (const [text, message] of refused) {
    test(`refuses "${text}"`, () => assert.throws(() => parseCidr(text), { name: 'RangeError', message }));
  }

  const ends = [
    ['0.0.0.0/0', '255.255.255.255'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['::/0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fd00::1/128', 'fd00::1'],
    ['::ffff:10.0.0.0/104', '10.255.255.255'],
  ] as const;
  for (const [text, last] of ends) {
    test(`${text} reaches to ${last}`, () => assert.equal(mayConnect(last, [parseCidr(text)]), 'allowlisted'));
  }
});

describe('checkUrl', () => {
  const refused = [
    ['not a URL', 'The URL cannot be read.'],
    ['', 'The URL cannot be read.'],
    ['//example.com/a', 'The URL cannot be read.'],
    ['https://', 'The URL cannot be read.'],
    ['https://[fe80::1%25eth0]/', 'The URL cannot be read.'],
    ['https://1.2.3.4.5/', 'The URL cannot be read.'],
    ['https://example.com:65536/', 'The URL cannot be read.'],
    ['ftp://example.com/', 'Only https and http are fetched.'],
    ['file:///etc/passwd', 'Only https and http are fetched.'],
    ['data:text/plain,hello', 'Only https and http are fetched.'],
    ['blob:https://example.com/1', 'Only https and http are fetched.'],
    ['https://user:secret@example.com/', 'A URL must not hold a user name or password.'],
    ['https://user@example.com/', 'A URL must not hold a user name or password.'],
    ['https://:secret@example.com/', 'A URL must not hold a user name or password.'],
    ['https://example.com:0/', 'Port 0 cannot be connected to.'],
    [`https://example.com/${'a'.repeat(8_192)}`, 'A URL may have at most 8192 characters.'],
    [`https://example.com/${'ä'.repeat(3_000)}`, 'A URL may have at most 8192 characters.'],
    [`https://${'a.'.repeat(150)}com/`, 'A host name may have at most 253 characters.'],
  ] as const;
  for (const [url, message] of refused) {
    test(`refuses ${url.slice(0, 60) || '(nothing)'}`, () => {
      assert.throws(
        () => checkUrl(url),
        (error) => error instanceof FetchRefused && error.reason === 'url_forbidden' && error.message === message,
      );
    });
  }

  test('keeps the query, leaves the fragment out', () => {
    assert.equal(checkUrl('https://example.com/a?b=c#d').href, 'https://example.com/a?b=c');
  });

  const loopback = [
    '2130706433',
    '0x7f000001',
    '017700000001',
    '127.1',
    '0x7f.1',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
  ];
  for (const host of loopback) {
    test(`reads ${host} as the address it is`, () => {
      assert.equal(checkUrl(`https://${host}/`).hostname, '127.0.0.1');
    });
  }
});

describe('isLocalName', () => {
  const local = [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'printer.local',
    'metadata.google.internal',
    'internal',
    'localhost.localdomain',
    'nas.lan',
    'NAS.Home.Arpa.',
    'wiki.corp',
    'router.home',
    'intranet',
    'mail.private',
  ];
  for (const name of local) test(`${name} is local`, () => assert.equal(isLocalName(name), true));
  const others = [
    'example.com',
    'localhost.example.com',
    'notlocalhost',
    'internal.example.com',
    'my-local',
    'alan',
    'arpa',
    'home.example',
  ];
  for (const name of others) test(`${name} is not`, () => assert.equal(isLocalName(name), false));
});
