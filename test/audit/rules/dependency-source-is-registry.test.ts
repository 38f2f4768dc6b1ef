import rule from '../../../src/audit/rules/dependency-source-is-registry.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const from = (resolved: string) => ({
  files: { 'package-lock.json': npmLock({ left: { resolved }, right: {}, middle: {} }) },
});

describeEstateRule(rule, {
  flags: {
    'a git repository': {
      ...from('git+ssh://git@github.com/acme/left.git#0123456'),
      severity: 'medium',
      says: /left@1\.0\.0 comes from a git repository/,
    },
    'a commit as an archive': from('https://codeload.github.com/acme/left/tar.gz/0123456'),
    'an address without TLS': {
      ...from('http://registry.npmjs.org/left/-/left-1.0.0.tgz'),
      severity: 'high',
      says: /without TLS/,
    },
    'another host, without what stands before it': {
      ...from('https://user:secret@cdn.example.net/left.tgz'),
      says: /comes from the host cdn\.example\.net$/,
    },
  },
  passes: {
    'the registry': from('https://registry.npmjs.org/left/-/left-1.0.0.tgz'),
    "yarn's name of it": from('https://registry.yarnpkg.com/left/-/left-1.0.0.tgz'),
    'a folder of the project': from('file:../left'),
    'one mirror for everything': {
      files: {
        'package-lock.json': npmLock({
          left: { resolved: 'https://npm.example.com/left/-/left-1.0.0.tgz' },
          right: { resolved: 'https://npm.example.com/right/-/right-1.0.0.tgz' },
        }),
      },
    },
  },
});
