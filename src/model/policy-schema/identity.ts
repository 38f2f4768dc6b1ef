import {
  closed,
  either,
  httpUrl,
  list,
  matching,
  named,
  oneOf,
  origin,
  roleList,
  text,
  whole,
  type PolicySchema,
} from './schema.js';

const claim = (description: string) =>
  text('the name of a claim, a dotted path or a JSON Pointer', `${description} A claim of that very name wins.`);

const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

const cacheSeconds = whole('Seconds until they are fetched again; default 600.', 1, 86_400);
const file = (description: string) => text('the path of a file', `${description} Relative to the policy file.`);

const jwks = either(
  '{ url: ... }, { file: ... } or { discovery: ... }',
  'Keys of the issuer (RFC 7517). May be left out where the contract has an openIdConnectUrl on the host of the issuer.',
  closed('Fetched.', { url: httpUrl, cacheSeconds }, ['url']),
  closed('From a file.', { file: text('the path of a JSON file') }, ['file']),
  closed(
    'Found by a discovery document (OpenID Connect Discovery 4, RFC 8414).',
    {
      discovery: { ...httpUrl, description: 'Its `issuer` must be the one of this scheme.' },
      host: matching(
        'a host such as keys.example.com, with a port if it has one',
        '^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+)(:\\d{1,5})?$',
        'Host that its `jwks_uri` may name; default the host of the document.',
      ),
      cacheSeconds,
    },
    ['discovery'],
  ),
);

const caller = {
  roles: roleList('Roles; default none.'),
  scopes: list('Scopes; default none.', text('a scope')),
  tenant: text('the name of a tenant'),
} satisfies Readonly<Record<string, PolicySchema>>;

const clientCertificate = closed(
  'Client certificates (contract `mutualTLS`). Listeners with TLS then ask clients for one.',
  {
    ca: file('PEM of the authorities whose certificates are accepted.'),
    crl: file(
      'PEM of their revocation lists (RFC 5280 5), read again when it changes. A list that is out of date denies.',
    ),
    subjects: list(
      'Whose certificates they are: each names one of `uri`, `dns`, `email`, `spki`, `commonName`; the first that fits holds.',
      closed(
        'One caller.',
        {
          uri: text('a URI such as spiffe://example.org/billing', 'Subject alternative name of the kind URI.'),
          dns: text('a host name', 'Subject alternative name of the kind DNS.'),
          email: text('an e-mail address', 'Subject alternative name of the kind e-mail.'),
          spki: matching(
            '44 characters of base64',
            '^[A-Za-z0-9+/]{43}=$',
            'SHA-256 of the public key (SubjectPublicKeyInfo), for one certain key.',
          ),
          commonName: text(
            'a common name',
            'Common name of the subject: only for authorities that write no alternative names.',
          ),
          subject: text('a name', 'What owner rules compare with (`principal.subject`).'),
          ...caller,
        },
        ['subject'],
      ),
      1,
    ),
  },
  ['ca', 'subjects'],
);

const basic = closed(
  'Names and passwords (RFC 7617), where the contract asks for HTTP basic.',
  {
    file: file('Lines `name:$scrypt$ln=17,r=8,p=1$SALT$HASH`, as `portcullis passwords hash` prints them.'),
    users: named(
      'Name of a user in the file -> who that is. A user that is not here has no role.',
      closed('One user.', { subject: text('a name', 'Default the name of the user.'), ...caller }),
    ),
  },
  ['file'],
);

const introspection = closed(
  'Tokens that the authorization server is asked about (RFC 7662).',
  {
    url: { ...httpUrl, description: 'Introspection address; HTTPS except on this machine.' },
    clientId: text('the client id of this gateway'),
    clientSecret: text('a reference such as ${env:NAME}', 'Sent as HTTP basic (client_secret_basic).'),
    cacheSeconds: whole(
      'Seconds a good answer is remembered, never beyond `exp`; a revoked token serves no longer. Default 30.',
      0,
      30,
    ),
  },
  ['url', 'clientId', 'clientSecret'],
);

const scheme = closed("How one of the contract's security schemes is checked.", {
  apiKeys: { description: 'Keys made with `portcullis keys create`.', type: 'boolean', const: true },
  basic,
  clientCertificate,
  introspection,
  issuer: text(
    'the issuer exactly as in the tokens',
    'Compared exactly. `{tenant}` may stand for one part of its path.',
  ),
  tenants: list('Tenants whose tokens are accepted, where `{tenant}` stands in the issuer.', text('a tenant'), 1),
  audience: either(
    'a name, or a list of names',
    'Audiences, one of which the token must name.',
    text('a name'),
    list('Audiences.', text('a name'), 1),
  ),
  algorithms: list('Signature algorithms that are accepted.', oneOf('Algorithm.', ...algorithms), 1),
  types: list(
    'Values of the header member `typ` that are accepted, such as at+jwt; default JWT, at+jwt, or no `typ`.',
    text('a type'),
    1,
  ),
  jwks,
  claims: closed('Where the token says who it is.', {
    subject: claim('Default sub.'),
    roles: claim('Roles.'),
    scopes: claim('Scopes; default scope or scp.'),
    tenant: claim('Tenant.'),
  }),
  boundTo: oneOf(
    'What every token must be bound to: a client certificate (RFC 8705), a key that proves itself (DPoP, RFC 9449), or any of the two. Without it, only tokens that say so are held to it.',
    'certificate',
    'dpop',
    'any',
  ),
  publicUrl: { ...origin, description: 'Origin that DPoP proofs name, where something before the gateway ends TLS.' },
  clockToleranceSeconds: whole('Tolerance for exp and nbf; default 5.', 0, 300),
});

export const identitySchema = closed('How callers are recognised.', {
  schemes: named("Name of a scheme in the contract's securitySchemes -> how it is checked.", scheme),
});
