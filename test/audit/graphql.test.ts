import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit/runner.js';
import type { Finding } from '../../src/core/finding.js';
import { loadProject } from '../../src/model/project.js';
import { fixture } from '../model/fixture.js';
import { today } from './describe-rule.js';

const options = { today, version: '0.0.0', level: 'all' } as const;

async function withPolicy(policy: object, patches?: object): Promise<readonly Finding[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'portcullis-graphql-audit-'));
  try {
    const apis = { shop: { contract: fixture('shop.graphql'), upstream: { url: 'http://127.0.0.1:3000' } } };
    const file = path.join(folder, 'portcullis.json');
    writeFileSync(file, JSON.stringify({ version: 1, apis, ...policy }));
    if (patches) writeFileSync(path.join(folder, 'portcullis.patches.yaml'), JSON.stringify({ version: 1, patches }));
    return audit(await loadProject({ policyFile: file, today: new Date(today) }), options).findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const rulesOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ ruleId }) => ruleId))].sort();

describe('The audit of a GraphQL schema', () => {
  it('says what is wrong with the schema itself, by the names of its fields, and nothing about HTTP', async () => {
    const project = await loadProject({ contract: [fixture('shop.graphql')] });
    const { findings, coverage } = audit(project, options);
    assert.deepEqual(rulesOf(findings), [
      'deprecated-has-sunset',
      'depth-is-bounded',
      'response-hides-secret',
      'string-has-bound',
    ]);
    const secret = findings.find(({ ruleId }) => ruleId === 'response-hides-secret')!;
    assert.match(secret.message, /"passwordHash" is in the answer of Query\.\w+ and \d more operations/);
    assert.deepEqual([secret.place?.line, secret.place?.column], [39, 3]);
    assert.equal(secret.fix, undefined, 'a schema is not mended by a JSON Patch');
    assert.equal(coverage?.operations, 9);
  });

  it('proposes patches for single fields, which close what they are for', async () => {
    const policy = {
      identity: { schemes: { key: { apiKeys: true } } },
      defaults: { roles: 'any', rateLimits: [{ limit: 60, windowSeconds: 60, per: 'address' }] },
    };
    const open = await withPolicy(policy);
    const of = (findings: readonly Finding[]) =>
      findings.filter(
        ({ ruleId, operationId }) => ruleId === 'login-has-strict-limit' && operationId === 'Mutation.login',
      );
    const [finding] = of(open);
    assert.ok(finding?.patch);
    assert.deepEqual(of(await withPolicy(policy, [finding.patch])), []);
    assert.ok(rulesOf(open).includes('operation-requires-auth'), 'with a policy somebody could have said who calls');
  });

  it('falls silent about a secret that the policy hides', async () => {
    const findings = await withPolicy({ schemas: { User: { passwordHash: { read: [] } } } });
    assert.ok(!rulesOf(findings).includes('response-hides-secret'));
  });
});
