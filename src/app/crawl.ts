import { setTimeout as sleep } from 'node:timers/promises';
import { load } from 'js-yaml';
import { Pool } from 'undici';
import { PortcullisError } from '../core/errors.js';
import { readAddress } from '../model/infer/address.js';
import { bodyOf, mediaTypeOf } from '../model/infer/bodies.js';
import { linksOf, type Page } from '../model/infer/links.js';
import { LeftOut, type Sample, type Samples } from '../model/infer/sample.js';

/** What a crawl gives: the contract that the server itself offers, or samples of what its links lead to. */
export type Crawled =
  | { readonly kind: 'contract'; readonly text: string; readonly url: string }
  | { readonly kind: 'samples'; readonly samples: Samples; readonly requests: number };

/** Where servers put their contract. */
const contractPaths = [
  'openapi.json',
  'openapi.yaml',
  'swagger.json',
  'v3/api-docs',
  'api-docs',
  'api/openapi.json',
  'docs/openapi.json',
  'swagger/v1/swagger.json',
];
const mostRequests = 200;
const mostMillis = 60_000;
const mostBytes = 4 * 1024 * 1024;
const answerMillis = 10_000;
/** Other machines are not hurried. */
const pauseMillis = 50;

interface Answer extends Page {
  readonly status: number;
  readonly location: string | undefined;
}

/**
 * Reads an API from one address on: only GET, only its origin, redirects within it, at most 200 requests and a minute.
 * What `robots.txt` forbids to everybody is left alone. Throws `TARGET_UNREACHABLE` when nothing answers.
 */
export async function crawl(start: string, signal: AbortSignal): Promise<Crawled> {
  const { origin, hostname } = new URL(start);
  const pool = new Pool(origin, { connections: 2, headersTimeout: answerMillis, bodyTimeout: answerMillis });
  const until = AbortSignal.any([signal, AbortSignal.timeout(mostMillis)]);
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  let requests = 0;
  async function read(url: string): Promise<Answer | undefined> {
    if (requests >= mostRequests || until.aborted) return undefined;
    requests += 1;
    if (!isHere && requests > 1) await sleep(pauseMillis);
    return get(pool, url, until).catch(() => undefined);
  }
  try {
    const first = await get(pool, start, until).catch((cause: unknown) => {
      throw new PortcullisError('TARGET_UNREACHABLE', `${start} does not answer`, { cause });
    });
    const contract = await findContract(start, first, read);
    if (contract) return contract;
    const samples = await follow(start, first, read);
    return { kind: 'samples', samples, requests };
  } finally {
    await pool.destroy();
  }
}

type Read = (url: string) => Promise<Answer | undefined>;

/** The address itself, what its page links to, then the usual places. */
async function findContract(start: string, first: Answer, read: Read): Promise<Crawled | undefined> {
  const base = start.endsWith('/') ? start : `${start}/`;
  const linked = linksOf(first).filter((link) => /openapi|swagger|api-docs/i.test(link));
  const usual = contractPaths.flatMap((path) => [new URL(path, base).href, new URL(`/${path}`, start).href]);
  if (isContract(first.text)) return { kind: 'contract', text: first.text, url: start };
  for (const url of new Set([...linked, ...usual])) {
    const answer = await read(url);
    if (answer?.status === 200 && isContract(answer.text)) return { kind: 'contract', text: answer.text, url };
  }
  return undefined;
}

function isContract(text: string): boolean {
  if (!/openapi|swagger/.test(text.slice(0, 4000))) return false;
  try {
    const document = load(text);
    if (typeof document !== 'object' || document === null) return false;
    return ('openapi' in document || 'swagger' in document) && 'paths' in document;
  } catch {
    return false;
  }
}

async function follow(start: string, first: Answer, read: Read): Promise<Samples> {
  const leftOut = new LeftOut();
  const samples: Sample[] = [];
  const forbidden = await robots(start, read);
  const queue = [...forbidden.sitemaps];
  const seen = new Set([start]);
  function take(answer: Answer): void {
    const sample = sampleOf(answer);
    if (sample) samples.push(sample);
    const onward =
      answer.location === undefined ? [] : linksOf({ ...answer, linkHeader: `<${answer.location}>`, text: '' });
    for (const link of [...onward, ...linksOf(answer)]) {
      if (seen.has(link)) continue;
      seen.add(link);
      if (forbidden.has(new URL(link).pathname)) leftOut.add('that robots.txt forbids');
      else queue.push(link);
    }
  }
  take(first);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const answer = await read(next);
    if (answer) take(answer);
    else leftOut.add('that were not answered, or beyond 200 requests or a minute');
  }
  return { title: undefined, samples, leftOut: leftOut.counts };
}

/** What is asked of every crawler (RFC 9309). */
async function robots(start: string, read: Read) {
  const answer = await read(new URL('/robots.txt', start).href);
  const lines = answer?.status === 200 && answer.mediaType === 'text/plain' ? answer.text.split(/\r?\n/) : [];
  const sitemaps: string[] = [];
  const paths: string[] = [];
  let isForAll = false;
  for (const line of lines) {
    const [, name = '', value = ''] = /^\s*([a-z-]+)\s*:\s*(\S*)/i.exec(line) ?? [];
    if (/^user-agent$/i.test(name)) isForAll = value === '*';
    if (/^disallow$/i.test(name) && isForAll && value !== '') paths.push(value.replace(/\*.*$/, ''));
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (/^sitemap$/i.test(name) && url?.origin === new URL(start).origin) sitemaps.push(value);
  }
  return { sitemaps, has: (path: string) => paths.some((forbidden) => path.startsWith(forbidden)) };
}

/** Only data is an operation of an API: pages show the way, and are none. */
function sampleOf({ url, status, mediaType, text }: Answer): Sample | undefined {
  const address = readAddress(url);
  if (!address || status < 200 || status > 299 || !/[/+]json$/.test(mediaType)) return undefined;
  const answer = { status, body: bodyOf(mediaType, text) };
  return { method: 'get', ...address, headers: [], credentials: [], body: undefined, answer };
}

async function get(pool: Pool, url: string, signal: AbortSignal): Promise<Answer> {
  const { pathname, search } = new URL(url);
  const headers = { accept: 'application/json, application/hal+json, */*;q=0.5', 'user-agent': 'portcullis' };
  const answer = await pool.request({ method: 'GET', path: pathname + search, headers, signal });
  const header = (name: string): string | undefined => [answer.headers[name] ?? []].flat()[0];
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) break;
    chunks.push(chunk);
  }
  return {
    url,
    status: answer.statusCode,
    mediaType: mediaTypeOf(header('content-type')) ?? '',
    text: Buffer.concat(chunks).toString('utf8'),
    linkHeader: header('link'),
    location: header('location'),
  };
}
