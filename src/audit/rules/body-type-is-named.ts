import { below, isFields } from '../../model/pointer.js';
import type { ApiModel, MediaType, Operation } from '../../model/types.js';
import { defineRule, type Fix } from '../rule.js';
import { nameOf } from '../words.js';

/** Ranges of one kind of file (`image/*`) still say what may be sent. */
const tooWide = /^(\*\/\*|application\/\*|\*)$/;

/** Where the schema is that of an object, JSON is what was meant. */
function fixOf(wide: MediaType, { body }: Operation, model: ApiModel): { readonly fix?: Fix } {
  const schema = wide.schema && model.resolve(wide.schema)?.value;
  const entry = model.documents.at(wide.node);
  const holdsIt = entry && wide.node.pointer.endsWith(`/${wide.mediaType.replaceAll('/', '~1')}`);
  if (!holdsIt || !isFields(schema) || !isFields(schema.properties) || body?.content.length !== 1) return {};
  const content = { file: wide.node.file, pointer: wide.node.pointer.slice(0, wide.node.pointer.lastIndexOf('/')) };
  return {
    fix: {
      narrows: true,
      changes: [
        { op: 'add', node: below(content, 'application/json'), value: entry.value },
        { op: 'remove', node: wide.node },
      ],
    },
  };
}

/** OWASP API8:2023, CWE-434. Media type ranges are RFC 9110, 12.5.1. */
export default defineRule({
  id: 'body-type-is-named',
  title: 'Request body may be of any media type',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [434],
  why: 'A page, a script or an XML document with entities is taken where JSON was meant, and whatever reads it later runs it.',
  remedy: 'List the media types that the operation reads, such as `application/json`.',
  mergeFrom: 4,
  population: ({ outgoing, body }) => !outgoing && body !== undefined,
  whole: ({ count, of }) => `${count} of ${of} operations with a body take any media type`,
  onlyHttp: true,
  visit: {
    operation(operation, { model, report }) {
      const { body, outgoing, policy } = operation;
      // A list of file types in the policy is what is enforced.
      if (outgoing || policy.upload?.types) return;
      const wide = body?.content.find(({ mediaType }) => tooWide.test(mediaType));
      if (!wide) return;
      const message = `${nameOf(operation)} takes a body of any kind: ${wide.mediaType}`;
      report(wide.node, { message, ...fixOf(wide, operation, model) });
    },
  },
});
