import { sha256 } from '../../core/ids.js';

/** A statement as PostgreSQL takes it: `$1` for the first `?`, and a name under which a connection keeps its plan. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

const known = new Map<string, Prepared>();

/** Texts of statements that vary are few (filters); were they many, the plans would not be kept for ever. */
const mostKnown = 1000;

/** No statement of ours has a `?` that stands for anything else. */
export function numbered(sql: string): Prepared {
  const found = known.get(sql);
  if (found) return found;
  let n = 0;
  const text = sql.replace(/\?/g, () => `$${(n += 1)}`);
  const prepared = { name: `p${sha256(text).slice(0, 20)}`, text };
  if (known.size >= mostKnown) known.clear();
  known.set(sql, prepared);
  return prepared;
}
