import type { ApiModel, SchemePolicy } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isLoopback } from '../schemes.js';

const hostOf = (url: string): string | undefined =>
  /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).hostname.toLowerCase() : undefined;

/** The last two names, or three below a country's second level: whose the host is, as far as it can be told. */
function ownerOf(host: string): string {
  const names = host.split('.');
  const short = (names.at(-2) ?? '').length <= 3 && (names.at(-1) ?? '').length === 2;
  return names.slice(short ? -3 : -2).join('.');
}

function hostsOfScheme(scheme: SchemePolicy): readonly (string | undefined)[] {
  if (scheme.kind === 'introspection') return [hostOf(scheme.url), scheme.issuer && hostOf(scheme.issuer)];
  if (scheme.kind !== 'jwt') return [];
  const { jwks, issuer } = scheme;
  const keys = 'url' in jwks ? hostOf(jwks.url) : 'discovery' in jwks ? hostOf(jwks.discovery) : undefined;
  return [hostOf(issuer), keys];
}

/** Hosts that somebody has named in the policy: of the API itself, and of who recognises callers. */
function vetted({ match, upstream, schemes }: ApiModel): ReadonlySet<string> {
  const hosts = [
    match.host?.toLowerCase(),
    upstream && hostOf(upstream.url),
    ...[...schemes.values()].flatMap(hostsOfScheme),
  ];
  return new Set(hosts.flatMap((host) => (host ? [ownerOf(host)] : [])));
}

function isKnown(model: ApiModel, host: string): boolean {
  return isLoopback(host) || vetted(model).has(ownerOf(host));
}

/** OWASP API10:2023, CWE-1357. */
export default defineRule({
  id: 'third-party-server-is-registered',
  title: 'Contract names a host that the policy does not know',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: [1357],
  why: 'Clients send credentials and data there, and nobody here has looked at who that is.',
  remedy: 'Name it in the policy (`match.host`, `identity.schemes`), or take it out of the contract.',
  needs: 'policy',
  confidence: 'firm',
  visit: {
    server({ url, node }, { model, report }) {
      const host = hostOf(url);
      // Without a host of its own in the policy there is nothing to compare with.
      if (!host || !model.match.host || isKnown(model, host)) return;
      report(node, {
        key: `host ${host}`,
        message: `The server ${host} is not that of the policy (${model.match.host})`,
      });
    },
    securityScheme(scheme, { model, report }) {
      const urls =
        scheme.type === 'oauth2'
          ? scheme.flows.flatMap(({ authorizationUrl, tokenUrl, refreshUrl }) => [
              authorizationUrl,
              tokenUrl,
              refreshUrl,
            ])
          : scheme.type === 'openIdConnect'
            ? [scheme.url]
            : [];
      const checked = model.schemes.get(scheme.name);
      if (!checked || (checked.kind !== 'jwt' && checked.kind !== 'introspection')) return;
      const foreign = urls.map((url) => url && hostOf(url)).find((host) => host && !isKnown(model, host));
      if (!foreign) return;
      report(scheme.node, {
        key: `host ${foreign}`,
        message: `Callers log in at ${foreign} for "${scheme.name}", and the policy believes tokens of another issuer`,
      });
    },
  },
});
