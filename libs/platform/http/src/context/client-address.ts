import { plainAddress } from '@gatehouse/contracts';

/** Whether an address is one of a proxy that is believed. */
export type IsTrusted = (address: string) => boolean;

/** Longer than any address with a zone, a port and quotes. */
const LONGEST_ENTRY = 64;

/**
 * The address that a request comes from, as plain IPv4 or IPv6; `undefined` when nobody who is believed says it.
 *
 * `X-Forwarded-For` is read from its end for as long as trusted proxies speak: the first address that is not one of theirs is
 * the client's, and what stands before it is only claimed. When all are theirs, it is the one that began the chain. An entry
 * that cannot be read (`unknown`, RFC 7239's `_hidden`), or no header from a trusted proxy, leaves the client unknown: the
 * proxy's own address would open every allow list that covers the proxy.
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string | readonly string[] | undefined,
  isTrusted: IsTrusted,
): string | undefined {
  const nearest = plainAddress(peer ?? '');
  if (nearest === undefined || !isTrusted(nearest)) return nearest;
  const entries = (typeof forwarded === 'string' ? forwarded : (forwarded ?? []).join()).split(',');
  let farthest: string | undefined;
  for (const entry of entries.reverse()) {
    farthest = readAddress(entry);
    if (farthest === undefined || !isTrusted(farthest)) return farthest;
  }
  return farthest;
}

/** With what proxies put around an address: a port (Azure, IIS), brackets (RFC 3986 §3.2.2) and quotes (RFC 7239 §6). */
const IN_BRACKETS = /^\[([^\]]+)\](?::\d{1,5})?$/;
const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/;
/** Only an IPv6 address in full can be told from its port without brackets (RFC 5952 §6). */
const IPV6_WITH_PORT = /^((?:[\da-f]{1,4}:){7}[\da-f]{1,4}):\d{1,5}$/i;

/** The plain address in a text as proxies and logs write it; `undefined` when there is none. */
export function readAddress(entry: string): string | undefined {
  if (entry.length > LONGEST_ENTRY) return undefined;
  const text = entry.trim().replace(/^"(.*)"$/, '$1');
  const [, address = text] = IN_BRACKETS.exec(text) ?? IPV4_WITH_PORT.exec(text) ?? IPV6_WITH_PORT.exec(text) ?? [];
  return plainAddress(address);
}
