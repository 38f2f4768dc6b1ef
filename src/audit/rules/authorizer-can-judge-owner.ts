import type { Operation, OwnerRule } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

/** The owner stands in the answer, which never passes an authorizer. */
function standsInAnswer({ form }: OwnerRule): boolean {
  return form.kind === 'field' || (form.kind === 'learned' && form.otherwise?.kind === 'field');
}

function isBlind({ outgoing, policy }: Operation): boolean {
  return !outgoing && [...policy.owners, ...policy.tenants].some(standsInAnswer);
}

/** OWASP API1:2023, CWE-639. Nginx `auth_request`, forward auth and Envoy ask before the call, and never again. */
export default defineRule({
  id: 'authorizer-can-judge-owner',
  title: 'Authorizer never sees whose object it is',
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: [639],
  why: 'The owner is read from the answer, and an authorizer is asked before there is one: any caller gets the object.',
  remedy: 'Give the owner a `lookup`, or serve these operations at an address of kind proxy.',
  needs: 'policy',
  visit: {
    policy({ listen, apis }, { report }) {
      const blind = apis.flatMap(({ operations }) => [...operations.values()].filter(isBlind));
      if (blind.length === 0) return;
      for (const { host, port, authorizer, node } of listen) {
        if (!authorizer || !node) continue;
        report(node, {
          operations: blind,
          message: `The authorizer ${host}:${port} cannot enforce the owner of ${fewOperations(blind)}`,
        });
      }
    },
  },
});
