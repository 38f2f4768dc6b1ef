import rule from '../../../src/audit/rules/nested-id-is-bound-to-parent.js';
import { describeRule } from '../describe-rule.js';

function contract(at: string, schema = '{ type: object, properties: { userId: { type: string } } }'): string {
  const names = [...at.matchAll(/\{(\w+)\}/g)].map(
    ([, name]) => `{ name: ${name}, in: path, required: true, schema: { type: string } }`,
  );
  return `security: [{ bearer: [] }]
paths:
  ${at}:
    get:
      operationId: read
      parameters: [${names.join(', ')}]
      responses: { '200': { description: Found, content: { application/json: { schema: ${schema} } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
}

const policy = (owner: string, more = '') =>
  `identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }\noperations: { read: { owner: ${owner}${more} } }`;

const outer = policy('{ resource: user, id: { in: path, name: userId }, is: principal.subject }');

describeRule(rule, {
  flags: {
    'a file of a checked user': {
      contract: contract('/users/{userId}/files/{fileId}'),
      policy: outer,
      severity: 'medium',
      says: /checks whose "userId" it is, and takes any "fileId"/,
      closedBy: 'patch',
    },
    'a file whose owner is not known': {
      contract: contract('/users/{userId}/files/{fileId}', '{ type: object }'),
      policy: outer,
    },
    'the third level below a checked first one': {
      contract: contract('/users/{userId}/folders/{folderId}/files/{fileId}'),
      policy: outer,
      says: /"fileId"/,
    },
    'a list below the inner object': { contract: contract('/users/{userId}/files/{fileId}/versions'), policy: outer },
  },
  passes: {
    'an inner object with an owner of its own': {
      contract: contract('/users/{userId}/files/{fileId}'),
      policy: policy(
        '[{ resource: user, id: { in: path, name: userId } }, { resource: file, id: { in: path, name: fileId }, field: /userId }]',
      ),
    },
    'one id': { contract: contract('/users/{userId}'), policy: outer },
    'no owner at all, which another rule says': {
      contract: contract('/users/{userId}/files/{fileId}'),
      policy: 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }',
    },
    'a condition that somebody wrote': {
      contract: contract('/users/{userId}/files/{fileId}'),
      policy: policy(
        '{ resource: user, id: { in: path, name: userId }, is: principal.subject }',
        ', when: \'principal.subject != ""\'',
      ),
    },
    'a contract without a policy': { contract: contract('/users/{userId}/files/{fileId}') },
  },
});
