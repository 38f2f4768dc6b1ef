import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit/runner.js';
import { pentestApi } from '../../src/app/pentest.js';
import { checks } from '../../src/pentest/checks.js';
import { Sessions } from '../../src/console/sessions.js';
import { makeApp } from '../../src/app/make-app.js';
import { consoleOperations } from '../../src/console/operations.js';
import { openApiOf } from '../../src/console/openapi.js';
import { loadProject } from '../../src/model/project.js';
import { startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;
before(async () => {
  fixture = await startFixture();
});
after(() => fixture.close());

/** The console as an API that is audited and attacked: its own contract, and a token for each of four actors. */
function projectFiles(): string {
  const folder = path.join(fixture.folder, 'self');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'control.json'), JSON.stringify(openApiOf(consoleOperations, '1.0.0')));
  const actor = (name: string, role: string) =>
    `    ${name}: { roles: [${role}], headers: { Authorization: 'Bearer \${env:TOKEN_${name.toUpperCase()}}' } }`;
  const text = [
    'version: 1',
    `apis: { control: { contract: control.json, upstream: { url: '${fixture.served.url}/api/v1' } } }`,
    'roles: { viewer: {}, analyst: {}, operator: {}, auditor: {}, admin: {} }',
    'pentest:',
    `  scope: ['${fixture.served.url}']`,
    '  budget: { requestsPerSecond: 1000 }',
    // What would end the tokens or the patience of the test.
    '  exclude: [logout, login, changePassword, tailEvents, followJob, startRun, startProof, beginSso, finishSso, verifyAuditLog]',
    '  actors:',
    actor('viewer', 'viewer'),
    actor('viewer2', 'viewer'),
    actor('auditor', 'auditor'),
    actor('analyst', 'analyst'),
    actor('admin', 'admin'),
  ].join('\n');
  fs.writeFileSync(path.join(folder, 'portcullis.yaml'), text);
  return folder;
}

describe('the contract of the control API', () => {
  it('is served to whoever is logged in, and describes every operation that is routed', async () => {
    const { user, ...session } = await loginOf();
    assert.ok(user);
    const { status, json } = await fixture.call('GET', '/openapi.json', { headers: { cookie: session.cookie } });
    assert.equal(status, 200);
    const paths = json['paths'] as unknown as Readonly<
      Record<string, Readonly<Record<string, { operationId: string }>>>
    >;
    const described = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    assert.deepEqual(described.toSorted(), consoleOperations.map(({ id }) => id).toSorted());
  });

  it('has no finding of `high` or `critical` in our own audit', async () => {
    const project = await loadProject({ contract: [path.join(projectFiles(), 'control.json')] });
    const run = audit(project, { level: 'all', today: '2026-11-25', version: '1', only: ['contract'] as never });
    const worst = run.findings.filter(({ severity }) => severity === 'high' || severity === 'critical');
    assert.deepEqual(
      worst.map(({ ruleId, operationId, message }) => `${ruleId} ${operationId ?? ''} ${message}`),
      [],
    );
    assert.ok(run.findings.length > 0, 'the audit looked');
  });

  it('holds against our own pentest: no operation gives a role more than the table says', async () => {
    const folder = projectFiles();
    const env = Object.fromEntries(
      Object.entries({ ...fixture.tokens, viewer2: await anotherViewer() }).map(([name, token]) => [
        `TOKEN_${name.toUpperCase()}`,
        token,
      ]),
    );
    const app = makeApp({
      cwd: folder,
      env,
      color: false,
      width: 100,
      signal: new AbortController().signal,
      print: () => undefined,
      say: () => undefined,
    });
    try {
      const { run } = await pentestApi(app, {
        api: undefined,
        checks: checks.ids.filter((id) => /^(?:bola|bfla|auth)/.test(id) && checks.get(id)!.safety === 'read-only'),
        operations: undefined,
        safety: 'read-only',
        seed: '1',
        through: false,
        tentative: false,
        minReachedPercent: 0,
        onEvent: () => undefined,
      });
      const above = run.findings.filter(({ severity }) => severity !== 'low' && severity !== 'info');
      assert.deepEqual(
        above.map(({ ruleId, message }) => `${ruleId}: ${message}`),
        [],
      );
      const cells = Object.values(run.coverage!.cells).flatMap((row) => Object.entries(row));
      for (const family of [/^bfla/, /^auth/, /^bola/]) {
        const judged = cells.filter(([check, { state }]) => family.test(check) && state === 'passed');
        assert.ok(
          judged.length > 0,
          `${family} was tried: ${JSON.stringify(cells.filter(([check]) => family.test(check)).slice(0, 3))}`,
        );
      }
      assert.ok(run.coverage!.reached > 20, `reached ${run.coverage!.reached}`);
    } finally {
      await app.close();
    }
  });
});

async function loginOf(): Promise<{ readonly user: unknown; readonly cookie: string }> {
  const { user, password } = fixture.served.firstLogin!;
  const { json, headers } = await fixture.call('POST', '/session', { body: { user, password } });
  return { user: json.user, cookie: headers.getSetCookie()[0]!.split(';')[0]! };
}

async function anotherViewer(): Promise<string> {
  const { console: people } = await fixture.app.store();
  const facts = {
    id: 'second',
    name: 'second',
    role: 'viewer',
    createdBy: 'test',
    expiresAt: Date.now() + 3_600_000,
  } as const;
  return new Sessions(people).addToken(facts);
}
