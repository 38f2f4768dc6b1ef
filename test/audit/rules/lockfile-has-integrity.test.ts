import rule from '../../../src/audit/rules/lockfile-has-integrity.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const lock = (...entries: Parameters<typeof npmLock>) => ({ files: { 'package-lock.json': npmLock(...entries) } });
const yarn = (more: string) => ({
  files: {
    'package.json': '{"dependencies":{"left":"^1.0.0"}}',
    'yarn.lock': `# yarn lockfile v1\n\n\nleft@^1.0.0:\n  version "1.0.0"\n${more}`,
  },
});
const archive = '  resolved "https://registry.yarnpkg.com/left/-/left-1.0.0.tgz';

describeEstateRule(rule, {
  flags: {
    'a package without a digest': {
      ...lock({ left: { integrity: undefined }, right: {} }),
      severity: 'high',
      says: /^1 of 2 locked packages have no digest: left@1\.0\.0$/,
    },
    'all of them, once': { ...lock({ left: { integrity: undefined }, right: { integrity: '' } }), says: /^2 of 2/ },
    'a SHA-1 digest': { ...lock({ left: { integrity: 'sha1-qqqqqqqqqqqqqqqqqqqqqqqqqqo=' } }), severity: 'medium' },
    'a digest of old yarn': { ...yarn(`${archive}#${'a'.repeat(40)}"\n`), severity: 'medium', at: 'yarn.lock:4' },
    'none at all in yarn': { ...yarn(`${archive}"\n`), severity: 'high' },
  },
  passes: {
    'SHA-512': lock({ left: {} }),
    'a package in the archive of another': lock({
      left: {},
      'left/node_modules/in': { integrity: undefined, inBundle: true },
    }),
    'a folder of the project': lock({ left: { resolved: 'file:../left', integrity: undefined } }),
    'a commit': lock({ left: { resolved: 'git+ssh://git@github.com/a/left.git#abc', integrity: undefined } }),
    'yarn with both': yarn(`${archive}#${'a'.repeat(40)}"\n  integrity sha512-${'A'.repeat(86)}==\n`),
  },
});
