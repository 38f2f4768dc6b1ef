import type { SealedSecret, SecretStore } from '../../core/data-keys.js';
import type { Audit } from './audit-log.js';
import { all, get, run, type Sql } from './work.js';

const columns = 'name, value AS sealed, created AS "createdAt", changed AS "changedAt"';

/** Named secrets; their values are sealed before they come here. */
export function makeSecretStore(sql: Sql, now: () => number, audit: Audit): SecretStore {
  return {
    async put(name, sealed) {
      const time = Math.trunc(now());
      const text = `INSERT INTO vault_secret VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed = excluded.changed`;
      await sql.transaction(function* () {
        yield* run(text, name, sealed, time, time);
        yield* audit({ kind: 'secret_set', subject: name });
      });
    },
    get: (name) => sql.read(() => get<SealedSecret>(`SELECT ${columns} FROM vault_secret WHERE name = ?`, name)),
    list: () => sql.read(() => all<SealedSecret>(`SELECT ${columns} FROM vault_secret ORDER BY name`)),
    remove: (name) =>
      sql.transaction(function* () {
        if ((yield* run('DELETE FROM vault_secret WHERE name = ?', name)) === 0) return false;
        yield* audit({ kind: 'secret_removed', subject: name });
        return true;
      }),
  };
}
