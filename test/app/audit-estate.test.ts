import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { auditProject, type AuditRequest } from '../../src/app/audit.js';
import { PortcullisError } from '../../src/core/errors.js';
import type { Run } from '../../src/core/finding.js';
import { appIn, npmLock, writeFolder } from '../audit/describe-estate-rule.js';

const contract = `openapi: 3.1.0
info: { title: Shop, version: '1' }
security: [{ bearer: [] }]
paths: { /orders: { get: { operationId: listOrders, responses: { '200': { description: x } } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
const policy = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:3000' } } }
identity: { schemes: { bearer: { apiKeys: true } } }
defaults: { roles: any }`;
const shop = {
  'openapi.yaml': contract,
  'portcullis.yaml': policy,
  'package.json': '{ "name": "shop", "dependencies": { "left": "^1.0.0" } }',
  'package-lock.json': npmLock({ left: {} }),
  Dockerfile: 'FROM node:24\n',
};

async function run(
  folder: string,
  request: Partial<AuditRequest> = {},
  env?: Readonly<Record<string, string>>,
): Promise<Run> {
  const { app } = appIn(folder, env);
  try {
    return await auditProject(app, { contracts: [], level: 'all', ...request });
  } finally {
    await app.close();
  }
}

const idsOf = ({ findings }: Run): ReadonlySet<string> => new Set(findings.map(({ ruleId }) => ruleId));

