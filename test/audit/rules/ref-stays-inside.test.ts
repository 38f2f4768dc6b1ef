import rule from '../../../src/audit/rules/ref-stays-inside.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const ref = (text: string) => bodyOf(`{ $ref: '${text}' }`);

describeRule(rule, {
  flags: {
    'a folder above': { contract: ref('../secret.yaml#/A'), at: '$ref', severity: 'high', says: /leaves the folder/ },
    'an absolute path': { contract: ref('/etc/hostname') },
    'a file address': { contract: ref('file:///etc/hostname') },
    'another machine': { contract: ref('https://example.com/schemas.yaml#/A'), says: /fetched from another machine/ },
    'another machine, without its password': {
      contract: ref('https://ann:h7Gq2p@example.com/a.yaml'),
      says: /^"https:\/\/\.\.\.@example/,
    },
  },
  passes: {
    'a component': {
      contract: bodyOf(`{ $ref: '#/components/schemas/A' }`, '/things', '  schemas: { A: { type: string } }'),
    },
    'a missing file beside it, which another rule finds': { contract: ref('missing.yaml') },
    'a path that comes back': { contract: ref('./a/../missing.yaml') },
    'no reference': { contract: bodyOf('{ type: string }') },
  },
});
