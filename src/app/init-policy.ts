import { visibleText } from '../core/visible-text.js';
import type { Contract, ContractOperation } from '../model/contract.js';
import type { SecurityScheme } from '../model/types.js';

/** What the policy is written from. */
export interface InitFacts {
  readonly contract: Contract;
  /** Path of the contract as it is to stand in the policy. */
  readonly contractPath: string;
  readonly upstream: string;
  /** Of a GraphQL schema, where it is not `/graphql`. */
  readonly graphqlPath?: string | undefined;
  /** Key under `apis`. */
  readonly name: string;
}

/** Plain YAML texts need no quotes; everything else is written as JSON, which is YAML too. */
export function scalar(text: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** How one security scheme is checked, as far as the contract tells; commented out where a person must fill it in. */
function schemeLines(scheme: SecurityScheme): readonly string[] {
  const name = scalar(scheme.name);
  if (scheme.type === 'apiKey')
    return [`    ${name}: { apiKeys: true } # keys of this gateway: portcullis keys create`];
  if (scheme.type === 'http' && scheme.scheme.toLowerCase() !== 'bearer') {
    return [
      `    # ${name}: HTTP ${scheme.scheme} cannot be checked by the gateway; calls that need it would be denied in enforce mode`,
    ];
  }
  if (scheme.type === 'mutualTLS') return [`    # ${name}: client certificates cannot be checked by the gateway yet`];
  return [
    `    # TODO ${name}: who issues the tokens? Fill in and take the comment signs away.`,
    `    # ${name}:`,
    '    #   issuer: https://login.example.com/',
    `    #   audience: TODO`,
    '    #   algorithms: [ES256]',
    '    #   jwks: { url: https://login.example.com/.well-known/jwks.json }',
    '    #   claims: { subject: sub, roles: roles, scopes: scope }',
  ];
}

const looksLikeLogin = ({ path, method, outgoing, graphql }: ContractOperation) => {
  if (graphql) return /(log_?in|sign_?in|authenticate|otp|token|password)/i.test(graphql.field);
  return (
    !outgoing &&
    method === 'post' &&
    /(^|\/)(log-?in|sign-?in|token|sessions?|auth|otp|verify|password)(\/|$)/i.test(path)
  );
};

/** Operations that take credentials: guessing is slowed down from the first day. */
function loginLines(operations: readonly ContractOperation[]): readonly string[] {
  return operations
    .filter(looksLikeLogin)
    .map(({ id }) => `  ${scalar(id)}: { rateLimits: [{ limit: 20, windowSeconds: 60, per: address }] }`);
}

/** The things whose ids are in paths: most likely each belongs to somebody. */
function resourceLines(operations: readonly ContractOperation[]): readonly string[] {
  const byName = new Map<string, { readonly id: string; readonly graphql: boolean }>();
  for (const { resource, outgoing, graphql } of operations) {
    if (!resource || outgoing || byName.has(resource.name)) continue;
    byName.set(resource.name, { id: resource.id.name, graphql: graphql !== undefined });
  }
  return [...byName]
    .slice(0, 30)
    .map(
      ([name, { id, graphql }]) =>
        `#   ${scalar(name)}: { id: ${scalar(id)}, owner: { ${graphql ? 'id: principal.subject' : 'field: /ownerId, is: principal.subject'} } }`,
    );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length ? ['', title, ...lines] : [];
}

const isLoopback = ({ hostname }: URL) => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/** Another machine is attacked only when somebody answers for it: until then there is no scope. */
function pentestLines(upstream: URL): readonly string[] {
  const scope = `  scope: [${JSON.stringify(upstream.origin)}]`;
  const actors = [
    '  # actors:',
    '  #   alice: { roles: [], headers: { Authorization: "Bearer ${env:ALICE_TOKEN}" } }',
    '  #   bob: { roles: [], headers: { Authorization: "Bearer ${env:BOB_TOKEN}" } }',
  ];
  const title = '# Attacks go to these origins only. TODO: two users of one role, so that ownership can be tested.';
  if (isLoopback(upstream)) return [title, 'pentest:', scope, ...actors];
  return [
    title,
    '# The API is on another machine. TODO: who allows the attacks, and until when? Then take the comment signs away.',
    '# pentest:',
    `# ${scope}`,
    '#   authorization: { by: NAME, until: YYYY-MM-DD }',
    ...actors.map((line) => `# ${line.replace('# ', '')}`),
  ];
}

/** An empty mapping is no mapping: with nothing to check, the keys are comments too. */
function identityLines(schemes: readonly string[]): readonly string[] {
  if (!schemes.length) return [];
  const active = schemes.some((line) => !line.trimStart().startsWith('#'));
  return active ? ['identity:', '  schemes:', ...schemes] : ['# identity:', '#   schemes:', ...schemes];
}

/** A GraphQL schema never says how callers are recognised: most often by a token. */
function schemesOf({ securitySchemes, graphql, documents }: Contract): readonly SecurityScheme[] {
  if (!graphql) return [...securitySchemes.values()];
  return [{ name: 'bearerAuth', type: 'http', scheme: 'bearer', node: { file: documents.entry, pointer: '' } }];
}

/** A commented policy for a contract, in monitor mode: nothing is denied until somebody says so. */
export function initPolicy({ contract, contractPath, upstream, graphqlPath, name }: InitFacts): string {
  const operations = [...contract.operations.values()];
  const schemes = identityLines(schemesOf(contract).flatMap(schemeLines));
  const resources = resourceLines(operations);
  return `${[
    visibleText(
      `# Policy for ${contract.title.replaceAll(/\s+/g, ' ')}, derived from ${contractPath}. Lines marked TODO need you.`,
    ),
    'version: 1',
    '',
    'listen:',
    '  - address: 127.0.0.1:8080 # plain HTTP on this machine; add `tls: { certificate, key }` before others may reach it',
    '',
    'apis:',
    `  ${scalar(name)}:`,
    `    contract: ${scalar(contractPath)}`,
    ...(graphqlPath === undefined ? [] : [`    graphql: { path: ${scalar(graphqlPath)} }`]),
    `    upstream: { url: ${JSON.stringify(upstream)} }`,
    ...section('# How each security scheme of the contract is checked.', schemes),
    '',
    '# TODO roles: name them here, then who may do what under `operations`.',
    'roles: {}',
    '',
    'defaults:',
    '  mode: monitor # decides and logs, denies nothing. `portcullis events --kind would_deny` shows what enforce would do',
    '  unknownOperations: deny # in monitor mode they pass, and are logged',
    '  roles: any # everyone who is signed in',
    ...(contract.graphql
      ? ['  # authentication: required # TODO once a scheme above is filled in; then `public: true` at what is open']
      : []),
    '  rateLimits:',
    '    - { limit: 600, windowSeconds: 60, per: principal }',
    '    - { limit: 1200, windowSeconds: 60, per: address }',
    ...section('operations:', loginLines(operations)),
    ...section(
      '# TODO whose is what? One line per thing; `portcullis pentest` shows where the answer names its owner.',
      resources.length ? ['# resources:', ...resources] : [],
    ),
    '',
    ...pentestLines(new URL(upstream)),
  ].join('\n')}\n`;
}
