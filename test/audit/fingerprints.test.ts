import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { dump } from 'js-yaml';
import { audit } from '../../src/audit/runner.js';
import type { Finding } from '../../src/core/finding.js';
import { loadProject } from '../../src/model/project.js';
import { today } from './describe-rule.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-fingerprints-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const done = { '200': { description: 'Done' } };

/** Does much wrong, in parts that refer to each other. */
const contract = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '2.0.0' },
  servers: [{ url: 'http://api.example.com/v1' }, { url: 'https://staging.example.com' }],
  security: [{ bearer: [] }],
  paths: {
    '/orders/{id}/items': { get: { operationId: 'items', responses: done } },
    '/orders/all/{kind}': { get: { operationId: 'kinds', security: [], responses: done } },
    '/orders': {
      get: {
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          { name: 'X-Forwarded-For', in: 'header', schema: { type: 'string' } },
        ],
        responses: { '200': { description: 'Found', ...json({ type: 'array', items: ref('User') }) } },
      },
      post: { operationId: 'order', requestBody: json(ref('Order')), responses: done },
    },
    '/Orders/': { get: { security: [], deprecated: true, responses: done } },
    '/users': { post: { operationId: 'addUser', requestBody: json(ref('User')), responses: done } },
    '/users/{id}': { put: { operationId: 'putUser', requestBody: json(ref('User')), responses: done } },
    '/files': {
      put: { requestBody: { content: { '*/*': { schema: { type: 'string', format: 'binary' } } } }, responses: done },
    },
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      spare: { type: 'apiKey', in: 'query', name: 'key' },
    },
    schemas: {
      Order: {
        type: 'object',
        properties: {
          lines: { type: 'array', items: { type: 'string', pattern: '[a-z]{3}' } },
          parent: ref('Part'),
          webhookUrl: { type: 'string', format: 'uri' },
          size: { type: 'string', enum: [1, 2] },
        },
      },
      Part: {
        type: 'object',
        properties: { order: ref('Order'), kind: { oneOf: [{ type: 'string' }, { type: 'string' }] } },
      },
      User: {
        type: 'object',
        properties: {
          role: { type: 'string' },
          password: { type: 'string', default: 'changeme' },
          tags: { type: 'array', items: {} },
        },
      },
    },
  },
};

/** A generator of numbers from 0 to 1 that gives the same ones for a seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** The same value with the keys of all its objects in another order. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => ({ at: next(), key, held }));
  entries.sort((a, b) => a.at - b.at);
  return Object.fromEntries(entries.map(({ key, held }) => [key, shuffled(held, next)]));
}

const writers: Readonly<Record<string, (value: unknown) => string>> = {
  'shop.json': (value) => JSON.stringify(value),
  'shop.jsonc.json': (value) => JSON.stringify(value, null, 7),
  'shop.yaml': (value) => `# A comment\n${dump(value, { indent: 2 })}`,
  'shop.yml': (value) => `---\n${dump(value, { indent: 6, flowLevel: 5 })}`,
};

async function findingsOf(name: string, text: string): Promise<readonly Finding[]> {
  // The name of the file is the name of the API.
  const file = path.join(folder, name.replace('.jsonc', ''));
  fs.writeFileSync(file, text);
  const project = await loadProject({ contract: [file], today: new Date(`${today}T12:00:00Z`) });
  return audit(project, { today, version: '0.0.0', level: 'all' }).findings;
}

const prints = (findings: readonly Finding[]) =>
  findings.map(({ ruleId, fingerprint }) => `${ruleId} ${fingerprint}`).sort();

describe('the fingerprints of a contract', () => {
  for (const [name, write] of Object.entries(writers)) {
    it(`are the same however its keys are ordered and its lines broken, as ${name}`, async () => {
      const before = prints(await findingsOf('shop.json', JSON.stringify(contract)));
      assert.ok(before.length > 20, `${before.length} findings`);
      for (let seed = 1; seed <= 12; seed++) {
        const text = write(shuffled(contract, numbers(seed)));
        assert.deepEqual(prints(await findingsOf(name, text)), before, `seed ${seed}`);
      }
    });
  }

  it('are different for every finding', async () => {
    const found = prints(await findingsOf('shop.json', JSON.stringify(contract)));
    assert.equal(new Set(found).size, found.length);
  });

  it('are the same in another folder', async () => {
    const text = JSON.stringify(contract);
    fs.mkdirSync(path.join(folder, 'other'), { recursive: true });
    assert.deepEqual(prints(await findingsOf('other/shop.json', text)), prints(await findingsOf('shop.json', text)));
  });
});
