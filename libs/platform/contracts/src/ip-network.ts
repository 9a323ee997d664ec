import { isIP, isIPv4, SocketAddress } from 'node:net';

/** A network as written: its first address and the length of its prefix. */
export interface IpNetwork {
  readonly address: string;
  readonly prefix: number;
}

/**
 * The network that a text names; one address alone is a network of itself. `undefined` for anything that is no network, that
 * says more than it means (`10.0.0.1/8`), or that no caller can have (zones, IPv4 inside IPv6: callers are always known by
 * their plain IPv4 address).
 */
export function parseNetwork(text: string): IpNetwork | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || isIP(address) === 0 || address.includes('%') || /^::ffff:/i.test(address)) return undefined;
  const bits = isIPv4(address) ? 32 : 128;
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = Number(length ?? bits);
  if (prefix > bits || (toNumber(address) & hostBits(bits - prefix)) !== 0n) return undefined;
  return { address: address.toLowerCase(), prefix };
}

/**
 * What somebody probably meant by a text that is no network: `10.0.0.0/8` for `10.0.0.7/8`, `10.0.0.0/255.0.0.0` or
 * `10.0.0.0/8;`. `undefined` where there is nothing to go by.
 */
export function nearestNetwork(text: string): string | undefined {
  const [, inBrackets, bare, length] =
    /^\W*?(?:\[([\da-f:.]+)\]|([\da-f:.]*[\da-f:]))(?:%\w+)?(?:\/([\d.]+))?/i.exec(text) ?? [];
  const address = plainAddress(inBrackets ?? bare ?? '') ?? plainAddress((bare ?? '').replace(/:\d+$/, ''));
  if (address === undefined) return undefined;
  const bits = isIPv4(address) ? 32 : 128;
  const prefix = length === undefined ? bits : prefixOf(length, bits);
  if (prefix === undefined) return undefined;
  const first = fromNumber((toNumber(address) >> BigInt(bits - prefix)) << BigInt(bits - prefix), bits);
  return prefix === bits ? first : `${first}/${prefix}`;
}

/** An address in the one way that this system writes it: IPv4 plain also where it came inside IPv6, IPv6 shortened, no zone. */
export function plainAddress(text: string): string | undefined {
  const unzoned = text.replace(/%.*$/, '');
  const family = isIP(unzoned);
  if (family === 0) return undefined;
  if (family === 4) return unzoned;
  const address = new SocketAddress({ address: unzoned, family: 'ipv6' }).address;
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** A length of a prefix, or a netmask of IPv4. */
function prefixOf(text: string, bits: number): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= bits ? Number(text) : undefined;
  if (!isIPv4(text)) return undefined;
  const ones = toNumber(text).toString(2).padStart(32, '0').replace(/0*$/, '');
  return ones.includes('0') ? undefined : ones.length;
}

const hostBits = (count: number) => (1n << BigInt(count)) - 1n;

/** All bits of a valid address. */
function toNumber(address: string): bigint {
  if (isIPv4(address)) return address.split('.').reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const [head = '', tail] = address.split('::');
  const [front, back] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array<bigint>(8 - front.length - back.length).fill(0n);
  return [...front, ...(tail === undefined ? [] : zeros), ...back].reduce((sum, group) => (sum << 16n) | group, 0n);
}

function groupsOf(text: string): readonly bigint[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const quad = toNumber(group);
    return [quad >> 16n, quad & 0xffffn];
  });
}

function fromNumber(value: bigint, bits: number): string {
  const part = bits === 32 ? 8 : 16;
  const parts = Array.from(
    { length: bits / part },
    (_, index) => (value >> BigInt(bits - part * (index + 1))) & hostBits(part),
  );
  if (bits === 32) return parts.join('.');
  return plainAddress(parts.map((group) => group.toString(16)).join(':')) ?? '';
}
