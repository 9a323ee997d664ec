import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const isTrusted = (address: string) => address.startsWith('10.') || address === '2001:db8:ffff::1';
const behind = (forwarded: string | string[] | undefined, peer = '10.0.0.1') =>
  clientAddress(peer, forwarded, isTrusted);

describe('the address of a client', () => {
  it.each([
    ['198.51.100.9', '198.51.100.9'],
    ['::ffff:198.51.100.9', '198.51.100.9'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, undefined],
  ])("of peer %s that no proxy is, is the peer's own, whatever it forwards", (peer, expected) => {
    for (const forwarded of [undefined, '203.0.113.7', 'unknown', '10.0.0.9'])
      expect(clientAddress(peer, forwarded, isTrusted)).toBe(expected);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['"203.0.113.7:51234"', '203.0.113.7'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1:52100', '2001:db8::1'],
    ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['[fe80::1%25eth0]', 'fe80::1'],
    [' 203.0.113.7 \t', '203.0.113.7'],
    // Azure with a second gateway behind it, as in un33k/django-ipware#87
    ['177.139.233.139:17085, 10.0.0.6', '177.139.233.139'],
    ['177.139.233.139:17085,10.0.0.6:4431', '177.139.233.139'],
    // eight groups, the last of which could be a port (vert-x3/vertx-web#2464), through HAProxy and nginx (hoytech/strfry#50)
    ['2001:db8:85a3:8d3:1319:8a2e:370:9c82', '2001:db8:85a3:8d3:1319:8a2e:370:9c82'],
    ['2a00:abcd:401a:abcd:ca43:f3a7:c615:4431, 10.0.0.6', '2a00:abcd:401a:abcd:ca43:f3a7:c615:4431'],
    // Squid that hides its client, before a proxy that saw it (enwikipedia-acc/waca#182)
    ['unknown, 203.0.113.7, 10.0.0.6', '203.0.113.7'],
    // a second header instead of a second entry, as `option forwardfor` of HAProxy adds one
    [['192.0.2.1', '203.0.113.7:51234', '10.0.0.6'], '203.0.113.7'],
    // forged, then what the proxy really saw
    ['192.0.2.1, 203.0.113.7:51234', '203.0.113.7'],
    ['10.0.0.9, 203.0.113.7', '203.0.113.7'],
    // a client of the trusted network itself
    ['10.0.0.77', '10.0.0.77'],
    // what stands before the client was only claimed: it need not be readable (dotnet/aspnetcore#36537)
    ['"2.2.2.2, 1.1.1.1', '1.1.1.1'],
    ['2.2"2.2, 1.1.1.1', '1.1.1.1'],
    ['unknown, 203.0.113.7', '203.0.113.7'],
    [["192.0.2.1'; DROP TABLE", '203.0.113.7'], '203.0.113.7'],
  ])('behind a proxy that says %j is %s', (forwarded, expected) => {
    expect(behind(forwarded)).toBe(expected);
    expect(behind(forwarded, '2001:db8:ffff::1')).toBe(expected);
    expect(behind(forwarded, '::ffff:10.0.0.1')).toBe(expected);
  });

  it.each([
    undefined,
    '',
    ',',
    'unknown',
    '_hidden',
    '-',
    '(null)',
    'localhost',
    '203.0.113.7:',
    '203.0.113.7:port',
    '203.0.113.07',
    '203.0.113.7/32',
    '203.0.113',
    '[203.0.113.7',
    '[2001:db8::1]443',
    '2001:db8::1::443',
    '"203.0.113.7',
    'for=203.0.113.7',
    '203.0.113.7;198.51.100.1',
    '203.0.113.7 198.51.100.1',
    '203.0.113.7, unknown',
    '203.0.113.7, unknown, 10.0.0.6',
    '203.0.113.7,',
    '203.0.113.7, , 10.0.0.6',
    // other spellings of 127.0.0.1, which some readers take for it
    '2130706433',
    '0x7f000001',
    '127.1',
    // what a script writes that looks for an address and finds none
    'undefined',
    'null',
    '<nil>',
    'client-ip',
    '1'.repeat(70),
  ])("is unknown, and not the proxy's, when the proxy says %j", (forwarded) => {
    expect(behind(forwarded)).toBeUndefined();
  });
});
