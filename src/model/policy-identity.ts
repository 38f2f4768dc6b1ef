import { didYouMean } from '../core/nearest.js';
import { readBasic, readCertificate } from './policy-identity-local.js';
import { readIntrospection, readJwt } from './policy-identity-token.js';
import type { Faults } from './policy-faults.js';
import type { RawScheme } from './policy-scheme-file.js';
import { below } from './pointer.js';
import type { NodeRef, SchemePolicy, SecurityScheme } from './types.js';

interface Context {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
  /** Names of roles; undefined = every name is a role. */
  readonly roles: ReadonlyMap<string, unknown> | undefined;
  /** The contracts' schemes by name. */
  readonly declared: ReadonlyMap<string, SecurityScheme>;
}

/** What a kind of scheme is read with: its own place, and what the contract says of it. */
export interface SchemeContext extends Omit<Context, 'declared'> {
  readonly name: string;
  readonly contract: SecurityScheme | undefined;
}

interface Kind {
  /** Keys of the policy that go with it. */
  readonly keys: readonly (keyof RawScheme)[];
  /** How the contract must declare the scheme, in words. */
  readonly declared: string;
  /** `undefined`: no contract declares it. */
  suits(scheme: SecurityScheme | undefined): boolean;
  read(raw: RawScheme, context: SchemeContext): SchemePolicy | undefined;
}

const tokenKeys = ['issuer', 'audience', 'claims', 'boundTo', 'publicUrl', 'clockToleranceSeconds'] as const;

function carriesToken(scheme: SecurityScheme | undefined): boolean {
  if (scheme?.type === 'http') return /^(bearer|dpop)$/i.test(scheme.scheme);
  return scheme?.type !== 'mutualTLS';
}

/** Each kind is named by the key that only it has; signed tokens have no such key and come last. */
const kinds: Readonly<Record<string, Kind>> = {
  apiKeys: {
    keys: ['apiKeys'],
    declared: 'as `type: apiKey`',
    suits: carriesToken,
    read: (_raw, { node }) => ({ kind: 'apiKeys', node }),
  },
  basic: {
    keys: ['basic'],
    declared: 'as `type: http, scheme: basic`',
    suits: (scheme) => scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'basic',
    read: readBasic,
  },
  clientCertificate: {
    keys: ['clientCertificate'],
    declared: 'as `type: mutualTLS`',
    suits: (scheme) => scheme === undefined || scheme.type === 'mutualTLS',
    read: readCertificate,
  },
  introspection: {
    keys: ['introspection', ...tokenKeys],
    declared: 'as `type: http, scheme: bearer`, `oauth2` or `openIdConnect`',
    suits: carriesToken,
    read: readIntrospection,
  },
  'signed tokens': {
    keys: ['tenants', 'algorithms', 'types', 'jwks', ...tokenKeys],
    declared: 'as `type: http, scheme: bearer`, `oauth2` or `openIdConnect`',
    suits: carriesToken,
    read: readJwt,
  },
};

/**
 * How each security scheme is checked. Names must be those of a contract, so that a renamed scheme is noticed; where
 * no contract declares any scheme the names are free (`authentication: { schemes: [...] }` uses them).
 */
export function readSchemes(
  raw: Readonly<Record<string, RawScheme>> | undefined,
  { declared, ...context }: Context,
): ReadonlyMap<string, SchemePolicy> {
  const schemes = new Map<string, SchemePolicy>();
  for (const [name, scheme] of Object.entries(raw ?? {})) {
    const at = { ...context, name, node: below(context.node, name), contract: declared.get(name) };
    checkDeclared(at, declared);
    const read = readScheme(scheme, at);
    if (read) schemes.set(name, read);
  }
  return schemes;
}

function checkDeclared({ name, contract, node, faults }: SchemeContext, declared: Context['declared']): void {
  if (contract || declared.size === 0) return;
  faults.add('POLICY_UNKNOWN_NAME', `The contract has no security scheme "${name}"`, node, {
    key: true,
    hint: didYouMean(name, declared.keys()) ?? `its schemes: ${[...declared.keys()].join(', ')}`,
  });
}

function readScheme(raw: RawScheme, context: SchemeContext): SchemePolicy | undefined {
  const { node, faults, name, contract } = context;
  const kindName = Object.keys(kinds).find((key) => Object.hasOwn(raw, key)) ?? 'signed tokens';
  const kind = kinds[kindName]!;
  const strange = Object.keys(raw).filter((key) => !(kind.keys as readonly string[]).includes(key));
  for (const key of strange) {
    faults.add('POLICY_INVALID', `"${key}" does not go with \`${kindName}\``, below(node, key), { key: true });
  }
  if (!kind.suits(contract)) {
    const message = contract
      ? `The contract declares "${name}" in another way`
      : `No contract declares "${name}", and \`${kindName}\` needs that`;
    faults.add('POLICY_INVALID', message, node, { key: true, expected: `a scheme that it declares ${kind.declared}` });
  }
  return strange.length > 0 ? undefined : kind.read(raw, context);
}
