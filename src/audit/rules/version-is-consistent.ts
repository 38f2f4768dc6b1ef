import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';

/** Major version of a path segment such as `v2` or `v2.1`; undefined where it has none. */
function majorOfUrl(url: string): string | undefined {
  return /\/v(\d{1,3})(?:\.\d+)*(?=\/|$)/i.exec(url)?.[1];
}

/** Major version of a version with parts; dates and single numbers are other schemes. */
function majorOfVersion(version: string): string | undefined {
  const major = /^v?(\d{1,3})\.\d{1,4}(?:\.|$)/i.exec(version)?.[1];
  // Before 1.0 everybody writes what they like.
  return major === '0' ? undefined : major;
}

/** OWASP API9:2023, CWE-1059. */
export default defineRule({
  id: 'version-is-consistent',
  title: 'Version of the contract is not that of its addresses',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: [1059],
  why: 'An inventory that goes by the version misses the one that really runs, and old ones stay open unseen.',
  remedy: 'Raise `info.version` with the version in the address, or take the version out of the address.',
  visit: {
    model({ version, servers, operations, documents }, { report }) {
      const said = majorOfVersion(version);
      const found = new Set(
        [...servers.map(({ url }) => url), ...[...operations.values()].map(({ path }) => path)].flatMap(
          (url) => majorOfUrl(url) ?? [],
        ),
      );
      if (said === undefined || !found.size || found.has(said)) return;
      report(below({ file: documents.entry, pointer: '/info' }, 'version'), {
        message: `The contract is of version ${said}, its addresses say ${[...found].map((major) => `v${major}`).join(' and ')}`,
      });
    },
  },
});
