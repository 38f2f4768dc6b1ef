import rule from '../../../src/audit/rules/dependency-is-maintained.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const lock = (...entries: Parameters<typeof npmLock>) => ({ files: { 'package-lock.json': npmLock(...entries) } });
const gone = { deprecated: 'use fetch instead' };

describeEstateRule(rule, {
  flags: {
    'a deprecated package': {
      ...lock({ request: gone }),
      severity: 'low',
      says: /request@1\.0\.0 is deprecated: use fetch instead/,
    },
    'a long reason, cut': { ...lock({ request: { deprecated: 'x'.repeat(500) } }), says: /x{120}…$/ },
    'for development, as a note': {
      ...lock({ request: gone }, { devDependencies: { request: '1.0.0' } }),
      severity: 'info',
    },
    'what pnpm says': {
      files: {
        'pnpm-lock.yaml':
          "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      request: { specifier: 1.0.0, version: 1.0.0 }\npackages:\n  request@1.0.0:\n    resolution: { integrity: sha512-x }\n    deprecated: gone\nsnapshots:\n  request@1.0.0: {}\n",
      },
      at: 'pnpm-lock.yaml:7',
    },
  },
  passes: {
    'a package that is not': lock({ request: {} }),
    'an empty mark': lock({ request: { deprecated: '' } }),
    'one that others brought': lock(
      { left: { dependencies: { request: '*' } }, request: gone },
      { dependencies: { left: '1.0.0' } },
    ),
  },
});
