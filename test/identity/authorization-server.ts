import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';

export interface AuthorizationServer {
  readonly issuer: string;
  /** A token for the program `app`; `resource` says which API it is for. */
  token(resource: string, scope?: string): Promise<string>;
  revoke(token: string): Promise<void>;
  introspections: number;
  /** Starts again with other signing keys at the same address. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export const signedApi = 'https://signed.test';
export const opaqueApi = 'https://opaque.test';

const clientOf = (id: string, secret: string) => ({
  client_id: id,
  client_secret: secret,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  id_token_signed_response_alg: 'ES256' as const,
});

function configurationOf(jwk: JWK): Configuration {
  return {
    jwks: { keys: [jwk] },
    clients: [clientOf('app', 'app-secret'), clientOf('gateway', 'secret of ${env:gateway}')],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: 'orders:read orders:write',
          audience: resource,
          accessTokenTTL: 120,
          accessTokenFormat: resource === signedApi ? 'jwt' : 'opaque',
          ...(resource === signedApi ? { jwt: { sign: { alg: 'ES256' as const } } } : {}),
        }),
      },
    },
  };
}

async function makeJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
}

/** A certified OpenID provider on this machine. */
export async function startAuthorizationServer(t: TestContext): Promise<AuthorizationServer> {
  let handle: http.RequestListener = () => undefined;
  const server = http.createServer((request, response) => {
    if (request.url?.includes('introspection')) facts.introspections += 1;
    handle(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  async function rotate(): Promise<void> {
    handle = new Provider(issuer, configurationOf(await makeJwk())).callback();
  }
  async function stop(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  t.after(() => server.listening && stop());
  await rotate();
  const post = async (path: string, fields: Record<string, string>) => {
    const authorization = `Basic ${Buffer.from('app:app-secret').toString('base64')}`;
    const body = new URLSearchParams(fields);
    const response = await fetch(issuer + path, { method: 'POST', headers: { authorization }, body });
    return { status: response.status, text: await response.text() };
  };
  const facts: AuthorizationServer = {
    issuer,
    introspections: 0,
    async token(resource, scope = 'orders:read') {
      const { text } = await post('/token', { grant_type: 'client_credentials', resource, scope });
      const { access_token: token } = JSON.parse(text) as { access_token?: string };
      if (token === undefined) throw new Error(text);
      return token;
    },
    async revoke(token) {
      const { status, text } = await post('/token/revocation', { token });
      if (status !== 200) throw new Error(text);
    },
    rotate,
    stop,
  };
  return facts;
}
