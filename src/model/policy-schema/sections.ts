import { fieldKind } from './inspection.js';
import {
  above,
  closed,
  either,
  httpUrl,
  isoDate,
  list,
  matching,
  named,
  oneOf,
  pointer,
  principalField,
  roleList,
  text,
  whole,
  type PolicySchema,
} from './schema.js';

const addressText = matching(
  'an address such as 127.0.0.1:8443 or [::1]:8443',
  '^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+):\\d{1,5}$',
);

export const controlSchema = closed(
  'Where /livez, /readyz and /metrics are served: this machine only.',
  { address: addressText },
  ['address'],
);

export const listenSchema = list(
  'Addresses of the gateway; default 127.0.0.1:8080.',
  closed(
    'One address.',
    {
      address: addressText,
      tls: closed(
        'TLS of this address.',
        {
          certificate: text('the path of a PEM file'),
          key: text('the path of a PEM file'),
          minVersion: { ...oneOf('Lowest version.', 'TLSv1.2', 'TLSv1.3'), default: 'TLSv1.2' },
          clientCa: text('the path of a PEM file', 'Authorities whose client certificates are accepted.'),
        },
        ['certificate', 'key'],
      ),
      http2: {
        description:
          'HTTP/2; default true with TLS (ALPN). Without TLS `true` is for clients that begin with it (prior knowledge).',
        type: 'boolean',
      },
      trustedProxies: list(
        'Proxies in front of this address: their X-Forwarded-For, -Proto, -Host and traceparent are believed. Default none.',
        text('a range such as 10.0.0.0/8'),
      ),
      kind: {
        ...oneOf(
          'What is served: requests, or verdicts for a server in front: nginx, Traefik, Caddy or Envoy.',
          'proxy',
          'authorizer',
        ),
        default: 'proxy',
      },
      trust: list(
        'Authorizer: servers that may ask. Nobody else is answered.',
        text('a range such as 127.0.0.1/32'),
        1,
      ),
      requireBody: {
        ...oneOf(
          'Authorizer: operations whose body did not come with the question are judged by the rest or denied.',
          'partly',
          'deny',
        ),
        default: 'partly',
      },
      protocol: {
        ...oneOf(
          'Authorizer: `http` for nginx `auth_request` and forward auth, `grpc` for ext_authz of Envoy.',
          'http',
          'grpc',
        ),
        default: 'http',
      },
    },
    ['address'],
  ),
  1,
);

const upstreamKeys = {
  url: httpUrl,
  timeoutSeconds: above('Seconds; default 10.', 0),
  replicas: list('More servers with the same API below the same path.', httpUrl, 1),
  balance: {
    ...oneOf('Which of several servers gets a call.', 'round-robin', 'least-pending'),
    default: 'round-robin',
  },
  health: closed(
    'Servers that fail this check get no calls.',
    {
      path: matching('a path such as /health', '^/[^\\s#]*$', 'Asked with GET; any status below 400 is well.'),
      intervalSeconds: whole('Seconds between two checks; default 10.', 1, 3600),
    },
    ['path'],
  ),
  tls: closed('TLS towards the upstream. Paths are relative to the policy file.', {
    ca: text('the path of a PEM file', "Authorities instead of the system's."),
    certificate: text('the path of a PEM file', 'Certificate of the gateway, for upstreams that ask for one.'),
    key: text('the path of a PEM file', 'Its key.'),
    servername: text('a host name', 'Name that the certificate must have, where it is not that of the address.'),
    pins: list(
      'SHA-256 of the public keys that are accepted (SPKI, base64), besides a valid chain.',
      matching('44 characters of base64', '^[A-Za-z0-9+/]{43}=$'),
      1,
    ),
    verify: { description: 'false accepts any certificate: for tests only.', type: 'boolean', default: true },
  }),
} satisfies Readonly<Record<string, PolicySchema>>;

