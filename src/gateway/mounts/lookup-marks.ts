import type { IncomingMessage } from 'node:http';
import { defineGuard, type Guard } from '../guard.js';

const loopback = /^(?:::ffff:)?127\.|^::1$/;

/**
 * Knows the gateway's own calls for owners when the app that it protects is also where it asks. They carry the id of
 * the exchange they are made for, which nobody outside knows while it is under way (74 random bits).
 */
export class LookupMarks {
  readonly #underWay = new Set<string>();

  /** Notes exchanges that may ask for an owner. */
  readonly guard: Guard = defineGuard({
    id: 'lookup-marks',
    phase: 'connect',
    title: 'Own calls for owners',
    monitorable: false,
    settings: ['owners', 'tenants'],
    compile: ({ policy }) => {
      if (policy.owners.length + policy.tenants.length === 0 && !policy.returns) return null;
      return (exchange) => {
        this.#underWay.add(exchange.id);
        exchange.onEnd.push(() => this.#underWay.delete(exchange.id));
        return undefined;
      };
    },
  });

  /** Whether this process sent the request itself, for an exchange that is under way. */
  isOwn({ headers, socket, method }: IncomingMessage): boolean {
    const id = headers['x-request-id'];
    if (method !== 'GET' || typeof id !== 'string' || !this.#underWay.has(id)) return false;
    return loopback.test(socket.remoteAddress ?? '');
  }
}
