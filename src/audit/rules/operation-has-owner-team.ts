import { isFields, memberOf } from '../../model/pointer.js';
import { defineRule } from '../rule.js';

const ownerKey = /^x-(owner|owners|team|owner-?team|owned-?by|maintainers?|responsible|contact)$/i;

function namesOwner(value: unknown): boolean {
  return isFields(value) && Object.entries(value).some(([key, said]) => ownerKey.test(key) && Boolean(said));
}

/** Somebody can be written to, not only a name. */
function hasContact(root: unknown): boolean {
  const info = memberOf(root, 'info');
  const contact = memberOf(info, 'contact');
  return ['email', 'url'].some((key) => Boolean(memberOf(contact, key))) || namesOwner(info) || namesOwner(root);
}

/** OWASP API9:2023, CWE-1059. Once for the whole contract. */
export default defineRule({
  id: 'operation-has-owner-team',
  title: 'Nobody answers for the operations',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: [1059],
  why: 'Operations that nobody owns are neither mended nor switched off, and whoever finds a hole in one has nobody to tell.',
  remedy: 'Name who answers: `info.contact` for the API, `x-owner` for single operations.',
  onlyHttp: true,
  visit: {
    model({ documents, operations }, { report }) {
      const { entry } = documents;
      if (hasContact(documents.files.get(entry)?.value)) return;
      const orphans = [...operations.values()].filter((one) => !one.outgoing && !namesOwner(one.extensions));
      if (!orphans.length) return;
      report(
        { file: entry, pointer: '/info' },
        {
          operations: orphans,
          message: `${orphans.length} of ${operations.size} operations name nobody who answers for them`,
        },
      );
    },
  },
});
