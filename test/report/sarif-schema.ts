/** An object with these members and no others; all but the optional ones are there. */
function object(properties: Readonly<Record<string, object>>, ...optional: readonly string[]): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const listOf = (items: object, limits: object = {}): object => ({ type: 'array', items, ...limits });
const text = { type: 'string', minLength: 1 };
const message = object({ text });
const level = { enum: ['none', 'note', 'warning', 'error'] };
const bag = { type: 'object' };
const dateTime = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
const ordinal = { type: 'integer', minimum: 1 };

const artifactLocation = object(
  { uri: { type: 'string', format: 'uri-reference' }, uriBaseId: { const: '%SRCROOT%' } },
  'uriBaseId',
);
const region = object(
  { startLine: ordinal, startColumn: ordinal, endLine: ordinal, endColumn: ordinal },
  'endLine',
  'endColumn',
);
const physicalLocation = object({ artifactLocation, region });

/** What code scanning shows of a text at most. */
const shortText = object({ text: { type: 'string', minLength: 1, maxLength: 1024 } });

const rule = object({
  id: { type: 'string', minLength: 1, maxLength: 255 },
  name: { type: 'string', minLength: 1, maxLength: 255 },
  shortDescription: shortText,
  fullDescription: shortText,
  help: message,
  defaultConfiguration: object({ level }),
  properties: object({
    'security-severity': { type: 'string', pattern: '^(?:\\d(?:\\.\\d)?|10\\.0)$' },
    tags: listOf(text, { maxItems: 10, uniqueItems: true, contains: { const: 'security' } }),
  }),
});

const result = object(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    // One place: code scanning shows the first alone, and takes no result without a file.
    locations: listOf(
      object(
        {
          physicalLocation,
          logicalLocations: listOf(object({ fullyQualifiedName: text, kind: text }), { minItems: 1 }),
        },
        'logicalLocations',
      ),
      { minItems: 1, maxItems: 1 },
    ),
    relatedLocations: listOf(object({ id: { type: 'integer', minimum: 0 }, physicalLocation }), { maxItems: 99 }),
    partialFingerprints: object({ 'portcullis/v1': text, primaryLocationLineHash: text }),
    suppressions: listOf(object({ kind: { const: 'external' }, status: { const: 'accepted' }, justification: text })),
    properties: bag,
  },
  'relatedLocations',
  'suppressions',
);

const run = object({
  tool: object({
    driver: object({ name: text, semanticVersion: text, rules: listOf(rule, { maxItems: 25_000, uniqueItems: true }) }),
  }),
  automationDetails: object({ id: { type: 'string', pattern: '^[^/]+/[^/]+/$' } }),
  originalUriBaseIds: object({ '%SRCROOT%': object({ description: message }) }),
  invocations: listOf(
    object({
      executionSuccessful: { type: 'boolean' },
      startTimeUtc: dateTime,
      endTimeUtc: dateTime,
      toolExecutionNotifications: listOf(object({ level, message })),
    }),
    { minItems: 1, maxItems: 1 },
  ),
  results: listOf(result, { maxItems: 5000 }),
});

/**
 * The part of SARIF 2.1.0 (OASIS Standard, sections 3.13 to 3.58) that our report uses, as a JSON Schema of our own: a
 * member that it does not name is a fault here though the standard may know it. Where the limits of GitHub code
 * scanning are narrower, they stand in place of the standard's.
 */
export const sarifSchema = object({
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: listOf(run, { minItems: 1, maxItems: 1 }),
});
