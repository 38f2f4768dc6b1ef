import { methods } from './draft.js';
import { LeftOut, type Sample, type Samples } from './sample.js';

/** The samples of one API, and what was left out of the others in words. */
export interface Selected {
  readonly samples: readonly Sample[];
  /** Where the calls went: the upstream, or the host that most of them went to. Undefined: variables stood for it. */
  readonly host: string | undefined;
  /** Path of the upstream, which templates do not repeat; empty where there is none. */
  readonly basePath: string;
  readonly notes: readonly string[];
}

const staticFile =
  /\.(?:m?js|map|css|html?|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp[34]|webm|wasm|txt|webmanifest)$/i;
const staticType =
  /^(?:image|font|audio|video)\/|^text\/(?:css|html|javascript)$|^application\/(?:javascript|x-javascript|wasm|manifest\+json)$/;

function isStatic({ method, segments, answer }: Sample): boolean {
  if (method !== 'get' && method !== 'head') return false;
  const last = segments.at(-1);
  return (typeof last === 'string' && staticFile.test(last)) || staticType.test(answer?.body?.mediaType ?? '');
}

/** Keeps the calls of the API behind an address. Static files, preflights and calls of other hosts are left out, and said. */
export function selectSamples({ samples, leftOut }: Samples, upstream: URL): Selected {
  const gone = new LeftOut();
  for (const [reason, count] of leftOut) gone.counts.set(reason, count);
  const calls = samples.filter((sample) => isCall(sample, gone));
  const hosts = countHosts(calls);
  const host = hosts.has(upstream.host) ? upstream.host : mostOf(hosts);
  const isUpstream = host === undefined || host === upstream.host;
  const base = basePathOf(upstream, { calls, host, isUpstream });
  const kept = calls.flatMap((sample) => within(sample, { host, base, gone }));
  const notes = [...gone.counts].map(
    ([reason, count]) => `left out: ${count} ${count === 1 ? 'call' : 'calls'} ${reason}`,
  );
  const other = isUpstream ? [] : [`no call went to ${upstream.host}: the draft is of ${host}, where most went`];
  return { samples: kept, host, basePath: base.map((segment) => `/${segment}`).join(''), notes: [...other, ...notes] };
}

interface Calls {
  readonly calls: readonly Sample[];
  readonly host: string | undefined;
  readonly isUpstream: boolean;
}

/** The path of the upstream; recorded elsewhere, the API may have another one: then all calls must be below it. */
function basePathOf(upstream: URL, { calls, host, isUpstream }: Calls): readonly string[] {
  const base = upstream.pathname.split('/').filter(Boolean);
  const isBase = isUpstream || calls.every((call) => call.host !== host || isBelow(call, base));
  return isBase ? base : [];
}

const isBelow = ({ segments }: Sample, base: readonly string[]): boolean =>
  base.every((segment, index) => segments[index] === segment);

function isCall(sample: Sample, gone: LeftOut): boolean {
  if (sample.method === 'options') gone.add('with OPTIONS, which browsers ask first');
  else if (!methods.has(sample.method)) gone.add('with a method that no contract can name');
  else if (isStatic(sample)) gone.add('for static files');
  else return true;
  return false;
}

function countHosts(calls: readonly Sample[]): ReadonlyMap<string, number> {
  const hosts = new Map<string, number>();
  for (const { host } of calls) if (host !== undefined) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  return hosts;
}

const mostOf = (hosts: ReadonlyMap<string, number>): string | undefined =>
  [...hosts].reduce<readonly [string, number] | undefined>(
    (most, one) => (most && most[1] >= one[1] ? most : one),
    undefined,
  )?.[0];

interface Bounds {
  readonly host: string | undefined;
  readonly base: readonly string[];
  readonly gone: LeftOut;
}

/** The sample without the path of the upstream, or nothing when it went elsewhere. */
function within(sample: Sample, { host, base, gone }: Bounds): readonly Sample[] {
  if (sample.host === undefined) return [sample];
  if (sample.host !== host) {
    gone.add(`to ${sample.host}`);
    return [];
  }
  if (isBelow(sample, base)) return [{ ...sample, segments: sample.segments.slice(base.length) }];
  gone.add(`to ${host} outside /${base.join('/')}`);
  return [];
}
