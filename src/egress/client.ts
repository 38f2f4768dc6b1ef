import { X509Certificate, createHash } from 'node:crypto';
import net from 'node:net';
import { TLSSocket } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import type { AddressTest } from './addresses.js';
import { AddressRefusedError, checkedLookup, type Resolve } from './resolve.js';

const connectMillis = 5000;
const connectionsPerHost = 64;

/** The certificate that a host showed. Texts are hexadecimal SHA-256. */
export interface SeenCertificate {
  readonly host: string;
  readonly fingerprint: string;
  /** Of its public key: a renewed certificate of the same key has the same one. */
  readonly key: string;
}

export interface ClientOptions {
  readonly resolve: Resolve;
  readonly isAllowed: AddressTest;
  /** PEM. */
  readonly authorities: string | undefined;
  readonly onCertificate: (seen: SeenCertificate) => void;
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Connections of one integration: each to an address that was checked for it. Follows no redirect. */
export function makeClient({ resolve, isAllowed, authorities, onCertificate }: ClientOptions): Agent {
  const connect = buildConnector({
    lookup: checkedLookup(resolve, isAllowed),
    timeout: connectMillis,
    allowH2: false,
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
  return new Agent({
    connections: connectionsPerHost,
    keepAliveTimeout: 10_000,
    pipelining: 1,
    connect(options, callback) {
      const host = options.hostname.replaceAll(/^\[|\]$/g, '');
      // No name is looked up where the host is a number.
      if (net.isIP(host) !== 0 && !isAllowed(host)) return callback(new AddressRefusedError(), null);
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null);
        if (socket instanceof TLSSocket) tellOf(socket, host, onCertificate);
        callback(null, socket);
      });
    },
  });
}

function tellOf(socket: TLSSocket, host: string, onCertificate: ClientOptions['onCertificate']): void {
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
  if (!raw) return;
  const spki = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
  onCertificate({ host, fingerprint: digest(raw), key: digest(spki) });
}
