import { inspection } from './inspection.js';
import { graphql, sanitize, upload } from './payloads.js';
import {
  above,
  closed,
  either,
  isoDate,
  list,
  named,
  oneOf,
  origin,
  pointer,
  principalField,
  roleList,
  text,
  whole,
  yesNo,
  type PolicySchema,
} from './schema.js';

const status = whole('An HTTP status.', 100, 599);

const counted = either(
  'principal, address, key, operation, or { body: /pointer }, { header: name } or { claim: /pointer }',
  'Who is counted. `principal` falls back to the address where there is none.',
  oneOf('Who is counted.', 'principal', 'address', 'key', 'operation'),
  closed('Counted by a property of the body, such as the account of a login.', { body: pointer }, ['body']),
  closed('Counted by a header field.', { header: text('the name of a header field') }, ['header']),
  closed('Counted by a claim of the credential.', { claim: text('the name of a claim, or a JSON Pointer') }, ['claim']),
);

const rateLimit = closed(
  'So many calls in so many seconds, refilled evenly.',
  {
    limit: whole('Calls per window.', 1),
    windowSeconds: above('Length of the window in seconds.', 0),
    per: counted,
    cost: whole('Units that one call costs; default 1.', 1),
    countStatuses: list('Only answers with these statuses count, such as the failures of a login.', status, 1),
  },
  ['limit', 'windowSeconds', 'per'],
);

const rateLimits = either(
  'a list of limits, or none',
  "Limits on the number of calls. An operation's own limits add to those of `defaults`; `none` drops them.",
  list('Limits, all of which must hold.', rateLimit),
  oneOf('No limit.', 'none'),
);

const quotas = either(
  'a list of quotas, or none',
  "Calls per day or month. An operation's own quotas add to those of `defaults`; `none` drops them.",
  list(
    'Quotas, all of which must hold.',
    closed(
      'So many calls in a day or month of the calendar (UTC). Counted in memory they begin anew with the process.',
      {
        limit: whole('Units per day or month.', 1),
        per: oneOf('Until the end of the day, or of the month.', 'day', 'month'),
        by: counted,
        cost: whole("Units that one call costs; default the operation's `cost`.", 1),
      },
      ['limit', 'per', 'by'],
    ),
  ),
  oneOf('No quota.', 'none'),
);

const requestPart = {
  in: oneOf('Part of the request.', 'path', 'query', 'header', 'cookie', 'body'),
  name: text('the name of a parameter', 'Name of the parameter, unless `in` is `body`.'),
  pointer: { ...pointer, description: 'Place in the body, `*` for every item.' },
};

const ruleKeys = (who: string, byDefault: string, crossing: string) => ({
  resource: text('the name of a resource', 'Default: the resource that the id belongs to.'),
  id: closed('Where the id of the object stands; default: the parameter of the resource.', requestPart, ['in']),
  field: { ...pointer, description: `${who} inside the answer (of \`lookup\`, or of the operation itself).` },
  lookup: text('the name of an operation', 'Read operation that is asked first; needed for writes.'),
  cacheSeconds: whole('How long the answer of `lookup` is remembered; default 0.', 0, 300),
  is: { ...principalField, description: `What it must equal; default ${byDefault}.` },
  crossedBy: roleList(crossing),
});

const ownerRule = closed(
  'How the owner of the object is found. Absent values deny.',
  ruleKeys('Owner', 'principal.subject', 'Roles that may touch objects of other people.'),
);

const owner = either(
  'an owner rule, a list of them, or none',
  'Whose object the call may touch. `none` drops the rules that come from `resources`.',
  ownerRule,
  list('Owner rules, all of which must hold.', ownerRule, 1),
  oneOf('No owner rule.', 'none'),
);

const tenantRule = closed(
  'How the tenant of the object is found. Absent values deny.',
  ruleKeys('Tenant', 'principal.tenant', 'Roles that may touch objects of other tenants.'),
);

const tenant = either(
  'a tenant rule, a list of them, or none',
  'Whose tenant the object must belong to, whatever its owner. `none` drops the rules that come from `resources`.',
  tenantRule,
  list('Tenant rules, all of which must hold.', tenantRule, 1),
  oneOf('No tenant rule.', 'none'),
);

const returns = closed(
  'What a list may show.',
  {
    resource: text('the name of a resource'),
    items: { ...pointer, description: 'The array in the answer; default: the answer itself.' },
    field: { ...pointer, description: 'The owner inside an item; default: `owner.field` of the resource.' },
    is: { ...principalField, description: 'What the owner must equal; default: as in the resource.' },
    tenantField: {
      ...pointer,
      description: 'The tenant inside an item; default: `tenant.field` of the resource. Needed where it has a tenant.',
    },
    others: oneOf('Items of other people are removed, or the answer is withheld.', 'remove', 'deny'),
    crossedBy: roleList('Roles that see everything; default: as in the resource.'),
  },
  ['resource'],
);

