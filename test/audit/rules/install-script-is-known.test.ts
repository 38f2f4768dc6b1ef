import rule from '../../../src/audit/rules/install-script-is-known.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const lock = (manifest?: object, ...entries: Parameters<typeof npmLock> | []) => ({
  files: {
    'package-lock.json': npmLock(entries[0] ?? { native: { hasInstallScript: true } }, entries[1]),
    ...(manifest ? { 'package.json': JSON.stringify(manifest) } : {}),
  },
});

describeEstateRule(rule, {
  flags: {
    'a script that nobody decided about': {
      ...lock(),
      severity: 'medium',
      says: /^native@1\.0\.0 runs a script/,
      at: 'package-lock.json:11',
    },
    'one that others brought': {
      ...lock(
        undefined,
        { left: { dependencies: { native: '^1.0.0' } }, native: { hasInstallScript: true } },
        { dependencies: { left: '^1.0.0' } },
      ),
      says: /\(left@1\.0\.0 > native@1\.0\.0\)/,
    },
    'one for development, as a smaller matter': {
      ...lock(undefined, { native: { hasInstallScript: true } }, { devDependencies: { native: '1.0.0' } }),
      severity: 'low',
    },
    'a decision about another package': lock({ allowScripts: { other: true } }),
    'what pnpm says': {
      files: {
        'pnpm-lock.yaml':
          "lockfileVersion: '6.0'\ndependencies:\n  native: { specifier: 1.0.0, version: 1.0.0 }\npackages:\n  /native@1.0.0:\n    resolution: { integrity: sha512-x }\n    requiresBuild: true\n",
      },
      at: 'pnpm-lock.yaml:5',
    },
  },
  passes: {
    'no script': lock(undefined, { native: {} }),
    'allowed by name': lock({ allowScripts: { native: true } }),
    'forbidden by name': lock({ allowScripts: { native: false } }),
    'allowed in pnpm': lock({ pnpm: { onlyBuiltDependencies: ['native'] } }),
    'switched off in yarn': lock({ dependenciesMeta: { native: { built: false } } }),
  },
});