/** A registry on this machine; what it is asked is kept. */
async function registry(answer: (question: Readonly<Record<string, readonly string[]>>) => readonly [number, unknown]) {
  const questions: Readonly<Record<string, readonly string[]>>[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    assert.equal(`${request.method} ${request.url}`, 'POST /npm/-/npm/v1/security/advisories/bulk');
    assert.equal(request.headers.authorization, undefined);
    const question = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string[]>;
    questions.push(question);
    const [status, value] = answer(question);
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof value === 'string' ? value : JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm/`, questions };
}

/** Connections that are opened while `work` runs. */
async function connectionsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const onConnect = (): void => void (count += 1);
  diagnostics.subscribe('net.client.socket', onConnect);
  try {
    await work();
  } finally {
    diagnostics.unsubscribe('net.client.socket', onConnect);
  }
  return count;
}

describe('the audit of a project', () => {
  it('assesses contract, policy, deployment and dependencies in one run, and says what it looked at', async () => {
    const result = await run(writeFolder({ files: shop }));
    assert.equal(result.outcome, 'complete');
    assert.ok(idsOf(result).has('container-is-not-root'));
    assert.ok(
      result.notes.some((note) => note.startsWith('dependencies: package-lock.json (npm 3) locks 1 package: 1 needed')),
    );
    assert.ok(
      result.notes.some((note) => /^deployment: looked at .*1 Dockerfile/.test(note)),
      result.notes.join('\n'),
    );
    assert.ok(
      result.skipped.some(({ id, reason }) => id === 'dependency-is-not-vulnerable' && /--advisories/.test(reason)),
    );
  });

  it('assesses only the parts that are named', async () => {
    const folder = writeFolder({ files: { ...shop, 'package-lock.json': npmLock({ lodahs: {} }) } });
    const dependencies = await run(folder, { only: ['dependencies'] });
    assert.deepEqual([...idsOf(dependencies)], ['dependency-name-is-not-a-lookalike']);
    const deployment = idsOf(await run(folder, { only: ['deployment'] }));
    assert.ok(deployment.has('container-is-not-root') && !deployment.has('operation-requires-auth'));
    const both = idsOf(await run(folder, { only: ['contract', 'policy'] }));
    assert.ok(both.has('rate-limit-is-set') && !both.has('container-is-not-root'));
    const contractOnly = idsOf(await run(folder, { only: ['contract'] }));
    assert.ok(contractOnly.size && !contractOnly.has('rate-limit-is-set'));
  });

  it('needs neither policy nor contract for dependencies and files', async () => {
    const { 'openapi.yaml': _, 'portcullis.yaml': __, ...files } = shop;
    const result = await run(writeFolder({ files }), { only: ['dependencies', 'deployment'] });
    assert.equal(result.outcome, 'complete');
    await assert.rejects(
      run(writeFolder({ files })),
      (error) => error instanceof PortcullisError && error.code === 'POLICY_NOT_FOUND',
    );
  });

  it('is not complete when there is nothing to look at', async () => {
    const result = await run(writeFolder({ files: { 'README.md': 'x' } }), { only: ['dependencies'] });
    assert.equal(result.outcome, 'incomplete');
    assert.ok(result.skipped.every(({ reason }) => /no package\.json or lockfile|--advisories/.test(reason)));
  });

  it('finds the lockfile of the repository above the policy, and none above a folder that is no repository', async () => {
    const { 'openapi.yaml': api, 'portcullis.yaml': rules, ...rest } = shop;
    const files = { ...rest, 'api/openapi.yaml': api, 'api/portcullis.yaml': rules };
    const inside = await run(path.join(writeFolder({ files, committed: true }), 'api'), { only: ['dependencies'] });
    assert.ok(
      inside.notes.some((note) => /\.\.\/package-lock\.json/.test(note)),
      inside.notes.join(),
    );
    const outside = await run(path.join(writeFolder({ files }), 'api'), { only: ['dependencies'] });
    assert.equal(outside.outcome, 'incomplete');
  });

  it('keeps findings of parts that were not assessed as they were', async () => {
    const folder = writeFolder({ files: shop });
    const { app } = appIn(folder);
    const first = await auditProject(app, { contracts: [], level: 'all' });
    await auditProject(app, { contracts: [], level: 'all', only: ['dependencies'] });
    const docker = first.findings.find(({ ruleId }) => ruleId === 'container-is-not-root')!;
    const { finding } = await (await app.store()).findings.get(docker.fingerprint);
    assert.equal(finding.status, 'open');
    await app.close();
  });
});

describe('without --advisories registry', () => {
  it('no connection is opened, whatever is assessed', async () => {
    const folder = writeFolder({
      files: { ...shop, 'osv.json': JSON.stringify({ id: 'GHSA-1', modified: '2026-11-20', affected: [] }) },
    });
    const opened = await connectionsOf(async () => {
      await run(folder);
      await run(folder, { advisories: 'osv.json', sbom: 'bom.json' });
      await run(folder, { diff: 'openapi.yaml', contracts: ['openapi.yaml'] });
    });
    assert.equal(opened, 0);
    const { url } = await registry(() => [200, {}]);
    const control = await connectionsOf(() => run(folder, { advisories: 'registry' }, { npm_config_registry: url }));
    assert.equal(control, 1, 'the counter sees connections');
  });
});

describe('--advisories registry', () => {
  const folder = writeFolder({ files: shop });

  it('asks the bulk endpoint for names and versions, and reports what it says', async () => {
    const { url, questions } = await registry(() => [
      200,
      {
        left: [
          {
            id: 7,
            url: 'https://example.com/GHSA-aaaa-bbbb-cccc',
            title: 'Flaw',
            severity: 'critical',
            vulnerable_versions: '<1.0.1',
          },
        ],
      },
    ]);
    const result = await run(folder, { advisories: 'registry', only: ['dependencies'] }, { npm_config_registry: url });
    assert.deepEqual(questions, [{ left: ['1.0.0'] }]);
    assert.equal(result.outcome, 'complete');
    const [finding] = result.findings;
    assert.deepEqual([finding!.ruleId, finding!.severity], ['dependency-is-not-vulnerable', 'critical']);
    assert.equal(finding!.remedy, 'Update left to 1.0.1: every range allows it.');
    assert.ok(result.notes.some((note) => /^advisories: registry 127\.0\.0\.1:\d+, as of now, has 1/.test(note)));
  });

  it('finds the registry in the .npmrc of the project, and reads no token in it', async () => {
    const { url, questions } = await registry(() => [200, {}]);
    const own = writeFolder({ files: { ...shop, '.npmrc': `//127.0.0.1/:_authToken=npm_x\nregistry=${url}\n` } });
    await run(own, { advisories: 'registry', only: ['dependencies'] });
    assert.equal(questions.length, 1);
  });

  for (const [name, answer, reason] of [
    ['refuses the question', [405, { error: 'read only' }], /answered 405/],
    ['answers something else', [200, '<html>'], /gave an answer that is none/],
    ['answers an error as if it were none', [200, { error: 'x' }], /gave an answer that is none/],
  ] as const) {
    it(`says that flaws were not looked up when the registry ${name}: never 0 found`, async () => {
      const { url } = await registry(() => answer);
      const result = await run(
        folder,
        { advisories: 'registry', only: ['dependencies'] },
        { npm_config_registry: url },
      );
      assert.equal(result.outcome, 'incomplete');
      assert.match(result.skipped.find(({ id }) => id === 'known flaws')!.reason, reason);
      assert.ok(result.skipped.some(({ id }) => id === 'dependency-is-not-vulnerable'));
    });
  }

  it('says so when nothing answers', async () => {
    const env = { npm_config_registry: 'http://127.0.0.1:1/' };
    const result = await run(folder, { advisories: 'registry', only: ['dependencies'] }, env);
    assert.equal(result.outcome, 'incomplete');
    assert.match(result.skipped[0]!.reason, /127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/);
  });
});

