import rule from '../../../src/audit/rules/message-sending-has-limit.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /phone/send-code: { post: { operationId: sendCode } } }';
const limit = (text: string) => `operations: { sendCode: { rateLimits: [${text}] } }`;

describeRule(rule, {
  flags: {
    'a code without a limit': {
      contract,
      policy: 'roles: {}',
      at: 'post',
      severity: 'high',
      closedBy: 'patch',
      says: /more than 120 times an hour/,
    },
    'a code with the limit of all operations': {
      contract,
      policy: 'defaults: { rateLimits: [{ limit: 300, windowSeconds: 60, per: address }] }',
    },
    'a limit for all callers together': { contract, policy: limit('{ limit: 5, windowSeconds: 60, per: operation }') },
    'an invitation': { contract: 'paths: { "/teams/{id}/invitations": { post: {} } }', policy: 'roles: {}' },
    'a mail by the name of the operation': {
      contract: 'paths: { /reminders: { post: { operationId: sendEmailReminder } } }',
      policy: 'roles: {}',
    },
    'a forgotten password': { contract: 'paths: { /forgot-password: { post: {} } }', policy: 'roles: {}' },
  },
  passes: {
    'a strict limit': { contract, policy: limit('{ limit: 5, windowSeconds: 300, per: address }') },
    'a limit per recipient': { contract, policy: limit('{ limit: 3, windowSeconds: 3600, per: { body: /phone } }') },
    'a list of messages': { contract: 'paths: { /messages: { get: {} } }', policy: 'roles: {}' },
    'a message in a chat, which costs nothing': { contract: 'paths: { /messages: { post: {} } }', policy: 'roles: {}' },
    'no policy': { contract },
    'a webhook': { contract: 'paths: {}\nwebhooks: { sms: { post: { operationId: sendSms } } }', policy: 'roles: {}' },
  },
});
