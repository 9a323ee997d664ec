import { parseNetwork } from '@gatehouse/contracts';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** The network that a text names, as `address/prefix`; `undefined` for what {@link parseNetwork} refuses. */
export function networkOf(text: string): string | undefined {
  const network = parseNetwork(text);
  return network && `${network.address}/${network.prefix}`;
}

/** Whether a caller may come from this address. An empty list lets everybody in; without an address only that does. */
export function isAllowedAddress(ip: string | undefined, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (ip === undefined || isIP(ip) === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const { address, prefix } = parseNetwork(network) ?? {};
    // what cannot be read lets nobody in; and `::/0` means IPv6, though a BlockList finds IPv4 in it
    if (address !== undefined && prefix !== undefined && familyOf(address) === familyOf(ip))
      list.addSubnet(address, prefix, familyOf(address));
  }
  return list.check(ip, familyOf(ip));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
