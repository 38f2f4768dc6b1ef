import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import type { Finding, Run } from '../../src/core/finding.js';
import { collectItem } from '../../src/evidence/collect.js';
import type { EvidenceItem, EvidenceSource } from '../../src/evidence/item.js';
import type { ItemReport, Period } from '../../src/evidence/types.js';
import { loadProject } from '../../src/model/project.js';
import type { Project } from '../../src/model/types.js';
import type { Store } from '../../src/store/store.js';
import { readCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { verifyStore } from '../../src/telemetry/verify.js';
import { LogBench, noon } from '../telemetry/log-bench.js';

export { noon };
export const day = 86_400_000;

const contract = `openapi: 3.1.0
info: { title: Shop, version: 1.4.0 }
components:
  securitySchemes: { keyAuth: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Order:
      type: object
      properties: { customerId: { type: string }, note: { type: string }, email: { type: string, format: email } }
security: [{ keyAuth: [] }]
paths:
  /health: { get: { operationId: getHealth, security: [], responses: { 200: { description: ok } } } }
  /orders:
    get:
      operationId: listOrders
      deprecated: true
      parameters: [{ name: page, in: query }]
      responses: { 200: { description: ok } }
    post:
      operationId: createOrder
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { 201: { description: made } }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getOrder
      responses:
        200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
    delete: { operationId: deleteOrder, responses: { 204: { description: gone } } }
`;

/** What every policy of these tests has. */
export const plainPolicy = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:3000 } } }
identity: { schemes: { keyAuth: { apiKeys: true } } }
defaults: { roles: any }
`;

/** One that says all that the items ask for. */
export const fullPolicy = `version: 1
listen: [{ address: 127.0.0.1:8080 }]
apis: { shop: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:3000 } } }
identity: { schemes: { keyAuth: { apiKeys: true } } }
roles: { customer: {}, support: { includes: [customer] }, admin: { includes: [support] } }
defaults: { roles: any, rateLimits: [{ limit: 300, windowSeconds: 60, per: principal }] }
resources: { order: { id: orderId, owner: { lookup: getOrder, field: /customerId, is: principal.subject }, crossedBy: [support] } }
operations: { getHealth: { public: true }, deleteOrder: { roles: [admin] } }
schemas: { Order: { note: { read: [support] }, email: { class: email } } }
detections: { scraping: { enabled: false } }
notify: { team: { webhook: 'https://hooks.example.com/T1/B2/hush', secret: '\${env:HOOK}' } }
schedules: { nightly: { run: audit, cron: '0 3 * * *' } }
eventLog: { retention: { accessDays: 30, denialDays: 400 } }
`;

/** A store and a policy for one test file; what an item found in them. */
export class EvidenceBench {
  readonly log = new LogBench();
  readonly store: Store = this.log.open();
  readonly period: Period = { from: noon - 30 * day, to: noon + day };
  now = noon + 3_600_000;
  project: Project | undefined;

  async use(policy: string): Promise<void> {
    this.project = await this.projectOf(policy);
  }

  projectOf(policy: string): Promise<Project> {
    const folder = fs.mkdtempSync(path.join(this.log.dataDir, 'policy-'));
    fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
    fs.writeFileSync(path.join(folder, 'portcullis.yaml'), policy);
    return loadProject({ policyFile: path.join(folder, 'portcullis.yaml'), today: new Date(noon) });
  }

  source(more: Partial<EvidenceSource> = {}): EvidenceSource & { readonly version: string } {
    return {
      project: this.project,
      store: this.store,
      now: this.now,
      version: '1.2.3',
      verify: () => verifyStore({ store: this.store, key: readCheckpointKey(this.log.dataDir) }),
      probeListeners: async () => [],
      documentation: async () => [],
      feed: async () => undefined,
      ...more,
    };
  }

  collect(item: EvidenceItem, more: Partial<EvidenceSource> = {}): Promise<ItemReport> {
    return collectItem(item, this.source(more), this.period);
  }

  /** Signs what the logs have now. */
  async sign(): Promise<void> {
    await this.log.checkpointer(this.store).take();
  }

  /** Calls of the period: three allowed, and denials with these statuses and codes. */
  async serve(...denials: readonly (readonly [status: number, code: string])[]): Promise<void> {
    const access = { kind: 'access', outcome: 'allowed', severity: 'info', status: 200 } as const;
    const allowed = [0, 1, 2].map((n) => this.log.event(n, access));
    const denied = denials.map(([status, code], n) => this.log.event(100 + n, { status, code }));
    await this.store.events.insert([...allowed, ...denied]);
  }

  async close(): Promise<void> {
    await this.store.close();
    this.log.remove();
  }
}

/** The bench of a test file, made before its tests and removed after them. */
export function evidenceBench(policy?: string): EvidenceBench {
  const bench = new EvidenceBench();
  before(async () => {
    if (policy !== undefined) await bench.use(policy);
  });
  after(() => bench.close());
  return bench;
}

/** A finding of a rule, or a check. */
export const finding = (fingerprint: string, more: Partial<Finding> = {}): Finding => ({
  fingerprint,
  source: 'audit',
  ruleId: 'operation-requires-auth',
  title: 'Operation can be called without authentication',
  severity: 'high',
  confidence: 'firm',
  cwe: [306],
  owasp: ['API2:2023'],
  api: 'shop',
  operationId: 'getOrder',
  message: 'getOrder answers anyone',
  remedy: 'name a security scheme',
  evidence: [],
  status: 'open',
  ...more,
});

/** A run that ended at a time (milliseconds since the epoch). */
export const run = (id: string, at: number, more: Partial<Run> = {}): Run => ({
  id,
  kind: 'audit',
  tool: { name: 'portcullis', version: '1.2.3' },
  modelDigest: 'a'.repeat(64),
  startedAt: new Date(at).toISOString(),
  finishedAt: new Date(at + 1000).toISOString(),
  outcome: 'complete',
  skipped: [],
  notes: [],
  findings: [],
  ...more,
});

/** The item is not there, and says why. */
export function assertMissing({ state, summary, population, how }: ItemReport, why: RegExp): void {
  assert.equal(state, 'missing', summary);
  assert.match(summary, why);
  assert.deepEqual(population.rows, []);
  assert.ok(how.length > 10);
}

/** The item is there, fresh, with this sentence. */
export function assertPresent(report: ItemReport, summary: RegExp): void {
  assert.equal(report.state, 'present', report.summary);
  assert.match(report.summary, summary);
  assert.ok(report.expires! > report.newest!);
  for (const row of report.population.rows) assert.equal(row.length, report.population.columns.length);
}
