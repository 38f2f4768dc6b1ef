import { closed, httpUrl, list, matching, named, oneOf, origin, text, type PolicySchema } from './schema.js';

/** `console` of the policy. */
export const consoleSchema: PolicySchema = closed('The console and its control API; default http://127.0.0.1:9443.', {
  address: matching(
    'an address such as 127.0.0.1:9443',
    '^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+):\\d{1,5}$',
    'Where it listens. Off this machine it needs `tls`.',
  ),
  tls: closed(
    'TLS of the console.',
    {
      certificate: text('the path of a PEM file'),
      key: text('the path of a PEM file'),
      minVersion: { ...oneOf('Lowest version.', 'TLSv1.2', 'TLSv1.3'), default: 'TLSv1.2' },
    },
    ['certificate', 'key'],
  ),
  url: { ...origin, description: 'Under which people reach it, where that is not its address; needed for `oidc`.' },
  oidc: closed(
    'Single sign-on: an OpenID Connect provider says who somebody is and what role they have.',
    {
      issuer: httpUrl,
      clientId: text('the id of a client'),
      clientSecret: text('a reference such as ${env:CONSOLE_SECRET}'),
      label: text('a few words', 'On the button; default the host of the issuer.'),
      scopes: list('Scopes besides `openid`; default `profile`.', text('a scope')),
      userClaim: text('the name of a claim', 'Names the person; default `sub`.'),
      roleClaim: text('the name of a claim', 'Groups or roles of the person; default `roles`.'),
      roles: named(
        'Value of the claim -> role of the console. Whoever has none of them does not get in.',
        oneOf('A role.', 'viewer', 'analyst', 'operator', 'auditor', 'admin'),
      ),
    },
    ['issuer', 'clientId', 'clientSecret', 'roles'],
  ),
});
