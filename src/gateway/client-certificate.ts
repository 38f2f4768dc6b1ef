import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../identity/verifier.js';

const known = new WeakMap<Socket, ClientCertificate | 'none'>();
/** A chain that leads back to itself ends anyway. */
const maxChain = 8;

/** The certificate of a connection's client, read when it is first asked for; undefined without TLS or without one. */
export function clientCertificateOf(socket: Socket): ClientCertificate | undefined {
  const there = known.get(socket) ?? read(socket as TLSSocket) ?? 'none';
  known.set(socket, there);
  return there === 'none' ? undefined : there;
}

function read(socket: TLSSocket): ClientCertificate | undefined {
  const own = socket.encrypted ? socket.getPeerX509Certificate() : undefined;
  if (!own) return undefined;
  const { authorized, authorizationError } = socket;
  // Node's types say Error; it is the code of OpenSSL as a text.
  const error = authorized ? undefined : String(authorizationError ?? 'not authorized');
  return Object.freeze({ authorized, error, chain: Object.freeze(chainOf(own)) });
}

function chainOf(own: X509Certificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next: X509Certificate | undefined = own; next && chain.length < maxChain; next = next.issuerCertificate) {
    chain.push(next);
  }
  return chain;
}
