import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'operation-inventory',
  title: 'Inventory of operations',
  subject: 'every operation of every API that the gateway serves',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis init CONTRACT --upstream URL writes the policy that names the contract',

  async collect(source) {
    const found = operationItem(source, ['method', 'path', 'deprecated', 'sunset', 'mode'], ({ operation }) => [
      operation.method.toUpperCase(),
      operation.publicPath,
      operation.deprecated ? 'yes' : 'no',
      operation.policy.sunset ?? '',
      operation.policy.mode,
    ]);
    if (!found) return noPolicy;
    const apis = source.project!.apis.map(({ name, version }) => `${name} ${version}`).join(', ');
    const old = found.rows.filter((row) => row[4] === 'yes').length;
    return { ...found, summary: `${count(found.rows.length, 'operation')} of ${apis}; ${old} deprecated` };
  },
});
