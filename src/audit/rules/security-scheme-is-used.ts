import { isFields, memberOf } from '../../model/pointer.js';
import type { ApiModel } from '../../model/types.js';
import { usesOf } from '../schemes.js';
import { defineRule } from '../rule.js';

/** The requirement of the whole contract may name it even where every operation has one of its own. */
function isNamedForAll({ documents }: ApiModel, scheme: string): boolean {
  const whole = memberOf(documents.files.get(documents.entry)?.value, 'security');
  return Array.isArray(whole) && whole.some((one) => isFields(one) && Object.hasOwn(one, scheme));
}

/** OWASP API9:2023, CWE-1164. */
export default defineRule({
  id: 'security-scheme-is-used',
  title: 'Security scheme is named by no operation',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: [1164],
  why: 'Whoever reads the contract takes it for protected by a scheme that nothing checks.',
  remedy: 'Name the scheme in `security`, or remove it.',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (isNamedForAll(model, scheme.name) || usesOf(model, scheme.name).length) return;
      report(scheme.node, {
        message: `No operation asks for the security scheme "${scheme.name}"`,
        fix: { changes: [{ op: 'remove', node: scheme.node }] },
      });
    },
  },
});
