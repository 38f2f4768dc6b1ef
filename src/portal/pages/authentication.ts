import type { SchemePolicy, SecurityScheme } from '../../model/types.js';
import { markup, slug, type Markup } from '../markup.js';
import { markdown } from '../markdown.js';
import type { Page } from '../shell.js';
import type { PortalInput } from '../types.js';
import { schemeWords } from '../words.js';

/** How to sign in, for each scheme that an operation of this audience asks for. */
export function authenticationPage({ model, operations }: PortalInput): Page {
  const used = new Set(
    operations.flatMap(({ operation: { policy } }) => policy.requirements.flat().map(({ scheme }) => scheme)),
  );
  const sections = [...used].map((name) => section(name, model.securitySchemes.get(name), model.schemes.get(name)));
  const body = markup`<h1>Authentication</h1>
    ${used.size === 0 ? markup`<p>No operation here asks for a credential.</p>` : markup`<p>Each operation says which of these it takes, and whether several are needed together. A call without one is answered with status 401 and a <code>WWW-Authenticate</code> field that names the scheme.</p>`}
    ${sections}
    <h2 id="lost">When a credential may have leaked</h2>
    <p>
      Replace it at once, then tell the owner of the API since when: calls of the old one can be found in the log.
    </p>`;
  return { path: 'authentication.html', title: 'Authentication', body, keywords: [...used].join(' ') };
}

function section(name: string, scheme: SecurityScheme | undefined, policy: SchemePolicy | undefined): Markup {
  return markup`<h2 id="${slug(name)}">${name}</h2>
    <p>${capital(schemeWords(scheme, name))}.</p>
    ${markdown(scheme?.description ?? '')}
    ${scheme ? howTo(scheme) : ''}${policy ? checksOf(policy) : markup`<p class="note">This scheme is not configured: calls with it are refused.</p>`}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const items = (...lines: readonly string[]): Markup =>
  markup`<ul>
    ${lines.map((line) => markup`<li>${line}</li>`)}
  </ul>`;

function howTo(scheme: SecurityScheme): Markup {
  if (scheme.type === 'apiKey') {
    return items(
      `Send the key in the ${scheme.in} as ${scheme.parameter}${scheme.in === 'query' ? ', as the contract asks; addresses end up in logs, so keep such a key short-lived' : ''}.`,
      'One key for one program: give every deployment its own, so that one can be withdrawn alone.',
      'To rotate, ask for a second key, roll it out, see the first one unused, then have it revoked. Both work in between.',
    );
  }
  if (scheme.type === 'mutualTLS') {
    return items(
      'Keep the private key on the machine where it was made; send only the certificate request.',
      'Renew before the certificate ends; both certificates are accepted while both are valid.',
    );
  }
  if (scheme.type === 'oauth2') return markup`${scheme.flows.map(flowWords)}`;
  if (scheme.type === 'openIdConnect') return items(`Find the endpoints of the issuer at ${scheme.url}.`);
  if (scheme.scheme.toLowerCase() === 'basic') return items('Send name and password with every call, over TLS only.');
  return items(
    'Send the token as Authorization: Bearer TOKEN, over TLS only.',
    'Keep it in memory, not in a place that scripts of a page can read; never put it into an address.',
    'Get a new one before it ends instead of waiting for a 401.',
  );
}

function flowWords({
  kind,
  authorizationUrl,
  tokenUrl,
  scopes,
}: Extract<SecurityScheme, { type: 'oauth2' }>['flows'][number]): Markup {
  const asked = scopes.length > 0 ? [`Ask for the scopes that you need and no others: ${scopes.join(', ')}.`] : [];
  if (kind === 'authorizationCode') {
    return items(
      `For people: authorization code with PKCE. Send them to ${authorizationUrl}, with state and an S256 code_challenge, and exchange the code at ${tokenUrl}.`,
      'Compare state when they come back; a code is good for one exchange.',
      ...asked,
    );
  }
  if (kind === 'clientCredentials') {
    return items(
      `For programs: client credentials, at ${tokenUrl}. Keep the token until shortly before it ends; do not ask for one per call.`,
      ...asked,
    );
  }
  if (kind === 'deviceAuthorization')
    return items(`For devices without a browser: device authorization, token from ${tokenUrl}.`, ...asked);
  return items(
    `The contract declares the ${kind} flow${tokenUrl === undefined ? '' : ` at ${tokenUrl}`}. New clients should use authorization code with PKCE (RFC 9700).`,
    ...asked,
  );
}

/** What is verified, in words for callers. Secrets and addresses of key stores stay out. */
function checksOf(policy: SchemePolicy): Markup {
  if (policy.kind === 'jwt') {
    return items(
      `A token must be issued by ${policy.issuer}${policy.audience ? ` for ${policy.audience.join(' or ')}` : ''}, signed with ${policy.algorithms.join(' or ')}, and not expired.`,
      ...(policy.boundTo ? ['It is bound to a key of yours: a stolen one is of no use.'] : []),
    );
  }
  if (policy.kind === 'introspection')
    return items(
      'Every token is asked about at its issuer; a revoked one stops working within the time that answers are remembered.',
    );
  if (policy.kind === 'certificate')
    return items('The certificate must be of the known authority, not revoked, and its subject must be known.');
  if (policy.kind === 'apiKeys')
    return items('Only a keyed hash of a key is kept: a lost key cannot be shown again, it is replaced.');
  return markup``;
}
