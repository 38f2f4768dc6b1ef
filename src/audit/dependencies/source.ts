import type { SourceKind } from './types.js';

/** The public registry, under the names it answers to. */
const publicRegistries = new Set(['registry.npmjs.org', 'registry.yarnpkg.com', 'registry.npmjs.com', 'npm.jsr.io']);

/** Host of an address, without a port; undefined where there is none. */
export function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname || undefined : undefined;
}

/**
 * Where a package comes from. A mirror is as good as the registry for a lockfile in which everything comes from it
 * (`usual`); one package from another host is not.
 */
export function sourceOf(resolved: string | undefined, usual: string | undefined): SourceKind {
  if (!resolved) return 'unknown';
  if (/^(git[+:]|ssh:|github:|gitlab:|bitbucket:|git@)/.test(resolved) || /\.git(#|$)/.test(resolved)) return 'git';
  if (/^(file:|link:|portal:|workspace:|\.{0,2}\/)/.test(resolved)) return 'local';
  // What `yarn` and `pnpm` write for an archive of a hosting service is a commit, not a version of a registry.
  if (/^https?:\/\/(codeload\.github\.com|gitlab\.com|bitbucket\.org)\//.test(resolved)) return 'git';
  const host = hostOf(resolved);
  if (host === undefined) return 'unknown';
  if (resolved.startsWith('http:')) return 'http';
  return publicRegistries.has(host) || host === usual ? 'registry' : 'host';
}

/** The host that most packages come from. */
export function usualHost(addresses: Iterable<string | undefined>): string | undefined {
  const counts = new Map<string, number>();
  let total = 0;
  for (const address of addresses) {
    const host = address && address.startsWith('https:') ? hostOf(address) : undefined;
    if (!host) continue;
    total += 1;
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first && first[1] > total / 2 ? first[0] : undefined;
}
