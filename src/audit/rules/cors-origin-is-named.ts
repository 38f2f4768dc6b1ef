import { defineRule } from '../rule.js';
import { clearTextHost } from '../schemes.js';
import { nameOf } from '../words.js';

/** OWASP API8:2023, CWE-942. The policy's schema refuses `*`; an origin without TLS is anybody's on the way. */
export default defineRule({
  id: 'cors-origin-is-named',
  title: 'Pages that anybody can change may read the answers',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [942],
  why: 'A page without TLS can be replaced on the way, and then reads answers with the credentials of whoever opened it.',
  remedy: 'Name only https origins under `cors`.',
  needs: 'policy',
  visit: {
    operation({ policy, outgoing, ...operation }, { report }) {
      const bad = policy.cors?.origins.find((origin) => origin === '*' || origin === 'null' || clearTextHost(origin));
      if (outgoing || !policy.cors || bad === undefined) return;
      report(policy.origins.cors ?? operation.node, {
        severity: policy.cors.credentials ? 'high' : 'low',
        message: `Pages of ${bad} may read the answers of ${nameOf({ policy, outgoing, ...operation })}`,
      });
    },
  },
});
