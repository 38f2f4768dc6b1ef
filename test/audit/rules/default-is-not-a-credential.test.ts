import rule from '../../../src/audit/rules/default-is-not-a-credential.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const of = (name: string, schema: string) => `{ type: object, properties: { ${name}: ${schema} } }`;

describeRule(rule, {
  flags: {
    'a default password': {
      contract: bodyOf(of('password', '{ type: string, default: changeme }')),
      at: 'password',
      severity: 'high',
      closedBy: 'fix',
      says: /^"password" in POST \/things has a default that everybody knows$/,
    },
    'a default key': { contract: bodyOf(of('client_secret', '{ type: string, default: s3cr3t }')) },
    'a default pin of a device': { contract: bodyOf(of('devicePin', `{ type: string, default: '0000' }`)) },
    'a password of a sandbox, as a smaller matter': {
      contract: bodyOf(of('password', '{ type: string, default: changeme }'), '/sandbox/users'),
      severity: 'low',
    },
    'a parameter': {
      contract: parameterOf('{ name: api_key, in: query, schema: { type: string, default: demo-key } }'),
    },
  },
  passes: {
    'no default': { contract: bodyOf(of('password', '{ type: string }')) },
    'an empty default': { contract: bodyOf(of('password', `{ type: string, default: '' }`)) },
    'a placeholder': { contract: bodyOf(of('password', `{ type: string, default: '<password>' }`)) },
    'a choice': { contract: bodyOf(of('secret', '{ type: string, enum: [shown, hidden], default: hidden }')) },
    'a name that only begins so': { contract: bodyOf(of('passwordPolicy', '{ type: string, default: strict }')) },
    'an answer': { contract: answerOf(of('password', '{ type: string, default: changeme }')) },
  },
});
