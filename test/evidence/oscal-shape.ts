/**
 * What OSCAL assessment results 1.1.3 (NIST) allow of the parts that we write: names of properties, which must be there,
 * and the forms of ids, times, tokens and texts. In our own words; `oscal.test.ts` says how to check with NIST's schema.
 */
const uuid = { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' };
const time = { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$` };
const token = { type: 'string', pattern: String.raw`^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$` };
const line = { type: 'string', pattern: String.raw`^\S(.*\S)?$` };
const prose = { type: 'string', minLength: 1 };
const reference = { type: 'string', format: 'uri-reference' };
const oneOf = (...values: readonly string[]) => ({ enum: values });
const list = (items: unknown) => ({ type: 'array', minItems: 1, items });

/** An object of these properties and no others; a name that ends with `?` may be left out. */
function shape(properties: Readonly<Record<string, unknown>>): unknown {
  const names = Object.keys(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), properties[name]])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

const props = list(shape({ name: token, 'ns?': { type: 'string', format: 'uri' }, value: line }));
const component = shape({
  uuid,
  type: line,
  title: prose,
  description: prose,
  'props?': props,
  status: shape({ state: oneOf('under-development', 'operational', 'disposition', 'other') }),
});
const selection = shape({
  'description?': prose,
  'props?': props,
  'include-controls?': list(shape({ 'control-id': token })),
});
const observation = shape({
  uuid,
  'title?': prose,
  description: prose,
  'props?': props,
  methods: list(oneOf('EXAMINE', 'INTERVIEW', 'TEST', 'UNKNOWN')),
  'types?': list(token),
  'origins?': list(
    shape({ actors: list(shape({ type: oneOf('tool', 'assessment-platform', 'party'), 'actor-uuid': uuid })) }),
  ),
  'subjects?': list(shape({ 'subject-uuid': uuid, type: token, 'title?': prose })),
  'relevant-evidence?': list(shape({ 'href?': reference, description: prose })),
  collected: time,
  'expires?': time,
  'remarks?': prose,
});
const hash = shape({ algorithm: oneOf('SHA-256'), value: { type: 'string', pattern: '^[0-9a-f]{64}$' } });

export const assessmentResultsShape = shape({
  'assessment-results': shape({
    uuid,
    metadata: shape({
      title: prose,
      'last-modified': time,
      version: line,
      'oscal-version': oneOf('1.1.3'),
      'remarks?': prose,
    }),
    'import-ap': shape({ href: reference, 'remarks?': prose }),
    results: list(
      shape({
        uuid,
        title: prose,
        description: prose,
        start: time,
        'end?': time,
        'local-definitions?': shape({ 'components?': list(component) }),
        'reviewed-controls': shape({ 'description?': prose, 'control-selections': list(selection), 'remarks?': prose }),
        'observations?': list(observation),
        'remarks?': prose,
      }),
    ),
    'back-matter?': shape({
      'resources?': list(
        shape({
          uuid,
          'title?': prose,
          'description?': prose,
          'rlinks?': list(shape({ href: reference, 'media-type?': line, 'hashes?': list(hash) })),
        }),
      ),
    }),
  }),
});
