import rule from '../../../src/audit/rules/dependency-name-is-not-a-lookalike.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const lock = (...names: readonly string[]) => ({
  files: { 'package-lock.json': npmLock(Object.fromEntries(names.map((name) => [name, {}]))) },
});

describeEstateRule(rule, {
  flags: {
    'a letter too many': { ...lock('expresss'), severity: 'medium', says: /expresss@1\.0\.0 looks like express/ },
    'a letter missing': { ...lock('lodsh'), says: /looks like lodash/ },
    'another letter': { ...lock('lodahs', 'express'), says: /looks like lodash/ },
    'two letters swapped': { ...lock('cahlk'), says: /looks like chalk/ },
  },
  passes: {
    'the names themselves': lock('express', 'lodash', 'chalk', 'react'),
    'names that nobody is near': lock('our-own-orders-client', '@acme/express'),
    'short names': lock('ws', 'qs', 'pg', 'ms'),
    'names that differ in a number': lock('parse5', 'es6-symbol'),
    'what others ask for': {
      files: {
        'package-lock.json': npmLock(
          { left: { dependencies: { expresss: '1.0.0' } }, expresss: {} },
          { dependencies: { left: '1.0.0' } },
        ),
      },
    },
  },
});
