import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isPublicByNature, nameOf } from '../words.js';

/** The contract's author wrote `security: []` here: somebody decided. */
function optsOut({ security }: Operation): boolean {
  return security.declared === 'operation';
}

/** Others of this contract ask for a credential one by one: those that do not may be open by intent. */
function othersAsk({ operations }: ApiModel): boolean {
  return [...operations.values()].some(({ security }) => security.declared === 'operation');
}

/** OWASP API2:2023, CWE-306. An operation without a security requirement answers anyone on the network. */
export default defineRule({
  id: 'operation-requires-auth',
  title: 'Operation can be called without authentication',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [306],
  why: 'Anyone who can reach the API can call it: no account, no trace of who it was.',
  remedy: 'Name a security scheme in the contract, or mark the operation `public: true` in the policy.',
  whole: ({ count, of }) => `${count} of ${of} operations can be called by anyone: the contract asks for no credential`,
  visit: {
    operation(operation, { report, hasPolicy, model }) {
      // A GraphQL schema has no words for credentials.
      if (operation.graphql && !hasPolicy) return;
      if (operation.outgoing || operation.policy.public || isPublicByNature(operation)) return;
      if (operation.method === 'options' || operation.security.alternatives.some(({ length }) => length > 0)) return;
      if (hasPolicy && operation.policy.requirements.some(({ length }) => length > 0)) return;
      const decided = optsOut(operation);
      if (operation.isWrite) {
        report(operation.node, {
          severity: decided ? 'high' : 'critical',
          message: `${nameOf(operation)} changes data and can be called by anyone`,
          patch: { guard: 'authenticate', set: { authentication: 'required' } },
        });
      } else {
        report(operation.node, {
          severity: decided ? 'low' : othersAsk(model) ? 'medium' : 'high',
          message: `${nameOf(operation)} can be read by anyone`,
          patch: { guard: 'authenticate', set: { authentication: 'required' } },
        });
      }
    },
  },
});
