import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeApp, type OwnedApp } from '../../src/app/make-app.js';
import { startConsole, type RunningConsole } from '../../src/console/start-console.js';
import { Sessions } from '../../src/console/sessions.js';
import type { ConsolePolicy } from '../../src/model/types.js';
import { uuidv7 } from '../../src/core/ids.js';
import { consoleRoles, type ConsoleRole } from '../../src/store/console.js';

const contract = `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: / }]
components: { securitySchemes: { keyAuth: { type: apiKey, in: header, name: x-api-key } } }
security: [{ keyAuth: [] }]
paths:
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: string, maxLength: 20 } }]
    get: { operationId: getOrder, responses: { '200': { description: it } } }
  /products:
    get: { operationId: listProducts, security: [], responses: { '200': { description: all } } }
`;

export const policyText = `version: 1
apis: # one
  shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:9' } }
identity: { schemes: { keyAuth: { apiKeys: true } } }
roles: { customer: {}, admin: { includes: [customer] } }
operations:
  getOrder: { roles: [customer] }
  listProducts: { public: true }
`;

export interface Fixture {
  readonly app: OwnedApp;
  readonly served: RunningConsole;
  readonly folder: string;
  readonly tokens: Readonly<Record<ConsoleRole, string>>;
  /** What the console said of faults. */
  readonly said: readonly string[];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly as?: ConsoleRole;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The tests look at many forms of answers; what is wrong with one fails the test that reads it.
  readonly json: Readonly<Record<string, never>> & { readonly [name: string]: unknown };
}

const local: ConsolePolicy = { host: '127.0.0.1', port: 0, node: undefined };

/** A console on a folder of its own, with a token for each role. */
export async function startFixture(
  policy: Partial<ConsolePolicy> = {},
  files: Readonly<Record<string, string>> = {},
  { filesFolder: built }: { readonly filesFolder?: string } = {},
): Promise<Fixture> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-console-'));
  const all = { 'openapi.yaml': contract, 'portcullis.yaml': policyText, ...files };
  for (const [name, text] of Object.entries(all)) fs.writeFileSync(path.join(folder, name), text);
  const said: string[] = [];
  const app = appIn(folder);
  const filesFolder = built ?? path.join(folder, 'screens');
  const served = await startConsole({
    app,
    policy: { ...local, ...policy },
    filesFolder,
    say: (text) => said.push(text),
  });
  const sessions = new Sessions((await app.store()).console);
  const tokenOf = (role: ConsoleRole) =>
    sessions.addToken({ id: uuidv7(), name: role, role, createdBy: 'test', expiresAt: Date.now() + 3_600_000 });
  const tokens = Object.fromEntries(
    await Promise.all(consoleRoles.map(async (role) => [role, await tokenOf(role)] as const)),
  );
  return {
    app,
    served,
    folder,
    said,
    tokens: tokens as Record<ConsoleRole, string>,
    call: (method, target, options) => callAt(served.url, method, target, { ...options, tokens }),
    async close() {
      await served.close();
      await app.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function appIn(folder: string): OwnedApp {
  return makeApp({
    cwd: folder,
    env: { PATH: process.env.PATH },
    color: false,
    width: 100,
    signal: new AbortController().signal,
    print: () => undefined,
    say: () => undefined,
  });
}

async function callAt(
  url: string,
  method: string,
  target: string,
  { as, body, headers = {}, tokens }: CallOptions & { readonly tokens: Readonly<Record<string, string>> },
): Promise<Answer> {
  const response = await fetch(
    `${url}${target.startsWith('/api') || !target.startsWith('/') ? '' : '/api/v1'}${target}`,
    {
      method,
      redirect: 'manual',
      headers: {
        ...(as ? { authorization: `Bearer ${tokens[as]}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  );
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? JSON.parse(text) : {}) as Answer['json'],
  };
}

/** Value of a cookie that an answer sets. */
export function cookieOf(headers: Headers): string {
  return headers.getSetCookie()[0]!.split(';')[0]!;
}
