import { describe, expect, it } from 'vitest';
import { nearestNetwork, parseNetwork, plainAddress } from './ip-network.ts';

describe('nearestNetwork', () => {
  it.each([
    ['10.0.0.7/8', '10.0.0.0/8'],
    ['192.168.1.1/24', '192.168.1.0/24'],
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['10.0.0.0/08', '10.0.0.0/8'],
    ['10.0.0.0/8;', '10.0.0.0/8'],
    ['10.0.0.0/8/', '10.0.0.0/8'],
    [' 10.0.0.0/8 ', '10.0.0.0/8'],
    ['172.18.0.2/16', '172.18.0.0/16'],
    ['10.1.2.3:443', '10.1.2.3'],
    ['10.1.2.3/', '10.1.2.3'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:DB8:0::5/32', '2001:db8::/32'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
  ])('offers for %j %s', (text, nearest) => {
    expect(parseNetwork(text)).toBeUndefined();
    expect(nearestNetwork(text)).toBe(nearest);
    expect(parseNetwork(nearest)).toBeDefined();
  });

  it.each([
    '',
    'proxy.example.com',
    '10.0.0.0/99',
    '10.0.0.0/255.0.255.0',
    '10.*',
    '010.0.0.1',
    'loopback',
    '300.1.1.1',
  ])('offers nothing for %j', (text) => {
    expect(nearestNetwork(text)).toBeUndefined();
  });
});

describe('plainAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['203.0.113.07', undefined],
    ['203.0.113.7:80', undefined],
    ['unknown', undefined],
    ['', undefined],
  ])('writes %j as %s', (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });
});
