import type { Finding } from '../../src/core/finding.js';
import type { Replay, ReplayStep } from '../../src/core/replay.js';
import { documentsFromText } from '../../src/model/documents.js';
import { patchesText } from '../../src/model/patches-file.js';
import { compileProject } from '../../src/model/project-compile.js';
import type { ApiModel } from '../../src/model/types.js';
import type { PolicyPatch } from '../../src/core/finding.js';

export const today = new Date('2026-11-25T12:00:00Z');

const contract = `
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
servers: [{ url: 'http://127.0.0.1:4000' }]
security: [{ bearer: [] }]
paths:
  /login:
    post:
      operationId: login
      security: []
      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { email: { type: string }, password: { type: string } } } } } }
      responses: { '200': { description: ok } }
  /signup:
    post:
      operationId: signup
      security: []
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [password], properties: { password: { $ref: '#/components/schemas/Password' } } } } } }
      responses: { '201': { description: made } }
  /orders:
    get:
      operationId: listOrders
      parameters:
        - { name: q, in: query, schema: { type: string } }
        - { name: limit, in: query, schema: { type: integer } }
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object } } } } }
    post:
      operationId: createOrder
      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { quantity: { type: integer }, total: { type: integer }, url: { type: string } } } } } }
      responses: { '201': { description: made } }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]
    get: { operationId: getOrder, responses: { '200': { description: ok } } }
    patch:
      operationId: updateOrder
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: ok } }
    delete: { operationId: deleteOrder, responses: { '204': { description: gone } } }
  /stats:
    get: { operationId: getStats, security: [], responses: { '200': { description: ok } } }
components:
  schemas: { Password: { type: string, minLength: 12 } }
  securitySchemes: { bearer: { type: http, scheme: bearer, bearerFormat: JWT } }
`;

export interface ModelOptions {
  readonly mode?: 'enforce' | 'monitor';
  /** YAML lines below `operations:`, indented by two blanks. */
  readonly operations?: string;
  readonly identity?: boolean;
  readonly unknownOperations?: 'deny' | 'allow';
  readonly roles?: string;
  readonly patches?: readonly PolicyPatch[];
}

/** A small shop's model under a policy. */
export function modelOf(options: ModelOptions = {}): ApiModel {
  const { mode = 'enforce', operations = '', identity = true, unknownOperations = 'deny', roles = 'any' } = options;
  const schemes = `identity: { schemes: { bearer: { issuer: 'https://i.example/', audience: shop, algorithms: [ES256], jwks: { url: 'https://i.example/keys' } } } }`;
  const policy = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:4000' } } }
${identity ? schemes : ''}
roles: { customer: {}, support: { includes: [customer] }, admin: { includes: [support] } }
defaults: { mode: ${mode}, unknownOperations: ${unknownOperations}, roles: ${roles}, rateLimits: [{ limit: 1200, windowSeconds: 60, per: principal }] }
${operations ? `operations:\n${operations}` : ''}
`;
  const project = compileProject({
    policy: documentsFromText('portcullis.yaml', policy, { refs: false }),
    ...(options.patches && {
      patches: documentsFromText('portcullis.patches.yaml', patchesText(options.patches), { refs: false }),
    }),
    contracts: new Map([['shop', documentsFromText('openapi.yaml', contract)]]),
    baseDir: '.',
    today,
  });
  return project.apis[0]!;
}

export type StepOptions = Omit<Partial<ReplayStep>, 'request'> & {
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One step of a replay; bodies are JSON. */
export function step(role: ReplayStep['role'], options: StepOptions = {}): ReplayStep {
  const { method = 'GET', path = '/orders/1', body, headers, ...rest } = options;
  return {
    id: `${role}-1`,
    role,
    summary: role,
    credential: { actor: 'bob' },
    request: {
      method,
      path,
      ...(body === undefined ? { ...(headers && { headers }) } : {}),
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    },
    expect: { status: '2xx' },
    ...rest,
  };
}

/** An attack like this, with its control. */
export function replayOf(options: StepOptions = {}): Replay {
  return { steps: [step('control', options), step('attack', options)] };
}

export function findingOf(ruleId: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint: '0123456789abcdef',
    source: 'pentest',
    ruleId,
    title: ruleId,
    severity: 'high',
    confidence: 'confirmed',
    cwe: [1],
    owasp: ['API1:2023'],
    api: 'shop',
    operationId: 'getOrder',
    message: 'a hole',
    remedy: 'mend it',
    evidence: [],
    replay: replayOf(),
    status: 'open',
    ...more,
  };
}
