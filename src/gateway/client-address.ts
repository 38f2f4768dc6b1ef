import ipaddr from 'ipaddr.js';

/** Who is at the other end. */
export interface ClientAddress {
  readonly address: string;
  /** Key for limits: the IPv4 address, or the /64 of an IPv6 address. */
  readonly key: string;
}

/** Reads the client's address from the peer and, if that is a trusted proxy, from `X-Forwarded-For`. */
export type AddressReader = (peer: string, forwardedFor: string | undefined) => ClientAddress;

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Walks `X-Forwarded-For` from the right while the hops are trusted (RFC 7239 8.1 says why from the right). Entries
 * that are no address end the walk. Throws `Error` when a range is no CIDR.
 */
export function addressReader(trustedProxies: readonly string[]): AddressReader {
  const ranges = trustedProxies.map((range) => ipaddr.parseCIDR(range) as Range);
  return (peer, forwardedFor) => {
    let current = unmap(peer);
    if (!ranges.length || forwardedFor === undefined || !isTrusted(current, ranges)) return toClient(current);
    for (const entry of forwardedFor.split(',').reverse()) {
      const address = unmap(withoutPort(entry.trim()));
      if (!ipaddr.isValid(address)) break;
      current = address;
      if (!isTrusted(current, ranges)) break;
    }
    return toClient(current);
  };
}

/** Says whether an address is in one of the ranges. Throws `Error` when a range is no CIDR. */
export function addressMatcher(cidrs: readonly string[]): (address: string) => boolean {
  const ranges = cidrs.map((range) => ipaddr.parseCIDR(range) as Range);
  return (address) => ranges.length > 0 && isTrusted(unmap(address), ranges);
}

function isTrusted(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
}

/** `1.2.3.4:80` and `[::1]:80` carry a port; a bare IPv6 address has several colons. */
function withoutPort(entry: string): string {
  if (entry.startsWith('[')) return entry.slice(1, entry.indexOf(']'));
  const colon = entry.indexOf(':');
  return colon !== -1 && colon === entry.lastIndexOf(':') ? entry.slice(0, colon) : entry;
}

/** `::ffff:1.2.3.4` is `1.2.3.4` (RFC 4291 2.5.5.2). */
function unmap(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.parse(address) as ipaddr.IPv6;
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : parsed.toString();
}

function toClient(address: string): ClientAddress {
  if (!address.includes(':')) return { address, key: address };
  const parts = (ipaddr.parse(address) as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return { address, key: `${parts.join(':')}::/64` };
}
