import { auditItem, count } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'admin-changes',
  title: 'Administrative changes',
  subject: 'every record of the audit log of the period',
  method: 'EXAMINE',
  validDays: 90,
  how: 'every command that changes something writes one',

  async collect(source, period) {
    const found = await auditItem(source, period);
    if (!found) return { missing: 'the audit log has no record of the period' };
    const actors = new Set(found.rows.map((row) => row[3]));
    return { ...found, summary: `${count(found.rows.length, 'record')} by ${count(actors.size, 'actor')}` };
  },
});
