import assert from 'node:assert/strict';
import { it } from 'node:test';
import rule from '../../../src/audit/rules/dependency-is-not-vulnerable.js';
import { describeEstateRule, estateRunIn, npmLock, writeFolder } from '../describe-estate-rule.js';

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
    'a flawed version': {
      ...row(osv()),
      severity: 'high',
      says: /^left@1\.0\.0 \(needed at run time\): Prototype pollution/,
      at: 'package-lock.json:11',
    },
    'one for development, a step lower': {
      ...row(osv(), npmLock({ left: {} }, { devDependencies: { left: '1.0.0' } })),
      severity: 'medium',
    },
    'the severity of a vector': {
      ...row(
        osv({
          database_specific: {},
          severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
        }),
      ),
      severity: 'critical',
    },
    'the last version that is flawed': row(osv({}, [{ introduced: '0' }, { last_affected: '1.0.0' }])),
    'a version in a list': row(
      osv({ affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }] }),
    ),
    'the second of two ranges': row(
      osv({}, [{ introduced: '0' }, { fixed: '0.5.0' }, { introduced: '0.9.0' }, { fixed: '1.0.1' }]),
    ),
  },
  passes: {
    'the fixed version': row(osv(), npmLock({ left: { version: '1.2.0' } })),
    'a version between two ranges': row(osv({}, [{ introduced: '0' }, { fixed: '0.5.0' }, { introduced: '1.1.0' }])),
    'an advisory that was withdrawn': row(osv({ withdrawn: '2026-11-21T00:00:00Z' })),
    'another ecosystem': row(
      osv({
        affected: [
          {
            package: { ecosystem: 'PyPI', name: 'left' },
            ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
          },
        ],
      }),
    ),
    'a pre-release after the fix': row(osv(), npmLock({ left: { version: '1.2.1-rc.1' } })),
    'a suppression of the advisory': {
      files: {
        ...row(osv()).files,
        'openapi.yaml': 'openapi: 3.1.0\ninfo: { title: a, version: "1" }\npaths: { /a: { get: { responses: {} } } }',
        'portcullis.yaml':
          'version: 1\napis: { shop: { contract: openapi.yaml } }\nsuppressions: [{ rule: dependency-is-not-vulnerable, where: GHSA-aaaa-bbbb-cccc, reason: our code never merges, expires: "2027-02-01" }]',
      },
      request,
    },
  },
});

const remedyOf = async (lock: string) => {
  const { findings } = await estateRunIn(writeFolder(row(osv(), lock)), [rule], request);
  assert.deepEqual(findings[0]!.cwe, [1321]);
  return findings[0]!.remedy;
};

it('names the update within the range, the new range, or the package that holds it back', async () => {
  assert.equal(await remedyOf(npmLock({ left: {} })), 'Update left to 1.2.0: every range allows it.');
  assert.equal(
    await remedyOf(npmLock({ left: {} }, { dependencies: { left: '1.0.0' } })),
    'Ask for left 1.2.0 or later instead of 1.0.0.',
  );
  const held = npmLock(
    { right: { dependencies: { left: '~1.0.0' } }, left: {} },
    { dependencies: { right: '^1.0.0' } },
  );
  assert.match(
    await remedyOf(held),
    /^Right@1\.0\.0 asks for left ~1\.0\.0, which has no fixed version: update right@1\.0\.0, or override left to 1\.2\.0\.$/i,
  );
});

it('says that it was skipped when nobody asked for advisories: never 0 found', async () => {
  const { skipped, findings } = await estateRunIn(
    writeFolder({ files: { 'package-lock.json': npmLock({ left: {} }) } }),
    [rule],
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(skipped, [{ id: rule.id, reason: 'no advisories were asked for: --advisories' }]);
});
