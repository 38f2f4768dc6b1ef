import { defineRule } from '../rule.js';

/** An audience that every service of an organisation has. */
const isShared = (audience: string): boolean => /^(\*|account|default|api|all|any|urn:all)$/i.test(audience);

/** OWASP API2:2023, CWE-345. The schema of the policy asks for both where tokens are checked here. */
export default defineRule({
  id: 'jwt-audience-and-issuer-are-checked',
  title: 'Tokens of other services are accepted',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [345],
  why: 'A token that somebody was given for another service opens this one (RFC 8725 3.8, 3.9).',
  remedy: 'Name `issuer` and an `audience` that only this API has.',
  needs: 'policy',
  visit: {
    model({ schemes }, { report }) {
      for (const [name, scheme] of schemes) {
        if (scheme.kind !== 'jwt' && scheme.kind !== 'introspection') continue;
        const { node, issuer, audience } = scheme;
        if (audience === undefined || issuer === undefined) {
          const missing = [issuer === undefined ? 'issuer' : '', audience === undefined ? 'audience' : ''].filter(
            Boolean,
          );
          report(node, {
            severity: audience === undefined ? 'high' : 'medium',
            message: `The scheme "${name}" does not look at the ${missing.join(' and ')} of tokens`,
          });
          continue;
        }
        const shared = audience.find(isShared);
        if (shared !== undefined) {
          const at = { file: node.file, pointer: `${node.pointer}/audience` };
          report(at, {
            severity: 'medium',
            message: `The audience "${shared}" of the scheme "${name}" is one that any service may have`,
          });
        }
      }
    },
  },
});
