import dns from 'node:dns';
import net from 'node:net';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import type { AddressTest } from './addresses.js';

/** The name leads to an address that may not be called. */
export class AddressRefusedError extends Error {
  constructor() {
    super('the name leads to an address that may not be called');
    this.name = 'AddressRefusedError';
  }
}

/** Every address of a name. Rejects when there is none. */
export type Resolve = (host: string) => Promise<readonly dns.LookupAddress[]>;

const resolveMillis = 3000;

/** Asks these DNS servers, or the system where there are none. */
export function makeResolve(servers: readonly string[]): Resolve {
  if (servers.length === 0) return async (host) => dns.promises.lookup(host, { all: true });
  const resolver = new dns.promises.Resolver({ timeout: resolveMillis, tries: 2 });
  resolver.setServers(servers);
  return async (host) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = [
      ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
      ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
    ];
    if (found.length === 0) throw v4.status === 'rejected' ? v4.reason : new Error('the name has no address');
    return found;
  };
}

/**
 * Resolves a host and refuses it when one of its addresses may not be called: which of them is connected to would be up
 * to chance. The connection goes to an address of this very answer, so a name that is bound anew in between gains nothing.
 */
export async function checkedAddresses(
  host: string,
  resolve: Resolve,
  isAllowed: AddressTest,
): Promise<readonly dns.LookupAddress[]> {
  const family = net.isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (addresses.length === 0) throw new Error('the name has no address');
  if (!addresses.every(({ address }) => isAllowed(address))) throw new AddressRefusedError();
  return addresses;
}

/** The same in the form that sockets ask for. Sockets do not ask for hosts that are numbers: those are checked before. */
export function checkedLookup(resolve: Resolve, isAllowed: AddressTest): LookupFunction {
  const ask = callbackify((host: string) => checkedAddresses(host, resolve, isAllowed));
  return (host, { all }, callback) =>
    ask(host, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const [{ address, family } = { address: '', family: 0 }] = addresses;
      return all ? callback(null, [...addresses]) : callback(null, address, family);
    });
}