describe('--sbom', () => {
  it('writes what is locked, and is read again as a lockfile', async () => {
    const folder = writeFolder({
      files: {
        ...shop,
        'osv.json': JSON.stringify({
          id: 'MAL-1',
          modified: '2026-11-20',
          affected: [
            {
              package: { ecosystem: 'npm', name: 'left' },
              ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
            },
          ],
        }),
      },
    });
    await run(folder, { sbom: 'bom.json', only: ['dependencies'] });
    const bom = JSON.parse(readFileSync(path.join(folder, 'bom.json'), 'utf8')) as { specVersion: string };
    assert.equal(bom.specVersion, '1.6');
    const result = await run(folder, { lockfile: 'bom.json', advisories: 'osv.json', only: ['dependencies'] });
    assert.deepEqual([...idsOf(result)], ['dependency-is-not-malicious']);
  });

  it('fails when there is no lockfile, and writes nothing', async () => {
    const folder = writeFolder({ files: { 'README.md': 'x' } });
    await assert.rejects(
      run(folder, { sbom: 'bom.json', only: ['dependencies'] }),
      (error) => error instanceof PortcullisError && error.code === 'NOT_FOUND',
    );
    assert.ok(!existsSync(path.join(folder, 'bom.json')));
  });
});

describe('--diff', () => {
  it('reports what changed, each where it stands, and how much of what', async () => {
    const folder = writeFolder({
      files: {
        'old.yaml': contract,
        'new.yaml': contract.replace('operationId: listOrders,', 'operationId: listOrders, security: [],'),
      },
    });
    const result = await run(folder, { diff: 'old.yaml', contracts: ['new.yaml'] });
    const [finding] = result.findings;
    assert.deepEqual([finding!.ruleId, finding!.severity], ['contract-keeps-controls', 'high']);
    assert.match(finding!.place!.file, /new\.yaml$/);
    assert.deepEqual(result.notes, ['changes since old.yaml: 1 weaken a control, 0 break clients, 0 add something']);
    assert.equal(result.outcome, 'complete');
  });

  it('is complete and silent for one contract twice, and wants two', async () => {
    const folder = writeFolder({ files: { 'old.yaml': contract } });
    const same = await run(folder, { diff: 'old.yaml', contracts: ['old.yaml'] });
    assert.deepEqual([same.outcome, same.findings.length], ['complete', 0]);
    await assert.rejects(
      run(folder, { diff: 'old.yaml' }),
      (error) => error instanceof PortcullisError && error.code === 'USAGE',
    );
  });
});
