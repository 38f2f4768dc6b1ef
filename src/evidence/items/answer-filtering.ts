import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'answer-filtering',
  title: 'What is kept out of answers',
  subject: 'properties removed, errors hidden, caching forbidden, per operation',
  method: 'EXAMINE',
  validDays: 30,
  how: 'set `response` under `defaults` of the policy',

  async collect(source) {
    const columns = [
      'undeclared properties removed',
      'errors hidden',
      'no-store',
      'properties for roles only',
      'lists narrowed',
    ];
    const found = operationItem(source, columns, ({ operation: { policy } }) => [
      policy.response.filter ? 'yes' : 'no',
      policy.response.hideErrors ? 'yes' : 'no',
      policy.response.noStore ? 'yes' : 'no',
      policy.readProperties.size,
      policy.returns === undefined ? '' : policy.returns.others,
    ]);
    if (!found) return noPolicy;
    const filtered = found.rows.filter((row) => row[2] === 'yes' || row[5] !== 0).length;
    return { ...found, summary: `${filtered} of ${count(found.rows.length, 'operation')} have their answers filtered` };
  },
});
