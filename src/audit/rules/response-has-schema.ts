import { isFields } from '../../model/pointer.js';
import type { ApiModel, MediaType, Operation, ResponseSpec } from '../../model/types.js';
import { isJson, isSuccess } from '../answers.js';
import { defineRule } from '../rule.js';
import { nameOf, pathWords } from '../words.js';

/** Keywords that say nothing about the value. */
const notes = new Set([
  'type',
  'description',
  'title',
  'example',
  'examples',
  'nullable',
  'deprecated',
  'externalDocs',
  '$comment',
]);

/** A schema that any object satisfies. */
function saysNothing({ resolve }: ApiModel, { schema }: MediaType): boolean {
  const value = schema && resolve(schema)?.value;
  if (value === undefined || value === true) return true;
  if (!isFields(value) || !Object.keys(value).every((key) => notes.has(key) || key.startsWith('x-'))) return false;
  return value.type === undefined || value.type === 'object' || value.type === 'array';
}

/** What comes there is a file, or a form that a standard describes. */
const isFile = /\b(downloads?|exports?|files?|content|contents|image|logo|avatar|picture|pdf|raw|archive|well known)\b/;

function lacks(model: ApiModel, { content, status }: ResponseSpec, { method, path }: Operation): string | undefined {
  if (pathWords(path).some((word) => isFile.test(word))) return undefined;
  if (content.some((one) => isJson(one.mediaType) && saysNothing(model, one)))
    return 'has a JSON body that nothing describes';
  return content.length === 0 && method === 'get' && status === '200' ? 'describes no body' : undefined;
}

/** OWASP API3:2023, CWE-213. */
export default defineRule({
  id: 'response-has-schema',
  title: 'What an answer holds is not said',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: [213],
  why: 'What is not declared can be neither reviewed nor filtered: a new column of the table goes out with the next release.',
  remedy: 'Describe the body of the answer with a schema.',
  mergeFrom: 4,
  whole: ({ count, of }) => `${count} of ${of} operations do not say what their answer holds`,
  onlyHttp: true,
  visit: {
    response({ response, operation }, { model, report, hasPolicy }) {
      if (operation.outgoing || !isSuccess(response) || response.status === '204' || operation.method === 'head')
        return;
      const fault = lacks(model, response, operation);
      if (!fault) return;
      report(response.node, {
        // Only a gateway filters by what is declared.
        ...(hasPolicy ? {} : { severity: 'low' as const }),
        message: `The answer ${response.status} of ${nameOf(operation)} ${fault}`,
      });
    },
  },
});
