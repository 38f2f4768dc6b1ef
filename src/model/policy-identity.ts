import path from 'node:path';
import { didYouMean } from '../core/nearest.js';
import type { Faults } from './policy-faults.js';
import type { RawScheme } from './policy-file.js';
import { checkUrl } from './policy-urls.js';
import { below } from './pointer.js';
import type { NodeRef, SchemePolicy, SecurityScheme } from './types.js';

interface Context {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
  /** The contracts' schemes by name. */
  readonly declared: ReadonlyMap<string, SecurityScheme>;
}

/**
 * How each security scheme is checked. Names must be those of a contract, so that a renamed scheme is noticed; where
 * no contract declares any scheme the names are free (`authentication: { schemes: [...] }` uses them).
 */
export function readSchemes(
  raw: Readonly<Record<string, RawScheme>> | undefined,
  context: Context,
): ReadonlyMap<string, SchemePolicy> {
  const schemes = new Map<string, SchemePolicy>();
  for (const [name, scheme] of Object.entries(raw ?? {})) {
    const at = { ...context, node: below(context.node, name) };
    checkDeclared(name, scheme, at);
    const read = scheme.apiKeys ? readKeys(scheme, at) : readJwt(scheme, at);
    if (read) schemes.set(name, read);
  }
  return schemes;
}

function checkDeclared(name: string, scheme: RawScheme, { declared, node, faults }: Context): void {
  const found = declared.get(name);
  if (!found && declared.size > 0) {
    faults.add('POLICY_UNKNOWN_NAME', `The contract has no security scheme "${name}"`, node, {
      key: true,
      hint: didYouMean(name, declared.keys()) ?? `its schemes: ${[...declared.keys()].join(', ')}`,
    });
  }
  if (!scheme.apiKeys || found?.type !== 'apiKey' || found.in === 'header') return;
  faults.add(
    'POLICY_INVALID',
    `API keys are read from header fields only, and "${name}" stands in the ${found.in}`,
    node,
    {
      key: true,
      hint: 'addresses and cookies end up in logs and other sites: declare the key as a header field in the contract',
    },
  );
}

function readKeys(scheme: RawScheme, { node, faults }: Context): SchemePolicy | undefined {
  const others = Object.keys(scheme).filter((key) => key !== 'apiKeys');
  if (others.length === 0) return { kind: 'apiKeys', node };
  for (const key of others) {
    faults.add('POLICY_INVALID', `"${key}" does not go with \`apiKeys\``, below(node, key), { key: true });
  }
  return undefined;
}

function readJwt(scheme: RawScheme, { node, faults, baseDir }: Context): SchemePolicy | undefined {
  const { issuer, audience, algorithms, jwks, claims = {} } = scheme;
  if (issuer === undefined || audience === undefined || algorithms === undefined || jwks === undefined) {
    const missing = (['issuer', 'audience', 'algorithms', 'jwks'] as const).filter((key) => scheme[key] === undefined);
    faults.add('POLICY_INVALID', `The scheme lacks ${missing.join(', ')}`, node, {
      key: true,
      expected: 'issuer, audience, algorithms and jwks, or apiKeys: true',
    });
    return undefined;
  }
  if ('url' in jwks) checkUrl(jwks.url, below(node, 'jwks', 'url'), faults);
  return {
    kind: 'jwt',
    issuer,
    audience: typeof audience === 'string' ? [audience] : audience,
    algorithms,
    jwks:
      'url' in jwks
        ? { url: jwks.url, cacheSeconds: jwks.cacheSeconds ?? 600 }
        : { file: path.resolve(baseDir, jwks.file) },
    claims: { ...claims, subject: claims.subject ?? 'sub' },
    clockToleranceSeconds: scheme.clockToleranceSeconds ?? 5,
    node,
  };
}
