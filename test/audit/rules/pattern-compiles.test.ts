import rule from '../../../src/audit/rules/pattern-compiles.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const pattern = (text: string) => `{ type: object, properties: { code: { type: string, pattern: '${text}' } } }`;

describeRule(rule, {
  flags: {
    'a bracket too few': { contract: bodyOf(pattern('^[a-z+$')), at: 'pattern', severity: 'medium' },
    'an inline flag': { contract: bodyOf(pattern('(?i)^abc$')) },
    'a possessive loop': { contract: bodyOf(pattern('^a++$')) },
    'the anchors of another language': { contract: bodyOf(pattern(String.raw`\A[a-z]+\Z`)), says: /match the letters/ },
    'a parameter': { contract: parameterOf(`{ name: q, in: query, schema: { type: string, pattern: '(' } }`) },
  },
  passes: {
    'a pattern': { contract: bodyOf(pattern('^[a-z]+$')) },
    'one that needs the Unicode flag': { contract: bodyOf(pattern(String.raw`^\p{L}+$`)) },
    'one that must not have it': { contract: bodyOf(pattern(String.raw`^\-a$`)) },
    'a backslash before a letter': { contract: bodyOf(pattern(String.raw`^\\A$`)) },
    'an answer': { contract: answerOf(pattern('(')) },
    'a property that is called pattern': {
      contract: bodyOf('{ type: object, properties: { pattern: { type: string } } }'),
    },
  },
});
