import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { alice, row, type Facts, type Row } from './conformance-row.js';

const own = await generateKeyPair('ES256', { extractable: true });
const foreign = await generateKeyPair('ES256', { extractable: true });

/** The keys of the issuer. */
export const jwks = JSON.stringify({
  keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }],
});

const now = Math.floor(Date.now() / 1000);
const good: JWTPayload = {
  iss: 'https://id.test/',
  aud: 'shop',
  sub: 'tess',
  iat: now,
  exp: now + 3600,
  roles: ['customer'],
};

interface Signing {
  readonly key?: CryptoKey | Uint8Array;
  readonly head?: Readonly<Record<string, unknown>>;
}

function sign(claims: JWTPayload = {}, { key = own.privateKey, head = {} }: Signing = {}): Promise<string> {
  const protectedHeader = { alg: 'ES256', kid: 'k1', ...head };
  const payload = Object.fromEntries(Object.entries({ ...good, ...claims }).filter(([, value]) => value !== undefined));
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key, { crit: { b64x: true } });
}

const plain = await sign();
const admin = await sign({ sub: 'ada', roles: ['admin'] });
const reader = await sign({ scope: 'read' });
const writer = await sign({ scope: 'read write' });
const absent = undefined as unknown as string;
/** Verified, and nobody: it owns nothing and has no name for a limit but its own. */
const nameless = await sign({ sub: absent });
const [head, payload, signature] = plain.split('.') as [string, string, string];
const others = Buffer.from(JSON.stringify({ ...good, roles: ['admin'] })).toString('base64url');
const publicText = new TextEncoder().encode(await exportSPKI(own.publicKey));

const bearer = (token: string, more: Readonly<Record<string, string>> = {}): Facts => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});
const challenged = /^Bearer\b.*error="invalid_token"/;

/** Node writes a field for each, whatever its types say. */
const twice = [`Bearer ${plain}`, `Bearer ${admin}`] as unknown as string;

/** Tokens that are none of this issuer for this API, now. */
const invalid: Readonly<Record<string, string>> = {
  'another audience': await sign({ aud: 'other' }),
  'no audience': await sign({ aud: absent }),
  'another issuer': await sign({ iss: 'https://evil.test/' }),
  'an issuer that only begins so': await sign({ iss: 'https://id.test/.evil.test' }),
  'an issuer without its slash': await sign({ iss: 'https://id.test' }),
  'no end': await sign({ exp: undefined as unknown as number }),
  'a beginning that is to come': await sign({ nbf: now + 600 }),
  'the key of somebody else': await sign({}, { key: foreign.privateKey }),
  'a key that is not known': await sign({}, { head: { kid: 'k2' } }),
  'no signature': new UnsecuredJWT(good).encode(),
  'no signature, and the kid': `${Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')}.${payload}.`,
  'a signature with the public key as secret': await sign({}, { key: publicText, head: { alg: 'HS256' } }),
  'a key that it brings along': await sign(
    {},
    { key: foreign.privateKey, head: { jwk: await exportJWK(foreign.publicKey) } },
  ),
  'an address of its keys': await sign({}, { head: { jku: 'https://evil.test/jwks' } }),
  'an extension that nobody knows': await sign({}, { head: { crit: ['b64x'], b64x: true } }),
  'other claims than were signed': `${head}.${others}.${signature}`,
  'a signature that was cut': `${head}.${payload}.${signature.slice(0, -4)}`,
  'two parts': `${head}.${payload}`,
  'four parts': `${plain}.x`,
  'no JSON': 'a.b.c',
};

/** JWT, scopes, and combinations of schemes. */
export const tokenRows: readonly Row[] = [
  row('/token/me', 200, bearer(plain)),
  row('/token/me', 200, { headers: { authorization: `bearer ${plain}` } }),
  row('/token/me', 'CREDENTIAL_MISSING', { fields: { 'www-authenticate': /^Bearer/ } }),
  row('/token/me', 'CREDENTIAL_MISSING', { headers: { authorization: 'Basic YWxpY2U6YQ==' } }),
  row('/token/me', 'CREDENTIAL_MISSING', { headers: alice }),
  row(`/token/me?access_token=${plain}`, 'CREDENTIAL_MISSING'),
  row('/token/me', 'CREDENTIAL_MISSING', { headers: { cookie: `token=${plain}` } }),
  row('/token/me', 'REQUEST_MALFORMED', { headers: { authorization: twice } }),
  row('/token/me', 'CREDENTIAL_EXPIRED', {
    ...bearer(await sign({ exp: now - 3600 })),
    fields: { 'www-authenticate': challenged },
  }),
  ...Object.entries(invalid).map(([what, token]) => ({
    ...row('/token/me', 'CREDENTIAL_INVALID', { ...bearer(token), fields: { 'www-authenticate': challenged } }),
    name: `GET /token/me with a token that has ${what}`,
  })),
  row('/token/me', 200, bearer(nameless)),
  row('/token/admin', 'ROLE_MISSING', bearer(nameless)),
  row('/token/read', 'SCOPE_MISSING', bearer(nameless)),
  row('/token/admin', 200, bearer(admin)),
  row('/token/admin', 'ROLE_MISSING', bearer(plain)),
  row('/token/admin', 'ROLE_MISSING', bearer(await sign({ roles: 'administrator' }))),
  row('/token/admin', 'ROLE_MISSING', bearer(await sign({ roles: ['Admin', 'admin '] }))),
  row('/token/read', 200, bearer(reader)),
  row('/token/read', 200, bearer(writer)),
  row('/token/read', 'SCOPE_MISSING', {
    ...bearer(plain),
    fields: { 'www-authenticate': /error="insufficient_scope"/ },
  }),
  row('/token/read', 'SCOPE_MISSING', bearer(await sign({ scope: 'reading' }))),
  row('/token/write', 200, bearer(writer)),
  row('/token/write', 'SCOPE_MISSING', bearer(reader)),
  row('/token/write', 'CREDENTIAL_MISSING'),
  row('/either', 200, bearer(plain)),
  row('/either', 200, { headers: alice }),
  row('/either', 200, bearer(plain, alice)),
  row('/either', 'CREDENTIAL_MISSING'),
  row('/either', 'CREDENTIAL_INVALID', bearer('a.b.c')),
  row('/both', 200, bearer(plain, alice)),
  row('/both', 'CREDENTIAL_MISSING', bearer(plain)),
  row('/both', 'CREDENTIAL_MISSING', { headers: alice }),
  row('/both', 'CREDENTIAL_INVALID', bearer('a.b.c', alice)),
  row('/both', 'CREDENTIAL_INVALID', bearer(plain, { 'x-key': 'stolen' })),
];
