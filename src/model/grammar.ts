/**
 * What may stand where in a contract (OpenAPI 2.0 to 3.2), as far as references go: a `$ref` counts only where this
 * table leads. Examples, defaults, enums and extensions are data, and a property may be *named* `$ref`.
 */
export type Kind =
  | 'contract'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'response'
  | 'header'
  | 'mediaType'
  | 'encoding'
  | 'example'
  | 'link'
  | 'callback'
  | 'securityScheme'
  | 'schema';

/** One value, a map of them, a list of them, or (schemas) either one or a list. */
export type Shape = 'one' | 'map' | 'list' | 'oneOrList' | 'mapOfOneOrList';

export type Rule = readonly [shape: Shape, kind: Kind];

const one = (kind: Kind): Rule => ['one', kind];
const map = (kind: Kind): Rule => ['map', kind];
const list = (kind: Kind): Rule => ['list', kind];

const content = { content: map('mediaType') };
const described = { schema: one('schema'), examples: map('example') };

/** Kind -> key -> what stands under it. */
export const grammar: Readonly<Record<Kind, Readonly<Record<string, Rule>>>> = {
  contract: {
    paths: map('pathItem'),
    webhooks: map('pathItem'),
    components: one('components'),
    definitions: map('schema'),
    parameters: map('parameter'),
    responses: map('response'),
    securityDefinitions: map('securityScheme'),
  },
  components: {
    schemas: map('schema'),
    responses: map('response'),
    parameters: map('parameter'),
    examples: map('example'),
    requestBodies: map('requestBody'),
    headers: map('header'),
    securitySchemes: map('securityScheme'),
    links: map('link'),
    callbacks: map('callback'),
    pathItems: map('pathItem'),
    mediaTypes: map('mediaType'),
  },
  pathItem: {
    parameters: list('parameter'),
    additionalOperations: map('operation'),
    ...Object.fromEntries(
      ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'].map((m) => [m, one('operation')]),
    ),
  },
  operation: {
    parameters: list('parameter'),
    requestBody: one('requestBody'),
    responses: map('response'),
    callbacks: map('callback'),
  },
  parameter: { ...content, ...described },
  requestBody: content,
  response: { ...content, schema: one('schema'), headers: map('header'), links: map('link') },
  header: { ...content, ...described },
  mediaType: {
    ...described,
    itemSchema: one('schema'),
    encoding: map('encoding'),
    prefixEncoding: list('encoding'),
    itemEncoding: one('encoding'),
  },
  encoding: { headers: map('header') },
  example: {},
  link: {},
  // Every key of a callback is an expression with a path item (see `rulesOf`).
  callback: {},
  securityScheme: {},
  schema: {
    properties: map('schema'),
    patternProperties: map('schema'),
    dependentSchemas: map('schema'),
    $defs: map('schema'),
    definitions: map('schema'),
    dependencies: ['mapOfOneOrList', 'schema'],
    items: ['oneOrList', 'schema'],
    prefixItems: list('schema'),
    allOf: list('schema'),
    anyOf: list('schema'),
    oneOf: list('schema'),
    not: one('schema'),
    ...Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, one('schema')])),
    contains: one('schema'),
    additionalProperties: one('schema'),
    additionalItems: one('schema'),
    propertyNames: one('schema'),
    unevaluatedItems: one('schema'),
    unevaluatedProperties: one('schema'),
    contentSchema: one('schema'),
  },
};

const anyPathItem = one('pathItem');
const rulesOf = new Map(Object.entries(grammar).map(([kind, rules]) => [kind as Kind, new Map(Object.entries(rules))]));

/** What stands under a key of a value of this kind, or undefined for data. */
export function ruleOf(kind: Kind, key: string): Rule | undefined {
  if (kind === 'callback') return key.startsWith('x-') ? undefined : anyPathItem;
  return rulesOf.get(kind)!.get(key);
}
