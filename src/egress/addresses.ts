import ipaddr from 'ipaddr.js';

/** Nobody's partner lives there, whatever a policy says: clouds give credentials to whoever asks (CWE-918). */
const neverAllowed = new Set(['linkLocal', 'unspecified', 'multicast', 'broadcast', 'reserved']);

/** Metadata services that have an address outside of the link-local ranges. */
const metadataAddresses = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16']);

/** Which addresses an integration may connect to. */
export type AddressTest = (address: string) => boolean;

/**
 * True for addresses of the internet and for those that one of the ranges names. Mapped addresses (RFC 4291 2.5.5.2)
 * are judged by the IPv4 address in them; NAT64 (RFC 6052), 6to4 and Teredo carry one too and are refused.
 */
export function addressTest(ranges: readonly string[]): AddressTest {
  const nets = ranges.map((range) => ipaddr.parseCIDR(range));
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    const range = address.range();
    if (neverAllowed.has(range) || metadataAddresses.has(address.toString())) return false;
    if (range === 'unicast') return true;
    return nets.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
  };
}
