import type { SealedSecret, SecretStore } from '../../core/data-keys.js';
import type { Audit } from './audit-log.js';
import type { SqliteFile } from './sqlite-file.js';

const columns = 'name, value AS sealed, created AS createdAt, changed AS changedAt';

/** Named secrets in `control.db`; their values are sealed before they come here. */
export function makeSecretStore(file: SqliteFile, now: () => number, audit: Audit): SecretStore {
  return {
    async put(name, sealed) {
      const time = Math.trunc(now());
      const sql = `INSERT INTO vault_secret VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed = excluded.changed`;
      file.transaction(() => {
        file.run(sql, name, sealed, time, time);
        audit({ kind: 'secret_set', subject: name });
      });
    },
    async get(name) {
      return file.get<SealedSecret>(`SELECT ${columns} FROM vault_secret WHERE name = ?`, name);
    },
    async list() {
      return file.all<SealedSecret>(`SELECT ${columns} FROM vault_secret ORDER BY name`);
    },
    async remove(name) {
      return file.transaction(() => {
        if (file.run('DELETE FROM vault_secret WHERE name = ?', name) === 0) return false;
        audit({ kind: 'secret_removed', subject: name });
        return true;
      });
    },
  };
}
