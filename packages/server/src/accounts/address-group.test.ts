import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressGroup } from './address-group.ts';

describe('address group', () => {
  test('an IPv4 address stands for itself, also when mapped into IPv6', () => {
    assert.equal(addressGroup('203.0.113.7'), '203.0.113.7');
    assert.equal(addressGroup('::ffff:203.0.113.7'), '203.0.113.7');
    assert.equal(addressGroup('::FFFF:203.0.113.7'), '203.0.113.7');
  });

  test('IPv6 addresses of one /64 stand together, however they are written', () => {
    const group = '2001:db8:1:2::/64';
    for (const address of [
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff:ffff:ffff:ffff',
      '2001:0db8:0001:0002:0:0:0:9',
      '2001:DB8:1:2:a::1%eth0',
      '2001:db8:1:2::192.0.2.1',
    ]) {
      assert.equal(addressGroup(address), group, address);
    }
    assert.notEqual(addressGroup('2001:db8:1:3::1'), group);
  });

  test('shortened zeros are counted right', () => {
    assert.equal(addressGroup('::1'), '0:0:0:0::/64');
    assert.equal(addressGroup('fe80::1'), 'fe80:0:0:0::/64');
    assert.equal(addressGroup('2001:db8::'), '2001:db8:0:0::/64');
    assert.equal(addressGroup('2001:db8::5:6:7:8:9'), '2001:db8:0:5::/64');
  });

  test('what is no address stands for itself', () => {
    assert.equal(addressGroup(''), '');
    assert.equal(addressGroup('unix'), 'unix');
  });
});
