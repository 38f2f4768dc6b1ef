import net from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import { guardedLookup, isPublicAddress, PrivateAddressError } from './public-address.js';

/** Bounds of everything that is fetched for one audit. */
export interface FetchLimits {
  readonly documentBytes: number;
  readonly totalBytes: number;
  readonly documents: number;
  readonly redirects: number;
  readonly timeoutMillis: number;
  readonly totalMillis: number;
}

export const fetchLimits: FetchLimits = Object.freeze<FetchLimits>({
  documentBytes: 16 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  documents: 200,
  redirects: 3,
  timeoutMillis: 10_000,
  totalMillis: 60_000,
});

export interface DocumentFetcherOptions {
  /** `schemas.example.com`, or with a port; nothing else is asked. */
  readonly hosts: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** Certificates to trust beside those of Node. */
  readonly ca?: string | undefined;
  /** Default: addresses of the internet. */
  readonly isAllowedAddress?: ((address: string) => boolean) | undefined;
  readonly limits?: Partial<FetchLimits> | undefined;
}

/** Fetches documents of named https hosts: bounded in number, bytes and time, over public addresses only. */
export interface DocumentFetcher {
  isAllowed(url: string): boolean;
  /** The document, or in words why it was not had. Throws only when the signal is aborted. */
  get(url: string): Promise<Uint8Array | string>;
  close(): Promise<void>;
}

interface Fetching extends DocumentFetcherOptions {
  readonly dispatcher: Agent;
  readonly limits: FetchLimits;
  readonly deadline: AbortSignal;
  readonly left: { bytes: number; documents: number };
}

export function makeDocumentFetcher(options: DocumentFetcherOptions): DocumentFetcher {
  const limits = { ...fetchLimits, ...options.limits };
  const isAllowedAddress = options.isAllowedAddress ?? isPublicAddress;
  const connect = {
    lookup: guardedLookup(isAllowedAddress),
    timeout: limits.timeoutMillis,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  const fetching: Fetching = {
    ...options,
    isAllowedAddress,
    limits,
    dispatcher: new Agent({ connect, connections: 4 }),
    deadline: AbortSignal.timeout(limits.totalMillis),
    left: { bytes: limits.totalBytes, documents: limits.documents },
  };
  return {
    isAllowed: (url) => isAllowed(url, fetching),
    get: (url) => fetchDocument(url, fetching),
    close: () => fetching.dispatcher.destroy(),
  };
}

function isAllowed(text: string, { hosts }: DocumentFetcherOptions): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && !url.username && !url.password && hosts.has(url.host);
}

async function fetchDocument(url: string, fetching: Fetching): Promise<Uint8Array | string> {
  const { limits, left, signal, deadline } = fetching;
  if (left.documents <= 0) return `was not asked for: at most ${limits.documents} documents are`;
  left.documents -= 1;
  const bounded = AbortSignal.any([signal, deadline, AbortSignal.timeout(limits.timeoutMillis)]);
  try {
    return await follow(url, fetching, bounded);
  } catch (error) {
    if (signal.aborted) throw error;
    return reasonOf(error as NodeJS.ErrnoException);
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof PrivateAddressError) return error.message;
  return error.name === 'TimeoutError' ? 'took too long' : `cannot be reached (${error.code ?? error.name})`;
}

async function follow(start: string, fetching: Fetching, signal: AbortSignal): Promise<Uint8Array | string> {
  let url = start;
  for (let hops = 0; hops <= fetching.limits.redirects; hops += 1) {
    if (!isAllowed(url, fetching) || new URL(url).host !== new URL(start).host) return 'leads on to another host';
    // No name is looked up where the host is an address.
    const host = new URL(url).hostname.replaceAll(/^\[|\]$/g, '');
    if (net.isIP(host) && !fetching.isAllowedAddress!(host)) throw new PrivateAddressError();
    const { statusCode, headers, body } = await request(url, {
      dispatcher: fetching.dispatcher,
      signal,
      headers: { accept: 'application/yaml, application/json, */*;q=0.5' },
    });
    if (statusCode === 200) return readBounded(body, fetching);
    await body.dump({ limit: 65_536, signal }).catch(() => undefined);
    const { location } = headers;
    if (statusCode < 301 || statusCode > 308 || typeof location !== 'string') return `answered ${statusCode}`;
    if (!URL.canParse(location, url)) return 'leads on to nowhere';
    url = new URL(location, url).href;
  }
  return 'leads on without end';
}

async function readBounded(body: Dispatcher.ResponseData['body'], { limits, left }: Fetching) {
  const chunks: Buffer[] = [];
  const most = Math.min(limits.documentBytes, left.bytes);
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) return 'is larger than what is fetched';
    chunks.push(chunk);
  }
  left.bytes -= bytes;
  return Buffer.concat(chunks);
}
