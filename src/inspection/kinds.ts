import type { Family, FieldKind, Score } from '../core/inspection.js';

/** How a kind of text is read. */
export interface Reading {
  /** Families that are looked for; undefined means all of them. */
  readonly families?: ReadonlySet<Family>;
  /** Never denied below this score. */
  readonly denyAt: Score;
  /** Code between back-ticks is quoted, not sent to be run. */
  readonly skipsCodeSpans?: boolean;
  /** Hits are events, never denials. */
  readonly monitorsOnly?: boolean;
}

const of = (...ids: readonly Family[]): ReadonlySet<Family> => new Set(ids);

const everything: Reading = { denyAt: 3 };
const nothing: Reading = { families: of(), denyAt: 5 };
const codeLike: Reading = { families: of('jndi', 'deserialisation'), denyAt: 5 };

/**
 * INSPECTION.md "Strictness follows the declared kind". Recall inside the lenient kinds is low by design: a field for
 * SQL holds SQL.
 */
export const readings: Readonly<Record<FieldKind, Reading>> = {
  pinned: nothing,
  password: nothing,
  binary: nothing,
  name: everything,
  identifier: everything,
  text: { denyAt: 5 },
  markdown: { families: of('xss', 'xxe', 'jndi', 'deserialisation'), denyAt: 5, skipsCodeSpans: true },
  prompt: {
    families: of('xss', 'xxe', 'jndi', 'deserialisation'),
    denyAt: 5,
    skipsCodeSpans: true,
    monitorsOnly: true,
  },
  html: { families: of('xss', 'xxe', 'jndi', 'deserialisation'), denyAt: 5 },
  template: { families: of('xss', 'ssti', 'jndi', 'deserialisation'), denyAt: 5 },
  code: codeLike,
  sql: codeLike,
  expression: codeLike,
  log: codeLike,
  url: { families: of('ssrf', 'xss', 'crlf', 'redirect', 'jndi', 'lfi'), denyAt: 3 },
  filename: { families: of('lfi', 'rce', 'upload', 'crlf', 'jndi'), denyAt: 3 },
  path: { families: of('lfi', 'rce', 'crlf', 'jndi', 'ssrf'), denyAt: 3 },
};
