import { isFields } from '../../model/pointer.js';
import type { ApiModel, MediaType, Operation } from '../../model/types.js';
import { isJson } from '../answers.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

const notes = new Set([
  'description',
  'title',
  'example',
  'examples',
  'nullable',
  'deprecated',
  'externalDocs',
  '$comment',
  'default',
]);

/** JSON, a form or XML: what has parts that can be described. A file has none. */
function isStructured({ mediaType }: MediaType): boolean {
  return (
    isJson(mediaType) ||
    /^(application\/x-www-form-urlencoded|multipart\/form-data|(application|text)\/xml)$/.test(mediaType)
  );
}

/** No schema, one without keywords, or `type: object` alone. */
function saysNothing({ resolve }: ApiModel, { schema }: MediaType): boolean {
  if (!schema) return true;
  const value = resolve(schema)?.value;
  if (value === true) return true;
  if (!isFields(value)) return false;
  const keys = Object.keys(value).filter((key) => !notes.has(key) && !key.startsWith('x-'));
  return keys.length === 0 || (keys.length === 1 && value.type === 'object');
}

function bare(model: ApiModel, { body }: Operation): MediaType | undefined {
  return body?.content.find((one) => isStructured(one) && saysNothing(model, one));
}

/** OWASP API8:2023, CWE-20. */
export default defineRule({
  id: 'body-has-schema',
  title: 'Body of a request may be anything',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [20],
  why: 'Nothing can be checked before the code: types, sizes and unknown properties all reach it.',
  remedy: 'Describe the body with a schema: properties, types, bounds, and `additionalProperties: false`.',
  mergeFrom: 4,
  population: ({ body, outgoing }) => Boolean(body) && !outgoing,
  whole: ({ count, of }) => `${count} of ${of} operations with a body do not say what it holds`,
  onlyHttp: true,
  visit: {
    operation(operation, { model, report }) {
      const found = operation.outgoing ? undefined : bare(model, operation);
      if (!found) return;
      report(found.node, {
        key: `body ${operation.id}`,
        message: `The ${found.mediaType} body of ${nameOf(operation)} may be anything`,
        part: { in: 'body', pointer: '' },
      });
    },
  },
});
