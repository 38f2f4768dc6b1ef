import { auditItem, count } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'key-ceremonies',
  title: 'Keys and secrets that were changed or destroyed',
  subject: 'records of the audit log about the vault',
  method: 'EXAMINE',
  validDays: 400,
  how: 'portcullis store rotate-keys, vault set and store erase write them',

  async collect(source, period) {
    const found = await auditItem(source, period, [
      'vault_key_rotated',
      'data_key_destroyed',
      'secret_set',
      'secret_removed',
    ]);
    if (!found) return { missing: 'no key or secret of the vault was changed in the period' };
    return { ...found, summary: `${count(found.rows.length, 'change')} of keys and secrets` };
  },
});
