import path from 'node:path';
import type { SchemeContext } from './policy-identity.js';
import type { RawJwks, RawScheme } from './policy-scheme-file.js';
import { checkSecret } from './policy-secrets.js';
import { checkUrl } from './policy-urls.js';
import { below } from './pointer.js';
import type { IntrospectionPolicy, JwtPolicy, KeyLocation, NodeRef } from './types.js';

const defaultCacheSeconds = 600;

/** What both kinds of tokens have. */
function tokenFacts(raw: RawScheme, { node, contract }: SchemeContext) {
  const { claims = {}, publicUrl, clockToleranceSeconds = 5 } = raw;
  const asksForProof = contract?.type === 'http' && contract.scheme.toLowerCase() === 'dpop';
  const boundTo = raw.boundTo ?? (asksForProof ? 'dpop' : undefined);
  return {
    claims: { ...claims, subject: claims.subject ?? 'sub' },
    ...(boundTo === undefined ? {} : { boundTo }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    clockToleranceSeconds,
    node,
  };
}

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/** Secrets and keys in the clear could be anyone's: plain HTTP is for this machine only. */
function checkSafeUrl(url: string, node: NodeRef, { faults }: SchemeContext): void {
  if (!checkUrl(url, node, faults)) return;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return;
  faults.add('POLICY_INVALID', 'The authorization server is asked without TLS', node, {
    expected: 'an https:// address (http:// only for this machine)',
  });
}

/** Tokens that are asked about (RFC 7662). */
export function readIntrospection(raw: RawScheme, context: SchemeContext): IntrospectionPolicy {
  const { url, clientId, clientSecret, cacheSeconds = 30 } = raw.introspection!;
  const at = below(context.node, 'introspection');
  checkSafeUrl(url, below(at, 'url'), context);
  checkSecret(clientSecret, below(at, 'clientSecret'), context.faults);
  return {
    kind: 'introspection',
    url,
    clientId,
    clientSecret,
    cacheSeconds,
    ...(raw.issuer === undefined ? {} : { issuer: raw.issuer }),
    ...(raw.audience === undefined ? {} : { audience: listOf(raw.audience) }),
    ...tokenFacts(raw, context),
  };
}

/** Tokens that are checked here (RFC 7519). */
export function readJwt(raw: RawScheme, context: SchemeContext): JwtPolicy | undefined {
  const { issuer, audience, algorithms, tenants, types } = raw;
  const jwks = keyLocation(raw, context);
  if (issuer === undefined || audience === undefined || algorithms === undefined || jwks === undefined) {
    const wanted = ['issuer', 'audience', 'algorithms', 'jwks'] as const;
    const missing = wanted.filter((key) => (key === 'jwks' ? jwks === undefined : raw[key] === undefined));
    context.faults.add('POLICY_INVALID', `The scheme lacks ${missing.join(', ')}`, context.node, {
      key: true,
      expected:
        'issuer, audience, algorithms and jwks; or one of apiKeys: true, introspection, clientCertificate, basic',
    });
    return undefined;
  }
  checkTenants(raw, context);
  return {
    kind: 'jwt',
    issuer,
    audience: listOf(audience),
    algorithms,
    ...(tenants === undefined ? {} : { tenants }),
    ...(types === undefined ? {} : { types }),
    jwks,
    ...tokenFacts(raw, context),
  };
}

function keyLocation(raw: RawScheme, context: SchemeContext): KeyLocation | undefined {
  if (raw.jwks) return written(raw.jwks, context);
  const { contract } = context;
  if (contract?.type !== 'openIdConnect' || raw.issuer === undefined) return undefined;
  return fromContract(contract.url, raw.issuer, context);
}

function written(jwks: RawJwks, context: SchemeContext): KeyLocation {
  const at = below(context.node, 'jwks');
  if ('file' in jwks) return { file: path.resolve(context.baseDir, jwks.file) };
  const { cacheSeconds = defaultCacheSeconds } = jwks;
  if ('url' in jwks) {
    checkUrl(jwks.url, below(at, 'url'), context.faults);
    return { url: jwks.url, cacheSeconds };
  }
  checkSafeUrl(jwks.discovery, below(at, 'discovery'), context);
  return { discovery: jwks.discovery, host: jwks.host ?? hostOf(jwks.discovery) ?? '', cacheSeconds };
}

/** A contract may name the discovery document, but not move the issuer's keys to another host. */
function fromContract(url: string, issuer: string, context: SchemeContext): KeyLocation | undefined {
  const host = hostOf(url);
  if (host === undefined || host !== hostOf(issuer)) {
    const hint = 'the openIdConnectUrl of the contract is on another host than the issuer: name the document in `jwks`';
    context.faults.add('POLICY_INVALID', 'The keys of the issuer are not known', context.node, { key: true, hint });
    return undefined;
  }
  checkSafeUrl(url, context.node, context);
  return { discovery: url, host, cacheSeconds: defaultCacheSeconds };
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** `{tenant}` stands for one part of the path, and the tenants that it may be are named. */
function checkTenants({ issuer = '', tenants }: RawScheme, { node, faults }: SchemeContext): void {
  const pieces = issuer.split('{tenant}');
  const at = below(node, 'issuer');
  if (pieces.length === 1) {
    if (/[{}]/.test(issuer)) {
      faults.add('POLICY_INVALID', 'The issuer has a placeholder that is not known', at, { expected: '{tenant}' });
    }
    if (tenants) {
      const hint = 'write {tenant} where it stands in the issuer';
      faults.add('POLICY_INVALID', 'The issuer says nothing of a tenant', below(node, 'tenants'), { key: true, hint });
    }
    return;
  }
  if (pieces.length > 2 || !/^https?:\/\/[^/?#]+\/([^?#]*\/)?$/.test(pieces[0]!) || !/^(\/|$)/.test(pieces[1]!)) {
    const expected = 'https://HOST/{tenant}/ or the like';
    faults.add('POLICY_INVALID', '{tenant} must be one whole part of the path of the issuer', at, { expected });
  }
  if (tenants) return;
  // Without a list everybody who can open an account with the issuer would be let in.
  faults.add('POLICY_INVALID', '`tenants` is missing', at, { hint: 'name the tenants whose tokens are accepted' });
}
