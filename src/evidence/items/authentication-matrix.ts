import type { SecurityAlternative } from '../../model/types.js';
import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

const inWords = (alternatives: readonly SecurityAlternative[]): string =>
  alternatives
    .map((all) =>
      all.map(({ scheme, scopes }) => (scopes.length ? `${scheme} (${scopes.join(' ')})` : scheme)).join(' and '),
    )
    .join(', or ');

export default defineItem({
  id: 'authentication-matrix',
  title: 'Authentication of each operation',
  subject: 'what credential each operation asks for, as it is enforced',
  method: 'EXAMINE',
  validDays: 30,
  how: 'name the security schemes in the contract and under `identity` of the policy',

  async collect(source) {
    const found = operationItem(source, ['credential', 'public on purpose', 'mode'], ({ operation: { policy } }) => [
      policy.public || policy.requirements.length === 0 ? 'none' : inWords(policy.requirements),
      policy.public ? 'yes' : 'no',
      policy.mode,
    ]);
    if (!found) return noPolicy;
    const open = found.rows.filter((row) => row[2] === 'none').length;
    const asking = found.rows.length - open;
    return {
      ...found,
      summary: `${asking} of ${count(found.rows.length, 'operation')} ask for a credential, ${open} do not`,
    };
  },
});
