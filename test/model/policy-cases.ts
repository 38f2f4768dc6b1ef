import { PortcullisError, PortcullisErrors } from '../../src/core/errors.js';
import { documentsFromText } from '../../src/model/documents.js';
import { compileProject } from '../../src/model/project-compile.js';
import type { ApiModel, OperationPolicy, Project } from '../../src/model/types.js';

/** The contract that the policies of these tests are about. */
export const shop = `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: https://api.example.com/v1 }]
security: [{ bearerAuth: [] }]
paths:
  /login:
    post:
      operationId: login
      security: []
      requestBody: { content: { application/json: { schema: { type: object, properties: { user: {}, password: {} } } } } }
      responses: { '200': { description: ok } }
  /logout:
    post: { operationId: logout, responses: { '204': { description: ok } } }
  /orders:
    get:
      operationId: listOrders
      parameters: [{ name: customerId, in: query, schema: { type: string } }]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: object, properties: { items: { type: array, items: { $ref: '#/components/schemas/Order' } } } }
    post:
      operationId: createOrder
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '201': { description: ok } }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getOrder
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
    delete:
      operationId: deleteOrder
      responses: { '204': { description: ok } }
  /customers/{customerId}:
    get:
      operationId: getCustomer
      parameters: [{ name: customerId, in: path, required: true, schema: { type: string } }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Customer' } } } }
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
    keyAuth: { type: apiKey, in: header, name: X-Api-Key }
  schemas:
    Order:
      type: object
      properties:
        orderId: { type: string, readOnly: true }
        note: { type: string }
        customer: { $ref: '#/components/schemas/Customer' }
    Customer:
      type: object
      properties:
        passwordHash: { type: string }
        creditLimit: { type: integer }
        email: { type: string }
        friends: { type: array, items: { $ref: '#/components/schemas/Customer' } }
`;

/** The same as `shop` with something else written over a part of it. */
export function shopWith(part: string, other: string): string {
  if (!shop.includes(part)) throw new Error(`The contract has no ${part}`);
  return shop.replace(part, other);
}

export const head = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:3000 } } }
`;

export interface Texts {
  /** What stands after `head`, or undefined for no policy at all. */
  readonly policy?: string | undefined;
  readonly contract?: string;
  readonly patches?: string;
  readonly today?: string;
}

/** Compiles texts into a project. */
export function projectFrom({ policy, contract = shop, patches, today = '2027-01-15' }: Texts): Project {
  return compileProject({
    ...(policy === undefined ? {} : { policy: policyDocuments(head + policy) }),
    ...(patches === undefined
      ? {}
      : { patches: documentsFromText('portcullis.patches.yaml', patches, { refs: false }) }),
    contracts: new Map([['shop', documentsFromText('openapi.yaml', contract)]]),
    baseDir: '.',
    today: new Date(`${today}T12:00:00Z`),
  });
}

function policyDocuments(text: string) {
  return documentsFromText('portcullis.yaml', text, { refs: false });
}

/** The one API of a project. */
export function modelFrom(texts: Texts): ApiModel {
  const [api] = projectFrom(texts).apis;
  if (!api) throw new Error('no API');
  return api;
}

/** The resolved policy of one operation. */
export function policyOf(operationId: string, texts: Texts): OperationPolicy {
  const operation = modelFrom(texts).operations.get(operationId);
  if (!operation) throw new Error(`no operation ${operationId}`);
  return operation.policy;
}

/** Every error that an action throws; fails when it throws something else or nothing. */
export function errorsOf(action: () => unknown): readonly PortcullisError[] {
  try {
    action();
  } catch (error) {
    if (error instanceof PortcullisErrors) return error.errors;
    if (error instanceof PortcullisError) return [error];
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** `CODE file:line:column message; expected; hint`, with lines of a policy counted after `head`. */
export function linesOf(action: () => unknown): readonly string[] {
  return errorsOf(action).map(({ code, place, message, expected, hint }) => {
    const line = (place?.line ?? 0) - (place?.file === 'portcullis.yaml' ? 2 : 0);
    const file = place?.file.replace('.yaml', '');
    return [`${code} ${file}:${line}:${place?.column} ${message}`, expected, hint].filter(Boolean).join('; ');
  });
}
