import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import tls, { type DetailedPeerCertificate, type SecureVersion } from 'node:tls';

const wholeMillis = 5000;
const mostBytes = 4 * 1024 * 1024;

/** Where a third party is looked at. */
export interface Site {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a TLS handshake showed. */
export interface Handshake {
  readonly protocol: string;
  /** Why the chain or the name is not trusted; undefined: it is. */
  readonly fault: string | undefined;
  readonly validTo: number;
  /** Of its key; undefined for kinds that have no size. */
  readonly bits: number | undefined;
}

/** Bounded looks at the network: names go through the lookup that checks addresses, nothing is followed. */
export interface Net {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<SiteAnswer>;
  /** Rejects when there is no handshake with these versions. */
  handshake(site: Site, versions?: { readonly most: SecureVersion }): Promise<Handshake>;
  /** Port that plain HTTP is looked for at. */
  readonly plainPort: number;
}

export interface NetOptions {
  readonly lookup: LookupFunction;
  /** Whether a host that is a number may be called: no name is looked up for it. */
  readonly isAllowed: (host: string) => boolean;
  /** PEM: authorities instead of the system's. */
  readonly authorities?: string | undefined;
  readonly plainPort?: number | undefined;
}

export function makeNet({ lookup, isAllowed, authorities, plainPort = 80 }: NetOptions): Net {
  const trust = authorities === undefined ? {} : { ca: authorities };
  return {
    plainPort,
    get: (url, headers = {}) => get(url, { lookup, headers, isAllowed, ...trust }),
    handshake: ({ host, port }, versions) => {
      if (!isAllowed(host)) return Promise.reject(new Error('the address may not be called'));
      const old = versions && {
        maxVersion: versions.most,
        minVersion: 'TLSv1' as const,
        ciphers: 'DEFAULT@SECLEVEL=0',
      };
      const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
      return shake({ host, port, lookup, rejectUnauthorized: false, ...servername, ...trust, ...old });
    },
  };
}

interface GetOptions {
  readonly lookup: LookupFunction;
  readonly headers: Readonly<Record<string, string>>;
  readonly isAllowed: (host: string) => boolean;
  readonly ca?: string;
}

function get(url: string, { headers, isAllowed, lookup, ca }: GetOptions): Promise<SiteAnswer> {
  const { protocol, hostname } = new URL(url);
  if (!isAllowed(hostname.replaceAll(/^\[|\]$/g, '')))
    return Promise.reject(new Error('the address may not be called'));
  const { request } = protocol === 'https:' ? https : http;
  const signal = AbortSignal.timeout(wholeMillis);
  const sent = { 'user-agent': 'portcullis', accept: '*/*', ...headers };
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, signal, lookup, headers: sent, ...(ca === undefined ? {} : { ca }) });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > mostBytes) asked.destroy(new Error('the answer is too large'));
        else pieces.push(piece);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    });
    asked.end();
  });
}

function shake(options: tls.ConnectionOptions): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options);
    const timer = setTimeout(() => socket.destroy(new Error('no handshake in time')), wholeMillis);
    socket.on('error', reject).on('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection was closed'));
    });
    socket.once('secureConnect', () => {
      resolve(shown(socket));
      socket.destroy();
    });
  });
}

function shown(socket: tls.TLSSocket): Handshake {
  const certificate = socket.getPeerCertificate(true) as Partial<DetailedPeerCertificate>;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    fault: socket.authorized ? undefined : String(socket.authorizationError),
    validTo: Date.parse(certificate.valid_to ?? ''),
    bits: certificate.bits,
  };
}
