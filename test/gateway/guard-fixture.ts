import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createVerifiers, type AuthenticatorDeps } from '../../src/identity/authenticator.js';
import type { Principal } from '../../src/identity/principal.js';
import type { SchemeVerifier } from '../../src/identity/verifier.js';
import type { Denial, Exchange, UpstreamAnswer } from '../../src/gateway/exchange.js';
import type { Guard, GuardContext } from '../../src/gateway/guard.js';
import { makeRoleInclusion } from '../../src/gateway/role-inclusion.js';
import { loadProject } from '../../src/model/project.js';
import type { ApiModel, Operation } from '../../src/model/types.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Loads a real model from a contract (its paths and components) and a policy, both as values. */
export async function modelOf(contract: Fields, policy: Fields = {}): Promise<ApiModel> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-guard-'));
  try {
    const whole = { openapi: '3.1.0', info: { title: 'Test', version: '1' }, ...contract };
    fs.writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(whole));
    const file = path.join(folder, 'portcullis.json');
    const apis = { test: { contract: 'openapi.json', upstream: { url: 'http://127.0.0.1:9' } } };
    fs.writeFileSync(file, JSON.stringify({ version: 1, apis, ...policy }));
    const { apis: models } = await loadProject({ policyFile: file });
    return models[0]!;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

export function operationOf(model: ApiModel, id: string): Operation {
  const operation = model.operations.get(id);
  if (!operation) throw new Error(`no operation ${id}, only ${[...model.operations.keys()].join(', ')}`);
  return operation;
}

export function principalOf(facts: Partial<Principal> = {}): Principal {
  return {
    id: 'jwt:test:alice',
    kind: 'user',
    subject: 'alice',
    tenant: undefined,
    roles: [],
    scopes: [],
    claims: {},
    credential: { scheme: 'bearer', id: 'test' },
    expiresAt: undefined,
    ...facts,
  };
}

export interface RequestFacts {
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON of a value, or the bytes as they are. */
  readonly body?: unknown;
  readonly principal?: Principal | undefined;
}

export function exchangeFor(model: ApiModel, operationId: string, facts: RequestFacts = {}): Exchange {
  const operation = operationOf(model, operationId);
  const { body, principal } = facts;
  const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return {
    id: '0',
    receivedAt: 0,
    method: operation.method.toUpperCase(),
    path: facts.path ?? operation.publicPath,
    query: facts.query ?? '',
    headers: { ...(bytes && { 'content-type': 'application/json' }), ...facts.headers },
    client: { address: '127.0.0.1', key: '127.0.0.1', tls: false },
    operation,
    pathParams: {},
    params: undefined,
    principal,
    roles: makeRoleInclusion(model.roles)(principal),
    body: bytes,
    json: undefined,
    wouldDeny: [],
    responseHeaders: {},
    onStatus: [],
    onEnd: [],
  };
}

export interface ContextFacts {
  readonly fetchObject?: (operationId: string, id: string) => Promise<unknown>;
  readonly verifiers?: ReadonlyMap<string, SchemeVerifier>;
  readonly now?: number;
}

export function contextOf(model: ApiModel, facts: ContextFacts = {}): GuardContext {
  return {
    model,
    services: {
      clock: { now: () => facts.now ?? Date.now(), monotonic: () => performance.now() },
      verifierOf: ({ scheme }) => facts.verifiers?.get(scheme),
      limiter: { take: () => ({ allowed: true, tightest: 0, remaining: 1, resetSeconds: 0 }) },
      lookup: { fetchObject: async (_exchange, operationId, id) => facts.fetchObject?.(operationId, id) },
    },
  };
}

export function verifiersOf(model: ApiModel, deps: Partial<AuthenticatorDeps>): ReadonlyMap<string, SchemeVerifier> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  return createVerifiers(model, {
    clock,
    readFile: (file) => fs.promises.readFile(file, 'utf8'),
    readFileNow: (file) => fs.readFileSync(file, 'utf8'),
    secretOf: (reference) => `secret of ${reference}`,
    ...deps,
  });
}

/** Judges one request with one guard. A guard that the operation does not need lets it pass. */
export async function judge(guard: Guard, exchange: Exchange, context: GuardContext): Promise<Denial | undefined> {
  return guard.compile?.(exchange.operation!, context)?.(exchange);
}

export interface TestAnswer extends UpstreamAnswer {
  /** The value that replaced the body, if any. */
  readonly replaced: () => unknown;
}

export function answerOf(value: unknown, facts: { status?: number; type?: string } = {}): TestAnswer {
  let replaced: unknown;
  const body = Buffer.isBuffer(value) ? value : Buffer.from(value === undefined ? '' : JSON.stringify(value));
  return {
    status: facts.status ?? 200,
    headers: [['Content-Type', facts.type ?? 'application/json']],
    body,
    json() {
      try {
        return JSON.parse(body.toString()) as unknown;
      } catch {
        return undefined;
      }
    },
    replaceJson: (next) => void (replaced = next),
    replaceText: (next) => void (replaced = next),
    replaced: () => replaced,
  };
}

export async function judgeAnswer(guard: Guard, exchange: Exchange, answer: UpstreamAnswer, context: GuardContext) {
  return guard.compileAnswer?.(exchange.operation!, context)?.(exchange, answer);
}
