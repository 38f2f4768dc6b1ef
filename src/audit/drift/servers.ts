import type { ChangeList } from './change-list.js';

const schemeOf = (url: string): string => /^(\w+):/.exec(url)?.[1]?.toLowerCase() ?? '';
const hostOf = (url: string): string => /^\w+:\/\/([^/?#]+)/.exec(url)?.[1]?.toLowerCase() ?? '';
const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/?#]+/, '').replace(/\/+$/, '');

/** Where the API is. */
export function diffServers(changes: ChangeList): void {
  const was = changes.before.servers.map(({ url }) => url);
  const hadClear = was.some((url) => schemeOf(url) === 'http');
  const hosts = new Set(was.map(hostOf));
  for (const { url, node } of changes.after.servers) {
    if (schemeOf(url) === 'http' && !hadClear) {
      changes.add('server-without-tls', {
        kind: 'weakened',
        node,
        message: `The server ${url} has no TLS; none was without`,
      });
    } else if (was.length && hostOf(url) && !hosts.has(hostOf(url))) {
      changes.add('server-added', { kind: 'additive', severity: 'low', node, message: `The server ${url} is new` });
    }
  }
  const paths = new Set(changes.after.servers.map(({ url }) => pathOf(url)));
  for (const { url, node } of changes.before.servers) {
    if (paths.has(pathOf(url)) || !changes.after.servers.length) continue;
    changes.add('base-path-gone', {
      kind: 'breaking',
      node,
      old: true,
      message: `No server has the path ${pathOf(url) || '/'} any more`,
    });
  }
}
