import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'EFORBIDDEN';
}

/** The site's own networks: reached only where an operator says so. */
const PRIVATE: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
];

/** Never a receiver of ours: cloud metadata (link-local), this host, multicast, documentation, benchmarks, tunnels to IPv4. */
const NEVER: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fe80::', 10],
  ['ff00::', 8],
];

function listOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list;
}
const privateNetworks = listOf(PRIVATE);
const forbiddenNetworks = listOf(NEVER);

/**
 * Refuses addresses that a request of ours must not reach (server-side request forgery, OWASP API7:2023).
 * IPv4 within IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 that it is.
 * @throws ForbiddenAddressError
 */
export function refuseForbiddenAddress(address: string, allowPrivate: boolean): void {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const forbidden =
    isIP(address) === 0 ||
    forbiddenNetworks.check(address, family) ||
    (!allowPrivate && privateNetworks.check(address, family));
  if (forbidden) throw new ForbiddenAddressError('The host resolves to an address that is not allowed');
}

/**
 * A `lookup` for outgoing connections: every address that the name has must be allowed, and the connection goes to the
 * very addresses that were checked, so that a name cannot change its mind in between. Node does not ask it about a host
 * that is an address already: check that with {@link refuseForbiddenAddress}.
 */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const refusal = error ?? refusalOf(addresses, allowPrivate);
      const [first] = refusal ? [] : addresses;
      if (refusal) callback(refusal, []);
      else if (options.all === true || !first) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refusalOf(addresses: readonly LookupAddress[], allowPrivate: boolean): ForbiddenAddressError | undefined {
  try {
    for (const { address } of addresses) refuseForbiddenAddress(address, allowPrivate);
    return undefined;
  } catch (error) {
    return error as ForbiddenAddressError;
  }
}
