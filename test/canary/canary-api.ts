import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Project } from '../cli/bench.js';

/** Answers whose every part holds a secret. */
export class LeakyUpstream {
  readonly #secret: (place: string) => string;
  readonly #server: http.Server;

  constructor(secretOf: (place: string) => string) {
    this.#secret = secretOf;
    this.#server = http.createServer((request, response) => {
      request.on('error', () => undefined).resume();
      request.on('end', () => this.#answer(request.url ?? '', response));
    });
    this.#server.on('upgrade', (_request, socket) => {
      socket
        .on('error', () => undefined)
        .end(`HTTP/1.1 403 No\r\nX-Why: ${this.#secret('answer to an upgrade')}\r\n\r\n`);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: string, response: http.ServerResponse): void {
    const secret = this.#secret;
    const type = { 'content-type': 'application/json' };
    if (url.includes('broken=1'))
      return void response.writeHead(200, type).end(`{"a": ${secret('answer, broken JSON')}`);
    if (url.includes('error=1')) {
      return void response
        .writeHead(500, type)
        .end(JSON.stringify({ error: `SQLSTATE password ${secret('answer, error')}` }));
    }
    if (url.includes('redirect=1')) {
      return void response.writeHead(302, { location: `https://a.example/?code=${secret('answer, location')}` }).end();
    }
    if (url.includes('cut=1')) {
      response.writeHead(200, { ...type, 'content-length': 500 }).write(`{"token": "${secret('answer, cut')}`);
      return void setTimeout(() => response.destroy(), 20);
    }
    const head = { ...type, 'set-cookie': `sid=${secret('answer, cookie')}`, 'x-internal': secret('answer, header') };
    const [name, card] = [secret('answer, name'), secret('answer, value')];
    response.writeHead(200, head).end(JSON.stringify({ ok: card, [name]: 1, token: secret('answer, token') }));
  }
}

const json = (schema: string) => `{ application/json: { schema: ${schema} } }`;
const answer = `{ '200': { description: ok, content: ${json('{ type: object, properties: { ok: { type: string, maxLength: 5 } } }')} } }`;
const body = `
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              properties:
                user: { type: string }
                password: { type: string }
                count: { type: integer }
                code: { type: string, pattern: '^[a-z]+$' }
                kind: { enum: [a, b] }
          application/x-www-form-urlencoded: { schema: { type: object, additionalProperties: false, properties: { user: { type: string } } } }
          multipart/form-data: { schema: { type: object, additionalProperties: false, properties: { f: { type: string } } } }
          application/xml: { schema: { type: object } }
          text/plain: { schema: { type: string, maxLength: 5 } }`;

const path = (name: string, id: string, security: string) => `
  ${name}:
    get:
      operationId: get${id}
      security: ${security}
      parameters: [{ name: limit, in: query, schema: { type: integer } }]
      responses: ${answer}
    post:
      operationId: post${id}
      security: ${security}
      requestBody:${body}
      responses: ${answer}`;

const keyed = '[{ key: [] }, { bearer: [] }]';
const contract = `openapi: 3.1.0
info: { title: Canary, version: '1' }
paths:${path('/open', 'Open', '[]')}${path('/guarded', 'Guarded', keyed)}${path('/watched', 'Watched', keyed)}
  /things/{id}:
    get:
      operationId: getThing
      security: []
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: ${answer}
  /numbers/{n}:
    get:
      operationId: getNumber
      security: []
      parameters: [{ name: n, in: path, required: true, schema: { type: integer } }]
      responses: ${answer}
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-Key }
    bearer: { type: http, scheme: bearer }
`;

export interface CanaryAddresses {
  readonly upstream: string;
  readonly control: string;
  readonly hook: string;
  readonly collector: string;
}

/** A gateway that tells everybody everything that it tells anybody. */
export function canaryProject({ upstream, control, hook, collector }: CanaryAddresses): Project {
  const project = new Project();
  project.write('openapi.yaml', contract);
  project.write('hook.key', 'a secret of 24 characters');
  project.write('jwks.json', '{"keys":[]}');
  project.write(
    'portcullis.yaml',
    `version: 1
control: { address: '${control}' }
accessLog: access.log
apis:
  canary: { contract: openapi.yaml, upstream: { url: '${upstream}' } }
identity:
  schemes:
    key: { apiKeys: true }
    bearer: { issuer: 'https://login.example.com/', audience: x, algorithms: [ES256], jwks: { file: jwks.json }, claims: { subject: sub } }
defaults: { roles: any, unknownParameters: allow, rateLimits: none, response: { validate: monitor } }
operations:
  getOpen: { public: true }
  postOpen: { public: true }
  getThing: { public: true }
  getNumber: { public: true }
  getWatched: { mode: monitor, response: { validate: enforce } }
  postWatched: { mode: monitor, inspection: { mode: monitor } }
otlp: { url: '${collector}', metricsSeconds: 1 }
eventLog:
  outputs:
    file: { file: out.ndjson }
    collector: { otlp: '${collector}' }
notify:
  hook: { query: '-kind:access', webhook: '${hook}', secret: '\${file:hook.key}', repeatSeconds: 0 }
`,
  );
  return project;
}
