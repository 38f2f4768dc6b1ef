import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

/** Formats that validators check: JSON Schema 2020-12 validation 7.3, and the OpenAPI Format Registry. */
const known = new Set(
  [
    'date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference',
    'uri-template json-pointer relative-json-pointer regex uuid',
    'int8 int16 int32 int64 uint8 uint16 uint32 uint64 double-int float double decimal',
    'byte base64url binary char password url',
  ].flatMap((line) => line.split(' ')),
);

/** OWASP API8:2023, CWE-1286. An unknown format is an annotation only (JSON Schema 2020-12 validation, 7.2.3). */
export default defineRule({
  id: 'format-is-enforceable',
  title: 'Format is known to no validator',
  severity: 'info',
  owasp: ['API8:2023'],
  cwe: [1286],
  why: 'The format reads like a check, and every text passes it.',
  remedy: 'Say what the format means in a `pattern`, `minimum` or `maxLength` beside it.',
  visit: {
    schema({ node, direction, operations }, { report }) {
      const { format, pattern, enum: values, maxLength } = node.value;
      if (direction !== 'in' || typeof format !== 'string' || known.has(format)) return;
      if (pattern !== undefined || Array.isArray(values) || maxLength !== undefined) return;
      const callers = operations().filter(({ outgoing }) => !outgoing);
      if (!callers.length) return;
      report(below(node, 'format'), {
        key: `format ${format}`,
        operations: callers,
        message: `The format "${format}" in ${fewOperations(callers)} is checked by no validator`,
      });
    },
  },
});
