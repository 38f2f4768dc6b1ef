// A contract as a large vendor's: shared components that refer to each other, loops among them, schemas written at
// their operations, examples as long as the answers they show, and descriptions in paragraphs.

const nouns = [
  'account', 'alert', 'artifact', 'branch', 'budget', 'campaign', 'channel', 'check', 'comment', 'commit', 'contract',
  'deployment', 'device', 'discussion', 'environment', 'event', 'gist', 'group', 'hook', 'invoice', 'issue', 'job',
  'label', 'license', 'member', 'message', 'milestone', 'order', 'organization', 'package', 'payment', 'project',
  'release', 'report', 'repository', 'review', 'runner', 'secret', 'session', 'team', 'thread', 'user', 'workflow',
]; // prettier-ignore

const areaSize = 20;

const words = [
  'the', 'a', 'of', 'this', 'returns', 'when', 'authenticated', 'caller', 'may', 'list', 'access', 'repository',
  'resource', 'by', 'default', 'only', 'owners', 'with', 'permission', 'see', 'value', 'and', 'date', 'time', 'url',
]; // prettier-ignore

/** The same numbers for the same seed (mulberry32, public domain). */
function numbers(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function maker(operations) {
  const any = numbers(operations);
  const pick = (list) => list[any(list.length)];
  const sentence = (length) => {
    const text = Array.from({ length }, () => pick(words)).join(' ');
    return `${text[0].toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = (sentences) => Array.from({ length: sentences }, () => sentence(12 + any(10))).join(' ');
  return { any, pick, sentence, paragraph };
}

const title = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;
const ref = (kind, name) => ({ $ref: `#/components/${kind}/${name}` });
const componentName = (index) => `${nouns[index % nouns.length]}-${Math.floor(index / nouns.length)}`;

function leaf({ any, pick, sentence }) {
  const description = sentence(6 + any(8));
  return pick([
    () => ({ type: 'string', description, examples: [pick(words)] }),
    () => ({ type: 'string', format: 'uri', description, examples: [`https://api.example.com/${pick(nouns)}s/1`] }),
    () => ({ type: 'string', format: 'date-time', description, examples: ['2024-01-26T19:01:12Z'] }),
    () => ({ type: ['string', 'null'], description }),
    () => ({ type: 'string', enum: [0, 1, 2, 3].map(() => pick(words)), description }),
    () => ({ type: 'integer', description, examples: [any(10_000)] }),
    () => ({ type: 'boolean', description, default: false }),
    () => ({ type: 'string', pattern: '^[a-z0-9-]{1,40}$', description }),
  ])();
}

/** Components lie in areas that refer to themselves and to a few that all share, as those of large vendors do. */
function neighbour({ any }, index, components) {
  const first = any(4) === 0 ? 0 : Math.floor(index / areaSize) * areaSize;
  return ref('schemas', componentName(Math.min(first + any(first === 0 ? 8 : areaSize), components - 1)));
}

function objectSchema(from, { size, reach, index: own = 0 }) {
  const { any, pick } = from;
  const properties = { id: { type: 'integer', description: 'Unique identifier' } };
  for (let index = 0; index < size; index += 1) {
    const name = `${pick(nouns)}_${pick(['url', 'id', 'name', 'count', 'state', 'email', 'at', 'token', 'kind'])}`;
    const kind = any(10);
    if (reach > 0 && kind === 0) properties[name] = neighbour(from, own, reach);
    else if (reach > 0 && kind === 1) properties[name] = { type: 'array', items: neighbour(from, own, reach) };
    else if (kind === 2) properties[name] = { type: 'object', properties: { name: leaf(from), value: leaf(from) } };
    else if (reach > 0 && kind === 3) {
      properties[name] = { anyOf: [{ type: 'null' }, neighbour(from, own, reach)] };
    } else properties[name] = leaf(from);
  }
  return { type: 'object', properties, required: Object.keys(properties).filter(() => any(3) > 0) };
}

function exampleValue(from, depth) {
  const { any, pick, sentence } = from;
  const value = {
    id: any(1_000_000),
    node_id: `MDEwOlJlcG9zaXRvcnkx${any(1_000_000)}`,
    html_url: 'https://example.com/x',
  };
  for (let index = 0; index < 14; index += 1) {
    const name = `${pick(nouns)}_${pick(['url', 'name', 'count', 'state', 'owner'])}`;
    value[name] = pick([any(5_000), sentence(4), true, null, `https://api.example.com/${pick(nouns)}s/${any(99)}`]);
  }
  if (depth > 0) value.owner = exampleValue(from, depth - 1);
  return value;
}

const sharedParameters = {
  owner: { name: 'owner', in: 'path', required: true, description: 'The account.', schema: { type: 'string' } },
  repo: { name: 'repo', in: 'path', required: true, description: 'The repository.', schema: { type: 'string' } },
  'per-page': {
    name: 'per_page',
    in: 'query',
    description: 'Results a page.',
    schema: { type: 'integer', default: 30 },
  },
  page: { name: 'page', in: 'query', description: 'Page of the results.', schema: { type: 'integer', default: 1 } },
};

const sharedResponses = {
  'not-found': { description: 'Not found', content: { 'application/json': { schema: ref('schemas', 'basic-error') } } },
  forbidden: { description: 'Forbidden', content: { 'application/json': { schema: ref('schemas', 'basic-error') } } },
  invalid: { description: 'Invalid', content: { 'application/json': { schema: ref('schemas', 'basic-error') } } },
};

function operation(from, { method, id, noun, component, isList, idName }) {
  const { any, paragraph, sentence } = from;
  const schema = isList ? { type: 'array', items: ref('schemas', component) } : ref('schemas', component);
  const parameters = [ref('parameters', 'owner'), ref('parameters', 'repo')];
  if (idName)
    parameters.push({
      name: idName,
      in: 'path',
      required: true,
      description: sentence(5),
      schema: { type: 'integer' },
    });
  if (isList && method === 'get') parameters.push(ref('parameters', 'per-page'), ref('parameters', 'page'));
  const body = () => ({
    required: true,
    content: {
      'application/json': {
        schema: objectSchema(from, { size: 4 + any(8), reach: 0 }),
        examples: { default: { value: exampleValue(from, 0) } },
      },
    },
  });
  return {
    summary: sentence(4),
    description: paragraph(2 + any(4)),
    tags: [`${noun}s`],
    operationId: id,
    externalDocs: { description: 'API method documentation', url: `https://docs.example.com/rest/${noun}#${id}` },
    parameters,
    ...(method === 'get' || method === 'delete' ? {} : { requestBody: body() }),
    responses: {
      [method === 'post' ? '201' : '200']: {
        description: 'Response',
        content: { 'application/json': { schema, examples: { default: ref('examples', component) } } },
        headers: { Link: { schema: { type: 'string' } } },
      },
      403: ref('responses', 'forbidden'),
      404: ref('responses', 'not-found'),
      ...(method === 'post' ? { 422: ref('responses', 'invalid') } : {}),
    },
    security: [{ token: [] }],
    'x-vendor': { githubCloudOnly: false, category: `${noun}s`, subcategory: noun },
  };
}

function paths(from, count, components) {
  const all = {};
  for (let made = 0, index = 0; made < count; index += 1) {
    const component = componentName(index % components);
    const noun = component.replace(/-\d+$/, '');
    const base = `/repos/{owner}/{repo}/area-${Math.floor(index / nouns.length)}/${noun}s`;
    const idName = `${noun}_id`;
    const wanted = [
      ['get', true],
      ['post', true],
      ['get', false],
      ['patch', false],
      ['delete', false],
    ];
    for (const [method, isList] of wanted.slice(0, Math.min(wanted.length, count - made))) {
      const path = isList ? base : `${base}/{${idName}}`;
      const id = `${noun}s/${method}-${isList ? 'all' : 'one'}-${index}`;
      const options = { method, id, noun, component, isList, ...(isList ? {} : { idName }) };
      (all[path] ??= {})[method] = operation(from, options);
      made += 1;
    }
  }
  return all;
}

/** An OpenAPI 3.1 contract of so many operations; about 10 kB each as indented JSON. Equal for equal numbers. */
export function largeContract(operations) {
  const from = maker(operations);
  const components = Math.max(4, Math.min(Math.ceil(operations / 1.5), 1200));
  const names = Array.from({ length: components }, (_, index) => componentName(index));
  return {
    openapi: '3.1.0',
    info: { title: 'Large', version: '1.1.4', description: from.paragraph(10) },
    servers: [{ url: 'https://api.example.com' }],
    tags: nouns.map((noun) => ({ name: `${noun}s`, description: `Work with ${noun}s` })),
    paths: paths(from, operations, components),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      parameters: sharedParameters,
      responses: sharedResponses,
      examples: Object.fromEntries(names.map((name) => [name, { value: exampleValue(from, 3) }])),
      schemas: {
        'basic-error': {
          title: 'Basic Error',
          type: 'object',
          properties: {
            message: { type: 'string' },
            documentation_url: { type: 'string' },
            status: { type: 'string' },
          },
        },
        ...Object.fromEntries(
          names.map((name, index) => [
            name,
            {
              title: title(name),
              description: from.paragraph(1),
              ...objectSchema(from, { size: 22, reach: components, index }),
            },
          ]),
        ),
      },
    },
  };
}
