import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';

const faults: Readonly<Record<string, string>> = {
  missing: 'points at nothing',
  circular: 'only leads back to itself',
  unreadable: 'leads to a file that cannot be read',
  invalid: 'is not a valid reference',
};

/** OWASP API8:2023, CWE-1173. */
export default defineRule({
  id: 'ref-resolves',
  title: 'Reference points at nothing',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [1173],
  why: 'The missing part is neither audited nor enforced: whatever is sent there goes through.',
  remedy: 'Correct the `$ref`, or add the part that it names.',
  visit: {
    model({ documents }, { report }) {
      for (const { from, text, state } of documents.refs) {
        const fault = faults[state];
        if (fault) report(below(from, '$ref'), { key: `ref ${text}`, message: `"${text}" ${fault}` });
      }
    },
  },
});
