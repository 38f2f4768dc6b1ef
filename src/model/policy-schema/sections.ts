import {
  above,
  closed,
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
        'Proxies in front of this address: their X-Forwarded-For and traceparent are believed. Default none.',
        text('a range such as 10.0.0.0/8'),
      ),
      kind: {
        ...oneOf(
          'What is served: requests, or verdicts for nginx `auth_request` and Traefik or Caddy forward auth.',
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
          'Authorizer: operations that take a body, which it does not see, are judged by the rest or denied.',
          'partly',
          'deny',
        ),
        default: 'partly',
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
        contract: text('the path of an OpenAPI contract', 'Relative to the policy file.'),
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

export const resourcesSchema = named(
  'Name -> thing whose owner matters. Declared once, used by every operation that is about it.',
  closed(
    'A thing.',
    {
      id: text('the name of a parameter', 'Operations with this path, query or body parameter are about the thing.'),
      owner: closed('How the owner is found: `id`, `field`, or `lookup` with `field`.', {
        id: { ...principalField, description: 'The id itself is the owner.' },
        field: { ...pointer, description: 'Owner inside the answer (of `lookup` where there is one).' },
        lookup: text('the name of an operation', 'Read operation that is asked first.'),
        is: { ...principalField, description: 'What the owner must equal; default principal.subject.' },
        cacheSeconds: whole('How long the answer of `lookup` is remembered; default 0.', 0, 300),
      }),
      crossedBy: roleList('Roles that may touch objects of other people.'),
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
      class: matching('a word such as email', '^[a-z][a-z0-9-]*$', 'Kind of data.'),
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
