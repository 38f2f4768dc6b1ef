import type { SecurityEvent } from '../../core/events.js';

/** Everything that is known of who did it. */
export interface Actor {
  /** What decides: the first of principal, credential, session, address with user agent that is there. */
  readonly key: string;
  readonly principalId?: string;
  readonly credentialId?: string;
  readonly session?: string;
  /** Address, or the /64 of an IPv6 address. */
  readonly address?: string;
  readonly agent?: string;
}

/** The IPv4 address, or the /64 of an IPv6 address: who has one address of it has them all. */
export function addressKey(address: string): string {
  return address.includes(':') ? `${prefixOf(address, 4)}::/64` : address;
}

/** The /24 of an IPv4 address, or the /48 of an IPv6 address: usually one network. */
export function networkOf(address: string): string {
  return address.includes(':') ? `${prefixOf(address, 3)}::/48` : `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
}

function prefixOf(address: string, groups: number): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const all = [...before, ...middle, ...after].slice(0, groups);
  return all.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':');
}

/**
 * The key of the actor of an event. A principal comes first: it outlives the tokens of a person, and of an API key it
 * is the key itself.
 */
export function actorKey(event: SecurityEvent): string {
  if (event.principalId !== undefined) return `principal:${event.principalId}`;
  if (event.credentialId !== undefined) return `credential:${event.credentialId}`;
  if (event.session !== undefined) return `session:${event.session}`;
  if (event.client === undefined) return 'nobody';
  return `address:${addressKey(event.client)} agent:${event.agent ?? ''}`;
}

export function actorOf(event: SecurityEvent): Actor {
  const { principalId, credentialId, session, client, agent } = event;
  return {
    key: actorKey(event),
    ...(principalId === undefined ? {} : { principalId }),
    ...(credentialId === undefined ? {} : { credentialId }),
    ...(session === undefined ? {} : { session }),
    ...(client === undefined ? {} : { address: addressKey(client) }),
    ...(agent === undefined ? {} : { agent }),
  };
}
