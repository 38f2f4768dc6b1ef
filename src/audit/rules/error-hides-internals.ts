import { isError, isOfType, rootPointer } from '../answers.js';
import { defineRule, type PropertyVisit } from '../rule.js';
import { fewOperations, wordsOf } from '../words.js';

/** What only the people who run the API need. `trace` alone is the id of a trace as often. */
const internal =
  /^(stack|stack ?traces?|exceptions?|exception (class|type|stack|message|details?)|(inner|root) exception|back ?trace|sql|sql (query|state|error|statement)|executed query|source (file|line)|file ?name and line|debug( (info|information|message|details?))?|developer (stack|trace))$/;

/** Traces of Java and C#, Python, JavaScript, Go, PHP, and messages of databases. */
const trace =
  /\bat [\w$.<>]+\([\w$]+\.(java|kt|scala|cs):\d+\)|Traceback \(most recent call last\)|\n\s+at .+\(?(\/|[A-Z]:\\).+:\d+:\d+\)?|goroutine \d+ \[running\]|Stack trace:\n#0|SQLSTATE\[|ORA-\d{5}:|\bin (\/var|\/home|\/usr|[A-Z]:\\)[^\s]+ on line \d+/;

function isInternal({ name, schema }: PropertyVisit): boolean {
  if (!internal.test(wordsOf(name)) || schema.const !== undefined || Array.isArray(schema.enum)) return false;
  return isOfType(schema, 'string', 'array', 'object');
}

/** OWASP API8:2023, CWE-209. */
export default defineRule({
  id: 'error-hides-internals',
  title: 'Error shows how the server works inside',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [209],
  why: 'Traces, queries and paths tell which libraries and tables there are: an attacker no longer has to guess.',
  remedy: 'Log it, and answer with an id that finds the log entry (RFC 9457).',
  confidence: 'firm',
  visit: {
    property(visit, { model, report }) {
      if (visit.direction !== 'out' || visit.root.kind !== 'response' || !isError(visit.root.response)) return;
      if (!isInternal(visit)) return;
      const operations = visit
        .operations()
        .filter(
          ({ outgoing, policy }) =>
            !outgoing && ![...policy.readProperties.keys()].some((at) => at.endsWith(`/${visit.name}`)),
        );
      if (!operations.length) return;
      const pointer = rootPointer(model, visit);
      report(visit.node, {
        operations,
        message: `Errors of ${fewOperations(operations)} have "${visit.name}"`,
        ...(pointer ? { patch: { guard: 'read-properties', set: { readProperties: { [pointer]: [] } } } } : {}),
        facts: { property: visit.name },
      });
    },
    text({ text, node }, { report }) {
      if (text.length < 20 || !trace.test(text)) return;
      const at = node();
      if (!/\/(responses|schemas|examples|definitions)\//.test(at.pointer) || !/example|default|value/.test(at.pointer))
        return;
      report(at, { message: 'An example of an answer shows a trace or a message of the database' });
    },
  },
});
