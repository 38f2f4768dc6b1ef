import rule from '../../../src/audit/rules/dependency-is-pinned.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const asks = (range: string, section = 'dependencies') => ({
  files: {
    'package.json': JSON.stringify({ name: 'shop', [section]: { left: range } }, null, 2),
    'package-lock.json': npmLock({ left: {} }),
  },
});

describeEstateRule(rule, {
  flags: {
    'any version': { ...asks('*'), severity: 'low', at: 'package.json:4', says: /any version of left/ },
    'a tag': asks('latest'),
    'a range without an end': asks('>=1.0.0'),
    nothing: asks(''),
    'for development too': asks('*', 'devDependencies'),
  },
  passes: {
    'a caret': asks('^1.0.0'),
    'one version': asks('1.0.0'),
    'a range with an end': asks('>=1.0.0 <2.0.0'),
    'a commit': asks('git+https://github.com/a/left.git#0123456'),
  },
});
