import type { PersonNameRow, PersonNameStore } from '../../core/data-keys.js';
import { all, run, type Sql } from './work.js';

/** Tokens in one question. */
const tokensAtOnce = 200;

/** Names of persons among the control tables; they are sealed before they come here. */
export function makePersonNameStore(sql: Sql): PersonNameStore {
  return {
    add: (rows) =>
      sql.transaction(function* () {
        const text = 'INSERT INTO person_name (token, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING';
        for (const { token, sealed } of rows) yield* run(text, token, sealed);
      }),
    async find(tokens) {
      const found: PersonNameRow[] = [];
      for (let at = 0; at < tokens.length; at += tokensAtOnce) {
        const some = tokens.slice(at, at + tokensAtOnce);
        const text = `SELECT token, sealed FROM person_name WHERE token IN (${some.map(() => '?').join(', ')})`;
        found.push(...(await sql.read(() => all<PersonNameRow>(text, ...some))));
      }
      return found;
    },
  };
}
