import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { TestContext } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import type { SecurityEvent } from '../../src/core/events.js';
import { CallTracing, type Assumed } from '../../src/gateway/call-trace.js';
import type { AskedCall } from '../../src/gateway/asked-call.js';
import { explainCall, type CallExplanation } from '../../src/gateway/explain-call.js';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway/gateway.js';
import { guards } from '../../src/gateway/guards.js';
import { LearnedOwners } from '../../src/gateway/learned-owners.js';
import { createVerifiers } from '../../src/identity/authenticator.js';
import type { Principal } from '../../src/identity/principal.js';
import type { Project } from '../../src/model/types.js';

export const issuer = 'https://login.example/';

/** Somebody who calls, with the header that proves it and who that is. */
export interface Caller {
  readonly name: string;
  readonly header: string | undefined;
  /** Undefined: the credential is bad, so nobody may be assumed. */
  readonly assumed: Assumed | undefined;
}

/** Signs tokens with a key of its own. */
export class Login {
  readonly #audience: string;
  readonly #issuer: string;
  readonly #keys = generateKeyPair('ES256', { extractable: true });

  constructor(audience: string, from = issuer) {
    this.#audience = audience;
    this.#issuer = from;
  }

  async jwks(): Promise<string> {
    const { publicKey } = await this.#keys;
    return JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] });
  }

  async token(claims: JWTPayload, { expired = false, audience = this.#audience } = {}): Promise<string> {
    const { privateKey } = await this.#keys;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(this.#issuer)
      .setAudience(audience)
      .setIssuedAt(now - 4000)
      .setExpirationTime(expired ? now - 3000 : now + 3000)
      .sign(privateKey);
  }

  async caller(name: string, who: Partial<Principal> & { readonly org?: string }): Promise<Caller> {
    const { subject, tenant, roles = [], scopes = [], org } = who;
    const claims = {
      ...(subject === undefined ? {} : { sub: subject }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(org === undefined ? {} : { org }),
      roles,
      scope: scopes.join(' '),
    };
    const principal: Principal = {
      id: `assumed:${name}`,
      kind: 'user',
      subject,
      tenant,
      roles,
      scopes,
      claims,
      credential: { scheme: 'bearer', id: name },
      expiresAt: undefined,
    };
    return { name, header: `Bearer ${await this.token(claims)}`, assumed: { principal } };
  }

  async badCallers(): Promise<readonly Caller[]> {
    const bad = (name: string, header: string): Caller => ({ name, header, assumed: undefined });
    return [
      bad('expired', `Bearer ${await this.token({ sub: 'alice' }, { expired: true })}`),
      bad('other audience', `Bearer ${await this.token({ sub: 'alice' }, { audience: 'elsewhere' })}`),
      bad('garbage', 'Bearer a.b.c'),
      bad('another scheme', 'Basic YTpi'),
    ];
  }
}

export const anonymous: Caller = { name: 'anonymous', header: undefined, assumed: { principal: undefined } };

/** A running gateway over HTTP, and one that explains; both with the same policy, keys and memory. */
export interface Arena {
  readonly project: Project;
  readonly port: number;
  explain(call: AskedCall, how: { caller: Caller; assume: boolean; asksUpstream: boolean }): Promise<CallExplanation>;
  send(call: AskedCall, caller: Caller): Promise<Sent>;
}

/** What the gateway did: a denial, or the upstream's answer. */
export interface Sent {
  readonly status: number;
  readonly denial: SecurityEvent | undefined;
}

/** Limits are off: how often somebody called is not what a single call can tell. */
const unlimited: NonNullable<GatewayOptions['limiter']> = {
  take: () => ({ allowed: true, tightest: 0, remaining: 1, resetSeconds: 0 }),
};

export async function startArena(t: TestContext, project: Project, jwks: string): Promise<Arena> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const identity = (): GatewayOptions['identity'] => {
    const all = new Map(
      project.apis.map((model) => [
        model,
        createVerifiers(model, {
          clock,
          readFile: async () => jwks,
          readFileNow: () => jwks,
          secretOf: (text) => text,
        }),
      ]),
    );
    t.after(() => [...all.values()].forEach((schemes) => [...schemes.values()].forEach((one) => one.close())));
    return { verifierOf: (model, { scheme }) => all.get(model)?.get(scheme) };
  };
  const learned = new LearnedOwners();
  const tracing = new CallTracing();
  const common = { project, limiter: unlimited, learned };
  const explainer = createGateway({
    ...common,
    identity: identity(),
    guards: tracing.watch(guards),
    sink: tracing.sink,
  });
  let last: SecurityEvent | undefined;
  const sink = {
    write: (event: SecurityEvent) => void (last = event.kind === 'denial' ? event : last),
    batch: () => undefined,
  };
  const gateway = createGateway({ ...common, identity: identity(), sink });
  const { port } = await gateway.listen('127.0.0.1', 0);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(async () => {
    agent.destroy();
    await Promise.all([gateway.close(), explainer.close()] satisfies Promise<void>[]);
  });
  const withCredential = (call: AskedCall, { header }: Caller): AskedCall =>
    header === undefined ? call : { ...call, headers: [...call.headers, ['authorization', header]] };
  return {
    project,
    port,
    explain: (call, { caller, assume, asksUpstream }) =>
      explainCall(explainer as Pick<Gateway, 'take'>, tracing, {
        call: assume && caller.assumed ? call : withCredential(call, caller),
        assumed: assume ? caller.assumed : undefined,
        asksUpstream,
      }),
    async send(call, caller) {
      const { status, id } = await request(withCredential(call, caller), { port, agent });
      return { status, denial: last?.exchangeId === id ? last : undefined };
    },
  };
}

function request(
  { method, target, headers, body }: AskedCall,
  { port, agent }: { readonly port: number; readonly agent: http.Agent },
): Promise<{ readonly status: number; readonly id: string | undefined }> {
  return new Promise((resolve, reject) => {
    const fields = ['host', 'localhost', ...headers.flat()];
    if (body !== undefined) fields.push('content-length', String(body.length));
    const sent = http.request({ host: '127.0.0.1', port, method, path: target, headers: fields, agent }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, id: answer.headers['x-request-id'] as string | undefined }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A real server that answers by method and path. */
export async function startApi(
  t: TestContext,
  answer: (
    method: string,
    url: URL,
  ) => { readonly status: number; readonly body?: unknown; readonly location?: string },
): Promise<string> {
  const server = http.createServer((incoming, response) => {
    incoming.resume();
    const { status, body, location } = answer(incoming.method!, new URL(incoming.url!, 'http://api'));
    response.writeHead(status, {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(location === undefined ? {} : { location }),
    });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
