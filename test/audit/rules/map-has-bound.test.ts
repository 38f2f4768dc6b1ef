import rule from '../../../src/audit/rules/map-has-bound.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const map = (more = '') =>
  `{ type: object, properties: { labels: { type: object, additionalProperties: { type: string }${more} } } }`;

describeRule(rule, {
  flags: {
    'a map': {
      contract: bodyOf(map()),
      at: 'labels',
      severity: 'low',
      says: /^The map "labels" in POST \/things has no `maxProperties`/,
      closedBy: 'fix',
    },
    'a body that is a map': { contract: bodyOf('{ type: object, additionalProperties: true }'), closedBy: 'fix' },
    'a map by patterns': {
      contract: bodyOf("{ type: object, patternProperties: { '^x-': { type: string } } }"),
      closedBy: 'fix',
    },
    'many, once': {
      contract: bodyOf(
        `{ type: object, properties: { ${['a', 'b', 'c', 'd'].map((name) => `${name}: { additionalProperties: { type: string } }`).join(', ')} } }`,
      ),
      says: /^4 maps/,
      closedBy: 'fix',
    },
  },
  passes: {
    'a bounded map': { contract: bodyOf(map(', maxProperties: 20')) },
    'a closed object': { contract: bodyOf('{ type: object, additionalProperties: false }') },
    'an open object with properties of its own': {
      contract: bodyOf('{ type: object, properties: { a: { type: string } }, additionalProperties: true }'),
    },
    'a map in an answer': { contract: answerOf(map()) },
    'an object that nothing describes, which another rule says': { contract: bodyOf('{ type: object }') },
  },
});
