import { textFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch } from '../family.js';
import { pathTricks, trustTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** OWASP API1:2023, CWE-639. A list that shows other people's objects: their items are removed from the answer. */
export default defineFamily({
  id: 'list-owner',
  title: 'A list shows objects of others',
  closes: ['bola-by-list-filter'],
  rewrites: true,
  patch({ finding, operation, model }) {
    if (!operation) return impossible('The operation is not in the contract.');
    if (operation.policy.returns && isInForce(operation, 'returns-filter'))
      return covered('returns-filter', 'The list is filtered to the caller already.');
    const items = textFact(finding, 'itemsPointer');
    const field = textFact(finding, 'ownerPointer');
    if (items === undefined || field === undefined)
      return impossible('The items do not show whose they are. Filter the list in the code.');
    const role = textFact(finding, 'ownerRole');
    const crossedBy = [...model.roles]
      .filter(([name, all]) => name !== role && role !== undefined && all.has(role))
      .map(([name]) => name);
    const resource = textFact(finding, 'resource') ?? operation.resource?.name ?? operation.id;
    return patch('returns-filter', {
      returns: { resource, items, field, is: 'principal.subject', others: 'remove', crossedBy },
    });
  },
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, pathTricks), ...changeEach(replay, trustTricks)] : [],
});
