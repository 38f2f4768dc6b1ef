import type { Socket } from 'node:net';
import { addressReader } from './client-address.js';
import type { WireRequest } from './wire.js';

/** A connection of an address, and what it has brought so far. */
interface Held {
  readonly socket: Socket;
  /** The first request whose end has not been seen yet. */
  request: Pick<WireRequest, 'complete'> | undefined;
  /** A whole request came: this is a client. */
  served: boolean;
}

/**
 * Holds each address (/64) to its share of connections. At the share, the connection that has waited longest without
 * ever bringing a whole request makes room: so slow heads and bodies cannot shut out others behind the same address
 * (RELIABILITY 3). Bytes written say nothing of that: a TLS handshake and HTTP/2's settings are bytes too.
 */
export class AddressShares {
  readonly #most: number;
  readonly #open = new Map<string, Set<Held>>();
  /** By peer: the bare connection and the TLS connection on it have the same one. */
  readonly #peers = new Map<string, Held>();
  readonly #known = new WeakMap<Socket, Held>();
  readonly #read = addressReader([]);

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a new bare connection, or destroys it. */
  take(socket: Socket): void {
    const { key } = this.#read(socket.remoteAddress ?? '', undefined);
    const all = this.#open.get(key) ?? new Set<Held>();
    if (all.size >= this.#most && !this.#makeRoom(all)) return void socket.destroy();
    const held: Held = { socket, request: undefined, served: false };
    const peer = peerOf(socket);
    this.#open.set(key, all.add(held));
    this.#peers.set(peer, held);
    socket.once('close', () => {
      all.delete(held);
      if (all.size === 0 && this.#open.get(key) === all) this.#open.delete(key);
      if (this.#peers.get(peer) === held) this.#peers.delete(peer);
    });
    return undefined;
  }

  /** A request came on a connection, of whatever protocol. */
  saw(request: Pick<WireRequest, 'socket' | 'complete'>): void {
    const held = this.#known.get(request.socket) ?? this.#find(request.socket);
    if (!held || held.served) return;
    if (held.request?.complete) this.#serve(held);
    else held.request = request;
  }

  /** Ends connections that never brought a request, not even a part of its body. */
  endSilent(): void {
    for (const held of this.#peers.values()) if (!held.served && !held.request) held.socket.destroy();
  }

  #find(socket: Socket): Held | undefined {
    const held = this.#peers.get(peerOf(socket));
    if (held) this.#known.set(socket, held);
    return held;
  }

  #serve(held: Held): void {
    held.served = true;
    held.request = undefined;
  }

  /** Sets keep the order of arrival, so the first that brought nothing whole is the one that waited longest. */
  #makeRoom(all: Set<Held>): boolean {
    for (const held of all) {
      if (held.request?.complete) this.#serve(held);
      if (held.served) continue;
      all.delete(held);
      held.socket.destroy();
      return true;
    }
    return false;
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
