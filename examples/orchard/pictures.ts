import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch } from 'undici';
import { badRequest } from './problem.js';
import type { Shop } from './shop.js';

/** What the server saw at the address; `fetched: false` when it could not be reached and is tried again later. */
export type Fetched = {
  readonly fetched: boolean;
  readonly status: number | null;
  readonly contentType: string | null;
  readonly bytes: number;
  readonly preview: string;
};

const pictureHosts = new Set(['pictures.orchard.example']);
const mostBytes = 65_536;
const unreached: Fetched = { fetched: false, status: null, contentType: null, bytes: 0, preview: '' };

function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}

/** Judges the addresses that are really connected to, so that a changing DNS answer does not help. */
const publicOnly: LookupFunction = (host, options, done) => {
  dns.lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [], 0);
    if (!addresses.every(({ address }) => isPublic(address))) return done(new Error('not a public address'), [], 0);
    done(null, addresses);
  });
};

const careful = new Agent({ connect: { lookup: publicOnly } });

function demandAllowedHost(url: URL): void {
  const plain = url.port === '' && url.username === '' && url.password === '';
  if (url.protocol === 'https:' && plain && pictureHosts.has(url.hostname)) return;
  throw badRequest('body.url must be an https address of an allowed picture host.');
}

async function readSome(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}

/** Fetches the picture at `url`, at most 64 KiB of it within two seconds. */
export async function fetchPicture(url: URL, shop: Shop): Promise<Fetched> {
  if (shop.code.fetchPicture) return shop.code.fetchPicture(url.href);
  const open = shop.open('picture-ssrf');
  if (!open) demandAllowedHost(url);
  const options = open ? {} : { dispatcher: careful, redirect: 'error' as const };
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(2000) });
    const content = response.body ? await readSome(response.body) : Buffer.alloc(0);
    const contentType = response.headers.get('content-type');
    const preview = content.subarray(0, 256).toString('latin1');
    return { fetched: true, status: response.status, contentType, bytes: content.length, preview };
  } catch {
    return unreached;
  }
}
