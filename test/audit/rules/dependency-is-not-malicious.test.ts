import rule from '../../../src/audit/rules/dependency-is-not-malicious.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const osv = (more: object = {}, range: readonly object[] = [{ introduced: '0' }, { fixed: '1.2.0' }]) =>
  JSON.stringify({
    id: 'GHSA-aaaa-bbbb-cccc',
    modified: '2026-11-20T00:00:00Z',
    summary: 'Prototype pollution',
    affected: [{ package: { ecosystem: 'npm', name: 'left' }, ranges: [{ type: 'SEMVER', events: range }] }],
    database_specific: { severity: 'HIGH', cwe_ids: ['CWE-1321'] },
    ...more,
  });

const request = { advisories: 'osv.json' };
const row = (text: string, lock = npmLock({ left: {} })) => ({
  files: { 'package-lock.json': lock, 'osv.json': text },
  request,
});

describeEstateRule(rule, {
  flags: {
    'an entry of malicious packages': {
      ...row(osv({ id: 'MAL-2026-1' })),
      severity: 'critical',
      says: /left@1\.0\.0 is malicious/,
    },
    'by its kind of flaw': row(osv({ database_specific: { severity: 'LOW', cwe_ids: ['CWE-506'] } })),
    'for development as well': {
      ...row(osv({ id: 'MAL-2026-1' }), npmLock({ left: {} }, { devDependencies: { left: '1.0.0' } })),
      severity: 'critical',
    },
    'what others brought, with the way': {
      ...row(
        osv({ id: 'MAL-2026-1' }),
        npmLock({ right: { dependencies: { left: '*' } }, left: {} }, { dependencies: { right: '1.0.0' } }),
      ),
      says: /\(right@1\.0\.0 > left@1\.0\.0\)/,
    },
  },
  passes: {
    'a flaw of another kind': row(osv()),
    'a version that is clean': row(osv({ id: 'MAL-2026-1' }), npmLock({ left: { version: '2.0.0' } })),
    'an entry that was withdrawn': row(osv({ id: 'MAL-2026-1', withdrawn: '2026-01-01T00:00:00Z' })),
  },
});
