import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'object-ownership',
  title: 'Owners and tenants of objects',
  subject: 'operations about an object, and whose it must be',
  method: 'EXAMINE',
  validDays: 30,
  how: 'declare each kind of object once under `resources` of the policy',

  async collect(source) {
    const all = operationItem(
      source,
      ['object', 'owner known from', 'compared with', 'crossed by', 'tenant'],
      ({ operation }) => {
        const { owners, tenants } = operation.policy;
        return [
          operation.resource?.name ?? '',
          owners.map(({ form }) => form.kind).join(', '),
          owners.map(({ is }) => is).join(', '),
          [...new Set(owners.flatMap(({ crossedBy }) => crossedBy))].join(', '),
          tenants.length ? 'checked' : '',
        ];
      },
    );
    if (!all) return noPolicy;
    const rows = all.rows.filter((row) => row[2] !== '' || row[3] !== '');
    const owned = rows.filter((row) => row[3] !== '').length;
    if (owned === 0)
      return { missing: `${count(rows.length, 'operation')} are about an object, and none says whose it must be` };
    return {
      ...all,
      rows,
      summary: `${owned} of ${count(rows.length, 'operation')} about an object check whose it is`,
    };
  },
});
