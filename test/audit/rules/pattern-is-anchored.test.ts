import rule from '../../../src/audit/rules/pattern-is-anchored.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const of = (pattern: string, more = '') =>
  bodyOf(`{ type: object, properties: { code: { type: string, pattern: '${pattern}'${more} } } }`);

describeRule(rule, {
  flags: {
    'a pattern without anchors': {
      contract: of('[a-z]+-[0-9]{4}'),
      at: 'pattern',
      severity: 'medium',
      closedBy: 'fix',
      says: /^The pattern of "code" in POST \/things is looked for anywhere/,
    },
    'an end without a beginning': { contract: of('[a-z]{3}$'), says: /no `\^`/ },
    'a beginning without an end, as a smaller matter': { contract: of('^[a-z]{3}'), severity: 'low' },
    'anchors that hold for one alternative each': { contract: of('^red|blue$'), says: /some of its alternatives/ },
    'an end that is an escaped sign': { contract: of(String.raw`^[0-9]+\$`), says: /no `\$`/ },
    'a group without anchors': { contract: of('(?:[a-z]{3}|[0-9]{3})') },
    'a parameter': { contract: parameterOf(`{ name: q, in: query, schema: { type: string, pattern: '[0-9]{4}' } }`) },
  },
  passes: {
    'both anchors': { contract: of('^[a-z]+$') },
    'both anchors for each alternative': { contract: of('^red$|^blue$') },
    'both anchors inside a group': { contract: of('(^red$|^blue$)') },
    'alternatives inside anchors': { contract: of('^(red|blue)$') },
    'a bar in a class': { contract: of('^[a|b]$') },
    'something that must be there somewhere': { contract: of(String.raw`\S`) },
    'a fixed text that must occur': { contract: of(String.raw`\{question\}`) },
    'texts with anything between them': { contract: of(String.raw`from[\s\S]*to`) },
    'one that does not compile, which is a finding of its own': { contract: of('(?i)[a-z]{3}$') },
    'anything at all': { contract: of('.*') },
    'a list of fixed values': { contract: of('[a-z]', ', enum: [a, b]') },
    'an answer': {
      contract: answerOf(`{ type: object, properties: { code: { type: string, pattern: '[a-z]{3}' } } }`),
    },
    'a property that is called pattern': {
      contract: bodyOf('{ type: object, properties: { pattern: { type: string } } }'),
    },
  },
});