const constraint = closed(
  "A bound that is added to the contract's.",
  {
    ...requestPart,
    schema: { description: 'JSON Schema 2020-12 that the value must also match.', type: 'object' },
  },
  ['in', 'schema'],
);

const propertyRoles = (description: string) => named(description, roleList('Roles; `[]` = nobody.'));

const response = closed('What is done to answers.', {
  filter: yesNo('Remove properties that the contract does not declare.', false),
  hideErrors: yesNo('Replace bodies of 5xx.', true),
  noStore: yesNo('Send `Cache-Control: no-store`; default: where a credential is needed.'),
  protectCookies: list(
    'Cookies that get `HttpOnly` and `SameSite=Lax`, and over TLS `Secure`, where the API sets them without.',
    text('the name of a cookie'),
    1,
  ),
  validate: oneOf(
    'Compare answers with the statuses, media types and schemas of the contract: withhold (`enforce`) or report (`monitor`) what differs; default off.',
    'off',
    'monitor',
    'enforce',
  ),
  samplePercent: whole('Share of answers that `validate` compares; default 100.', 1, 100),
  uniform: closed(
    'One answer for several statuses, so that callers cannot tell causes apart (CWE-204).',
    {
      statuses: list('Statuses that are replaced.', status, 1),
      status: { ...status, description: 'Status sent instead.' },
      title: text('a short sentence'),
    },
    ['statuses', 'status', 'title'],
  ),
});

const cors = closed(
  'Web origins that may call.',
  {
    origins: list('Exact origins.', origin),
    credentials: yesNo('Cookies and Authorization may be sent.', false),
  },
  ['origins'],
);

const concurrency = closed(
  'Calls at the same time.',
  {
    limit: whole('Calls at once.', 1),
    per: either(
      'principal, or { path: NAME }',
      'Whose calls are counted together.',
      oneOf('Per caller.', 'principal'),
      closed('Per value of a path parameter.', { path: text('the name of a path parameter') }, ['path']),
    ),
  },
  ['limit', 'per'],
);

const authentication = either(
  'contract, required, or { schemes: [...] }',
  'Which credential is needed: as the contract says, in any case, or one of the named schemes.',
  oneOf('From the contract, or in any case.', 'contract', 'required'),
  closed('One of these schemes.', { schemes: list('Names of schemes.', text('the name of a scheme'), 1) }, ['schemes']),
);

const general = {
  mode: { ...oneOf('Deny, only log what would be denied, or do nothing.', 'enforce', 'monitor', 'off') },
  authentication,
  roles: either(
    'a list of roles, or any',
    'Roles that may call; `any` = every authenticated principal. Without it nobody may.',
    roleList('Roles that may call.'),
    oneOf('Every authenticated principal.', 'any'),
  ),
  scopes: list('Scopes that the credential must have, all of them.', text('a scope')),
  when: text('a CEL expression', 'A further condition in CEL, such as `request.time.getHours() < 20`.'),
  rateLimits,
  quotas,
  bodyLimitBytes: whole('Largest body in bytes; default 1048576.', 0, 10_485_760),
  unknownProperties: oneOf('Body properties that the contract does not declare.', 'contract', 'deny'),
  unknownParameters: oneOf('Parameters that the contract does not declare.', 'allow', 'deny'),
  response,
  upload,
  cors,
  timeoutSeconds: above('How long the upstream may take, in seconds.', 0),
  inspection,
} satisfies Record<string, PolicySchema>;

/** Settings of one operation: `operations.X`, `x-portcullis` in a contract, `set` of a patch. */
export const operationSettings = closed('Settings of one operation.', {
  public: yesNo('Anyone may call without a credential.', false),
  ...general,
  cost: whole('Units that one call takes from every limit; default 1.', 1),
  owner,
  tenant,
  returns,
  constraints: list("Bounds that are added to the contract's.", constraint),
  writeProperties: propertyRoles('JSON Pointer of a body property -> roles that may set it.'),
  readProperties: propertyRoles('JSON Pointer of a property of the answer -> roles that may see it.'),
  graphql,
  sanitize,
  concurrency,
  webhook: closed(
    'The operation takes webhooks: only those that are signed, in time, and each once.',
    {
      scheme: oneOf('How the sender signs.', 'standard', 'stripe', 'github', 'slack'),
      secret: either(
        'a reference such as ${vault:hook}, or a list of them',
        'Key of the signature; several while it is changed.',
        text('a reference such as ${vault:hook}'),
        list('References, the newest first.', text('a reference such as ${vault:hook}'), 1),
      ),
      toleranceSeconds: whole("How far the sender's clock may be off; default 300.", 1, 300),
      vendor: text('the name of a third party', 'As in `vendors`; its kill switch ends these webhooks too.'),
    },
    ['scheme', 'secret'],
  ),
  sunset: { ...isoDate, description: 'Day from which the operation is refused.' },
});

/** Settings of every operation until it says otherwise. */
export const defaultSettings = closed('Settings of every operation, until it says otherwise.', {
  ...general,
  unknownOperations: oneOf('Calls that are not in the contract.', 'deny', 'allow'),
});
