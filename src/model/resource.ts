import { memberOf } from './pointer.js';
import type { Documents, OperationResource, Parameter } from './types.js';

/**
 * The thing that an operation is about, read from its path: the last `{parameter}` after a literal segment, as
 * `/orders/{orderId}` and `/orders/{orderId}/items` are about an `order`. Undefined where no id is in the path; a
 * parameter with an `enum` is a choice (a format, a language), not an id.
 */
export function inferResource(
  path: string,
  parameters: readonly Parameter[],
  documents: Documents,
): OperationResource | undefined {
  const choices = parameters.filter((parameter) => parameter.in === 'path' && isChoice(parameter, documents));
  const choiceSegments = new Set(choices.map(({ name }) => `{${name}}`));
  const segments = path.split('/').filter((segment) => segment !== '');
  const last = segments.findLastIndex((segment) => segment.includes('{') && !choiceSegments.has(segment));
  const [name, ...more] = [...(segments[last] ?? '').matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  if (name === undefined || more.length > 0) return undefined;
  const collection = segments[last - 1];
  const thing = isCollection(collection) ? singular(collection) : name.replace(/[-_]?(id|uuid|sid|key)$/i, '');
  return thing === '' ? undefined : { name: lowerFirst(thing), id: { in: 'path', name }, from: 'path' };
}

function isChoice({ schema }: Parameter, documents: Documents): boolean {
  return schema !== undefined && Array.isArray(memberOf(documents.resolve(schema)?.value, 'enum'));
}

/** A literal that names things: not a parameter, not a version and not the word `api`. */
function isCollection(segment: string | undefined): segment is string {
  return segment !== undefined && !segment.includes('{') && !/^(v\d[\w.-]*|api|\d+)$/i.test(segment);
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

const endings: readonly (readonly [ending: RegExp, singular: string])[] = [
  [/(series|species|news|status|analysis|access|address|process|business)$/i, '$1'],
  [/([^aeiou])ies$/i, '$1y'],
  [/(ss|x|ch|sh|zz)es$/i, '$1'],
  // statuses, buses, viruses; but houses, causes, clauses.
  [/([^oae]us)es$/i, '$1'],
  [/ss$/i, 'ss'],
  [/(.)s$/i, '$1'],
];

/** The English singular of a collection's name, by its ending: `orders`, `categories`, `addresses`, `boxes`. */
export function singular(word: string): string {
  const rule = endings.find(([ending]) => ending.test(word));
  return rule ? word.replace(rule[0], rule[1]) : word;
}
