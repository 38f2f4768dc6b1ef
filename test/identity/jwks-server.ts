import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** A real issuer on this machine: serves a JWK Set that the test may change, and counts how often it is asked. */
export interface Issuer {
  readonly url: string;
  keys: unknown[];
  status: number;
  /** Milliseconds before it answers; Infinity never does. */
  delayMillis: number;
  /** Answers with these bytes instead of the keys. */
  text: string | undefined;
  fetches: number;
  close(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const server = http.createServer((request, response) => {
    issuer.fetches += 1;
    if (issuer.delayMillis === Infinity) return;
    setTimeout(() => {
      if (request.url !== '/jwks') response.setHeader('location', '/jwks');
      response
        .writeHead(request.url === '/jwks' ? issuer.status : 302)
        .end(issuer.text ?? JSON.stringify({ keys: issuer.keys }));
    }, issuer.delayMillis);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer: Issuer = {
    url: `http://127.0.0.1:${port}/jwks`,
    keys: [],
    status: 200,
    delayMillis: 0,
    text: undefined,
    fetches: 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return issuer;
}

export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function makeKey(kid: string, alg: string): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const claims = { iss: 'https://id.test', aud: 'https://api.test', sub: 'alice' };

/** A token that is valid for five minutes unless the claims say otherwise. */
export async function sign(key: TestKey, more: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const payload = Object.fromEntries(
    Object.entries({ ...claims, exp, ...more }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}
