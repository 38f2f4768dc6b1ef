import { club, clubWithCookies } from '../pentest/apps/club-model.js';
import { describeAppLoop, type AppCase } from './app-loop.js';

/** The gateway verifies what the club signs with its RSA key. */
const verified = (origin: string) => ({
  schemes: {
    bearer: {
      issuer: 'https://club.example',
      audience: 'club',
      algorithms: ['RS256'],
      jwks: { url: `${origin}/.well-known/jwks.json` },
      claims: { subject: 'sub', roles: 'role', tenant: 'tenant' },
    },
  },
});

const withTokens = (row: Omit<AppCase, 'identity'>): AppCase => ({
  ...row,
  holes: [...row.holes, 'rsa-keys'],
  identity: verified,
});

describeAppLoop(club, [
  withTokens({ check: 'bola-nested-object', holes: ['plans-below-any-team'], closedBy: 'patch object-owner' }),
  withTokens({ check: 'bola-in-body', holes: ['entries-for-others'], closedBy: 'patch object-owner' }),
  withTokens({ check: 'bola-through-batch-or-graphql-node', holes: ['batch-open'], closedBy: 'patch object-owner' }),
  { check: 'bola-through-batch-or-graphql-node', holes: ['graph-open'], closedBy: 'impossible' },
  withTokens({ check: 'tenant-isolation-broken', holes: ['teams-cross-tenants'], closedBy: 'patch object-tenant' }),
  withTokens({
    check: 'credential-in-url',
    holes: ['token-in-query'],
    closedBy: 'covered authenticate',
    mode: 'enforce',
  }),
  { check: 'credential-in-url', holes: ['token-in-query'], closedBy: 'patch parameters' },
  withTokens({
    check: 'auth-bypassed-by-path-or-method',
    holes: ['guard-compares-text'],
    closedBy: 'covered route',
  }),
  withTokens({ check: 'role-header-trusted', holes: ['role-header-believed'], closedBy: 'patch roles' }),
  { check: 'default-credentials', holes: ['admin-by-default'], closedBy: 'patch constraints' },
  { check: 'method-override-honoured', holes: ['override-honoured'], closedBy: 'covered method-override' },
  { check: 'otp-not-throttled', holes: ['otp-unlimited'], closedBy: 'patch rate-limit' },
  { check: 'request-replayable', holes: ['key-ignored'], closedBy: 'patch rate-limit' },
]);

describeAppLoop(clubWithCookies, [
  { check: 'csrf-on-cookie-session', holes: ['origin-unchecked'], closedBy: 'patch cors' },
]);
