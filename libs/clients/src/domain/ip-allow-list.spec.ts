import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowedAddress, networkOf } from './ip-allow-list.ts';

describe('networkOf', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['64:ff9b::192.0.2.0/120', '64:ff9b::192.0.2.0/120'],
  ])('reads %s as %s', (text, network) => {
    expect(networkOf(text)).toBe(network);
  });

  it.each([
    '',
    'localhost',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '010.0.0.0/8',
    ' 10.0.0.0/8',
    '2001:db8::1/32',
    '2001:db8::/129',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '64:ff9b::192.0.2.1/120',
  ])('refuses %j', (text) => {
    expect(networkOf(text)).toBeUndefined();
  });
});

describe('isAllowedAddress', () => {
  it.each<[string | undefined, string[], boolean]>([
    ['198.51.100.9', [], true],
    [undefined, [], true],
    [undefined, ['0.0.0.0/0'], false],
    ['nonsense', ['0.0.0.0/0', '::/0'], false],
    ['10.255.0.1', ['10.0.0.0/8'], true],
    ['11.0.0.1', ['10.0.0.0/8'], false],
    ['11.0.0.1', ['10.0.0.0/8', '11.0.0.1/32'], true],
    ['2001:db8:1::5', ['2001:db8::/32'], true],
    ['2001:db9::5', ['2001:db8::/32'], false],
    ['10.0.0.1', ['::/0'], false],
    ['::1', ['0.0.0.0/0'], false],
    ['10.0.0.1', ['broken'], false],
  ])('from %s with %j is %s', (ip, networks, expected) => {
    expect(isAllowedAddress(ip, networks)).toBe(expected);
  });

  it('knows the addresses of a network by their first bits', () => {
    const number = fc.nat({ max: 0xffffffff });
    fc.assert(
      fc.property(number, number, fc.nat({ max: 32 }), (base, other, prefix) => {
        const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
        const network = `${dotted((base & mask) >>> 0)}/${prefix}`;
        expect(networkOf(network)).toBe(network);
        expect(isAllowedAddress(dotted(other), [network])).toBe((other & mask) >>> 0 === (base & mask) >>> 0);
      }),
    );
  });
});

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
