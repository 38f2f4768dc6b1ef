import fs from 'node:fs';
import https from 'node:https';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import { createGateway } from '../../src/gateway/gateway.js';
import type { TlsFiles } from '../../src/gateway/tls.js';
import { createVerifiers, type AuthenticatorDeps } from '../../src/identity/authenticator.js';
import { loadProject } from '../../src/model/project.js';
import { startUpstream, type Upstream } from '../gateway/harness.js';

export interface GuardedSetup {
  /** `components.securitySchemes`. */
  readonly securitySchemes: Readonly<Record<string, unknown>>;
  /** Operation `/NAME` -> its `security`. */
  readonly operations: Readonly<Record<string, readonly unknown[]>>;
  readonly schemes: Readonly<Record<string, unknown>>;
  /** Files beside the policy. */
  readonly files?: Readonly<Record<string, string>>;
  readonly tls?: TlsFiles;
  readonly deps?: Partial<AuthenticatorDeps>;
}

export interface Guarded {
  readonly origin: string;
  readonly folder: string;
  readonly upstream: Upstream;
  readonly events: readonly SecurityEvent[];
  /** Moves the gateway's clocks on, in seconds. */
  pass(seconds: number): void;
  call(path: string, options?: CallOptions): Promise<Answered>;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly tls?: Pick<https.RequestOptions, 'cert' | 'key'>;
}

export interface Answered {
  readonly status: number;
  readonly code: string;
  readonly challenge: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
}

/** A whole gateway in front of a real upstream, with verifiers made from contract and policy files. */
export async function startGuarded(t: TestContext, setup: GuardedSetup): Promise<Guarded> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-identity-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const upstream = await startUpstream(t);
  writeFiles(folder, setup, upstream.url);
  const project = await loadProject({ policyFile: path.join(folder, 'portcullis.json') });
  let offset = 0;
  const clock = { now: () => Date.now() + offset, monotonic: () => performance.now() + offset };
  const verifiers = createVerifiers(project.apis[0]!, {
    clock,
    readFile: (file) => fs.promises.readFile(file, 'utf8'),
    readFileNow: (file) => fs.readFileSync(file, 'utf8'),
    secretOf: (reference) => `secret of ${reference}`,
    ...setup.deps,
  });
  t.after(() => verifiers.forEach((verifier) => verifier.close()));
  const events: SecurityEvent[] = [];
  const note = (event: SecurityEvent) => void events.push(event);
  const gateway = createGateway({
    project,
    clock,
    identity: { verifierOf: (_model, { scheme }) => verifiers.get(scheme) },
    sink: { write: note, batch: note },
  });
  t.after(() => gateway.close());
  const { port } = await gateway.listen('127.0.0.1', 0, { tls: setup.tls });
  const origin = `${setup.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    origin,
    folder,
    upstream,
    events,
    pass: (seconds) => void (offset += seconds * 1_000),
    call: (target, options) => call(origin + target, options),
  };
}

function writeFiles(folder: string, { securitySchemes, operations, schemes, files }: GuardedSetup, url: string): void {
  const paths = Object.fromEntries(
    Object.entries(operations).map(([name, security]) => {
      const operation = { security, responses: { 200: { description: 'ok' } } };
      return [
        `/${name}`,
        { get: { operationId: name, ...operation }, post: { operationId: `${name}Post`, ...operation } },
      ];
    }),
  );
  const contract = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components: { securitySchemes } };
  const policy = {
    version: 1,
    // Who was let in is what these tests ask; by default the log has a token in the place of the name.
    eventLog: { principals: 'name' },
    apis: { test: { contract: 'openapi.json', upstream: { url } } },
    identity: { schemes },
    roles: { service: {}, customer: {} },
    defaults: { mode: 'enforce', roles: 'any', rateLimits: 'none' },
  };
  const all = { 'openapi.json': JSON.stringify(contract), 'portcullis.json': JSON.stringify(policy), ...files };
  for (const [name, text] of Object.entries(all)) fs.writeFileSync(path.join(folder, name), text);
}

function call(url: string, { method = 'GET', headers = {}, tls = {} }: CallOptions = {}): Promise<Answered> {
  const send = url.startsWith('https') ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: false, rejectUnauthorized: false, ...tls };
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(answerOf(response, Buffer.concat(chunks).toString())));
    });
    request.on('error', reject);
    request.end();
  });
}

function answerOf({ statusCode = 0, headers }: http.IncomingMessage, text: string): Answered {
  const isProblem = headers['content-type']?.startsWith('application/problem+json');
  const { type = '' } = isProblem ? (JSON.parse(text) as { type?: string }) : {};
  return { status: statusCode, code: type.split(':').at(-1)!, challenge: headers['www-authenticate'], headers };
}