export const apisSchema = {
  ...named(
    'Name -> API.',
    closed(
      'One API: its contract and where it runs.',
      {
        contract: text('the path of an OpenAPI contract or a GraphQL schema', 'Relative to the policy file.'),
        graphql: closed('Of a GraphQL schema.', {
          path: {
            ...matching('a path such as /graphql', '^/[^\\s?#{}]*$', 'Where its requests go.'),
            default: '/graphql',
          },
        }),
        match: closed('Requests that belong to this API.', {
          host: matching('a host name without a port', '^[A-Za-z0-9.-]+$'),
          prefix: matching('a path such as / or /v1', '^/[^\\s?#]*$', "Default: path of the contract's first server."),
          headAsGet: { description: 'HEAD where only GET is declared is judged as that GET.', type: 'boolean' },
        }),
        upstream: closed('Where requests go.', upstreamKeys, ['url']),
      },
      ['contract'],
    ),
  ),
  minProperties: 1,
} satisfies PolicySchema;

export const rolesSchema = named('Name -> role.', {
  title: 'an object such as {} or { includes: [customer] }',
  description: 'A role.',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: { includes: roleList('Roles that this one stands for too.') },
});

const ownership = (who: 'owner' | 'tenant') => {
  const byDefault = who === 'owner' ? 'principal.subject' : 'principal.tenant';
  return closed(`How the ${who} is found: \`id\`, \`field\`, \`lookup\` with \`field\`, or \`learned\`.`, {
    id: { ...principalField, description: `The id itself is the ${who}.` },
    field: { ...pointer, description: `The ${who} inside the answer (of \`lookup\` where there is one).` },
    lookup: text('the name of an operation', 'Read operation that is asked first.'),
    learned: either(
      'the name of an operation, or a list of them',
      `Operations that make the thing: the ${who} is remembered when one succeeds. With \`lookup\` or \`field\`, these say whose the things are that nobody remembers; alone, nobody may touch them.`,
      text('the name of an operation'),
      list('Operations that make the thing.', text('the name of an operation'), 1),
    ),
    is: { ...principalField, description: `What the ${who} must equal; default ${byDefault}.` },
    cacheSeconds: whole('How long the answer of `lookup` is remembered; default 0.', 0, 300),
  });
};

export const resourcesSchema = named(
  'Name -> thing whose owner matters. Declared once, used by every operation that is about it.',
  closed(
    'A thing.',
    {
      id: text('the name of a parameter', 'Operations with this path, query or body parameter are about the thing.'),
      owner: ownership('owner'),
      tenant: ownership('tenant'),
      createdId: {
        ...pointer,
        description:
          'Where the answer of a `learned` operation has the new id, `*` for each of several. Default: the Location, then the property named like `id`, then /id.',
      },
      crossedBy: roleList('Roles that may touch objects of other people, inside their own tenant.'),
      tenantCrossedBy: roleList('Roles that may touch objects of other tenants.'),
    },
    ['id'],
  ),
);

export const schemasSchema = named(
  'Name of a schema in the contract -> property -> who may read and write it, and what it is.',
  named(
    'Property -> rule.',
    closed('Rule for one property.', {
      read: roleList('Roles that may see it; `[]` = nobody.'),
      write: roleList('Roles that may set it; `[]` = nobody.'),
      class: matching(
        'a word such as email',
        '^[a-z][a-z0-9-]*$',
        'Kind of data: before evidence is kept, email, phone, name, card, iban, date and ip are masked, id and account become tokens, all others are left out.',
      ),
      kind: fieldKind,
    }),
  ),
);

export const suppressionsSchema = list(
  'Accepted risks.',
  closed(
    'Findings that are not reported.',
    {
      rule: text('the id of a rule or check'),
      where: text('an operation, or a file and JSON Pointer', 'Where the finding is.'),
      reason: { type: 'string', minLength: 10, title: 'a reason of at least 10 characters' },
      expires: { ...isoDate, description: 'At most 365 days from now.' },
      by: text('the name of a person'),
    },
    ['rule', 'where', 'reason', 'expires'],
  ),
);
