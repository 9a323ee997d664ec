import { BlockList, isIP, isIPv4 } from 'node:net';

/** A network as written: address and length of its prefix. */
interface Network {
  readonly address: string;
  readonly prefix: number;
}

/**
 * The network that a text names, as `address/prefix`; one address alone is a network of itself. `undefined` for anything that
 * is no network, that says more than it means (`10.0.0.1/8`), or that no caller can have (zones, IPv4 inside IPv6: callers are
 * always known by their plain IPv4 address).
 */
export function networkOf(text: string): string | undefined {
  const network = parse(text);
  return network && `${network.address}/${network.prefix}`;
}

/** Whether a caller may come from this address. An empty list lets everybody in; without an address only that does. */
export function isAllowedAddress(ip: string | undefined, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (ip === undefined || isIP(ip) === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const { address, prefix } = parse(network) ?? {};
    // what cannot be read lets nobody in; and `::/0` means IPv6, though a BlockList finds IPv4 in it
    if (address !== undefined && prefix !== undefined && familyOf(address) === familyOf(ip))
      list.addSubnet(address, prefix, familyOf(address));
  }
  return list.check(ip, familyOf(ip));
}

function parse(text: string): Network | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || isIP(address) === 0 || address.includes('%') || /^::ffff:/i.test(address)) return undefined;
  const bits = isIPv4(address) ? 32 : 128;
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = Number(length ?? bits);
  if (prefix > bits || (toNumber(address) & ((1n << BigInt(bits - prefix)) - 1n)) !== 0n) return undefined;
  return { address: address.toLowerCase(), prefix };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

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
