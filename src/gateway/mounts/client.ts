import type { TLSSocket } from 'node:tls';
import { addressMatcher, addressReader } from '../client-address.js';
import type { ClientReader } from '../flow.js';

/**
 * Reads who sent a request of a server that is not ours. `trusted` are CIDR ranges of the hops in front.
 * Throws `Error` when one of them is no range.
 */
export function mountClient(trusted: readonly string[]): ClientReader {
  const read = addressReader(trusted);
  const isTrusted = addressMatcher(trusted);
  return ({ socket }, forwardedFor) => {
    const peer = socket.remoteAddress ?? '';
    return {
      ...read(peer, forwardedFor),
      tls: (socket as TLSSocket).encrypted === true,
      viaTrusted: isTrusted(peer),
    };
  };
}
