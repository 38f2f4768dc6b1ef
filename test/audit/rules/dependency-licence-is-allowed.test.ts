import rule from '../../../src/audit/rules/dependency-licence-is-allowed.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const lock = (license: unknown, ...root: readonly [Readonly<Record<string, unknown>>?]) => ({
  files: { 'package-lock.json': npmLock({ left: { license } }, root[0]) },
});

describeEstateRule(rule, {
  flags: {
    'a copyleft licence': { ...lock('GPL-3.0-only'), severity: 'info', says: /^GPL-3\.0-only: left@1\.0\.0$/ },
    'no licence': { ...lock(undefined), says: /^no licence: left/ },
    'both of two': lock('(MIT AND GPL-3.0)'),
    'one that the list leaves out': { ...lock('MIT'), request: { licences: ['Apache-2.0'] } },
    'what is no expression': lock('SEE LICENSE IN LICENSE.txt'),
  },
  passes: {
    'a permissive licence': lock('MIT'),
    'one of two': lock('(GPL-2.0 OR MIT)'),
    'two good ones': lock('MIT AND Apache-2.0 WITH LLVM-exception'),
    'for development only': lock('GPL-3.0-only', { devDependencies: { left: '1.0.0' } }),
    'one that the list has': { ...lock('GPL-3.0-only'), request: { licences: ['gpl-3.0-only'] } },
  },
});
