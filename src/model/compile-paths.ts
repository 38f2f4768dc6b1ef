import type { RawApi } from './policy-file.js';
import type { ApiModel } from './types.js';

/** What arrives at the gateway, and what is sent on. */
export interface Paths {
  readonly match: ApiModel['match'];
  publicPath(template: string): string;
  upstreamPath(template: string): string;
}

/**
 * Where an API is reached. Clients see `match.prefix` + the contract's path template; the prefix is, unless the policy
 * says it, the path of the contract's first server (`https://api.example.com/v1` -> `/v1`). The upstream gets the path
 * of `upstream.url` + the template, or, where that URL has no path, the path as it was received.
 */
export function readPaths(raw: Pick<RawApi, 'match' | 'upstream'>, servers: ApiModel['servers']): Paths {
  const { host, headAsGet } = raw.match ?? {};
  const prefix = withoutEnd(raw.match?.prefix ?? serverPath(servers));
  const upstream = raw.upstream && URL.canParse(raw.upstream.url) ? withoutEnd(new URL(raw.upstream.url).pathname) : '';
  const publicPath = (template: string) => joined(prefix, template);
  return {
    match: {
      ...(host === undefined ? {} : { host: host.toLowerCase() }),
      prefix: prefix || '/',
      ...(headAsGet ? { headAsGet } : {}),
    },
    publicPath,
    upstreamPath: (template) => (upstream === '' ? publicPath(template) : joined(upstream, template)),
  };
}

/** Path of the first server, variables at their defaults; `` where there is none. */
function serverPath([server]: ApiModel['servers']): string {
  if (!server) return '';
  const url = server.url.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => defaultOf(server.variables, name));
  return URL.canParse(url, 'http://server.invalid/') ? new URL(url, 'http://server.invalid/').pathname : '';
}

function defaultOf(variables: Readonly<Record<string, unknown>>, name: string): string {
  const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const value = typeof variable === 'object' && variable !== null && 'default' in variable ? variable.default : '';
  return typeof value === 'string' ? value : '';
}

function joined(prefix: string, template: string): string {
  return template.startsWith('/') ? prefix + template : template;
}

function withoutEnd(path: string): string {
  return path.replace(/\/+$/, '');
}
