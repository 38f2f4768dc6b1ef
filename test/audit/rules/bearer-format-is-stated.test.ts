import rule from '../../../src/audit/rules/bearer-format-is-stated.js';
import { describeRule, schemeOf } from '../describe-rule.js';

describeRule(rule, {
  flags: {
    'a bare bearer scheme': { contract: schemeOf('{ type: http, scheme: bearer }'), severity: 'info', says: /"main"/ },
    'a scheme whose description says it': {
      contract: schemeOf('{ type: http, scheme: bearer, description: A JWT of our issuer }'),
      closedBy: 'fix',
    },
    'opaque tokens by their description': {
      contract: schemeOf('{ type: http, scheme: Bearer, description: An opaque token }'),
      closedBy: 'fix',
    },
    'an empty format': { contract: schemeOf("{ type: http, scheme: bearer, bearerFormat: '' }") },
  },
  passes: {
    'a stated format': { contract: schemeOf('{ type: http, scheme: bearer, bearerFormat: JWT }') },
    'a password': { contract: schemeOf('{ type: http, scheme: basic }') },
    'a key': { contract: schemeOf('{ type: apiKey, in: header, name: X-Key }') },
    'a scheme that nobody uses': {
      contract: schemeOf('{ type: http, scheme: bearer }').replace('security: [{ main: [] }]', 'security: []'),
    },
  },
});
