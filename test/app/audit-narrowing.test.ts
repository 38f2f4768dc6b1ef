import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { auditProject, type AuditRequest } from '../../src/app/audit.js';
import { makeApp } from '../../src/app/make-app.js';
import type { Run } from '../../src/core/finding.js';

const folders: string[] = [];
after(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** A folder, with a git repository where that is asked for. */
class Place {
  readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-narrow-')));

  constructor(files: Readonly<Record<string, string>>, { git = true } = {}) {
    folders.push(this.folder);
    this.write(files);
    if (!git) return;
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      fs.writeFileSync(path.join(this.folder, name), text);
    }
  }

  edit(name: string, before: string, now: string): void {
    const text = fs.readFileSync(path.join(this.folder, name), 'utf8');
    assert.ok(text.includes(before), before);
    this.write({ [name]: text.replace(before, now) });
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.folder, encoding: 'utf8' });
  }

  commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'State');
  }

  async audit(request: Partial<AuditRequest>): Promise<Run> {
    const app = makeApp({
      cwd: this.folder,
      env: { PATH: process.env['PATH'] },
      color: false,
      width: 100,
      signal: new AbortController().signal,
      print: () => undefined,
      say: () => undefined,
    });
    try {
      return await auditProject(app, { contracts: ['openapi.yaml'], level: 'strict', ...request });
    } finally {
      await app.close();
    }
  }
}

const contract = `openapi: 3.1.0
info: { title: Shop, version: '1' }
security: [{ bearer: [] }]
paths:
  /orders:
    get:
      operationId: listOrders
      security: []
      responses: { '200': { description: Found } }
    post:
      operationId: addOrder
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Order'
      responses: { '201': { description: Made } }
  /users:
    post:
      operationId: addUser
      security: []
      responses: { '201': { description: Made } }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
  schemas:
    Order:
      type: object
      properties:
        note: { type: string }
`;
const files = { 'openapi.yaml': contract };

/** Of three rules: what others say of the contract is theirs to change. */
const rules = ['operation-requires-auth', 'object-is-closed', 'rate-limit-is-set'];
const shown = ({ findings }: Run) =>
  findings
    .filter(({ ruleId }) => rules.includes(ruleId))
    .map(({ ruleId, operationId }) => `${ruleId} ${operationId}`)
    .sort();

describe('--changed-since', () => {
  it('shows nothing where nothing changed, and says how much is not shown', async () => {
    const place = new Place(files);
    const { findings } = await place.audit({});
    assert.ok(findings.length >= 3);
    const run = await place.audit({ changedSince: 'HEAD' });
    assert.deepEqual(run.findings, []);
    assert.ok(run.notes.includes(`${findings.length} findings where nothing changed since HEAD not shown`));
  });

  it('shows the findings of an operation that was touched, committed or not', async () => {
    const place = new Place(files);
    place.edit('openapi.yaml', 'operationId: addUser', 'operationId: addUser\n      summary: New');
    assert.deepEqual(shown(await place.audit({ changedSince: 'main' })), ['operation-requires-auth addUser']);
    place.commit();
    assert.deepEqual(shown(await place.audit({ changedSince: 'HEAD' })), []);
    assert.deepEqual(shown(await place.audit({ changedSince: 'HEAD~1' })), ['operation-requires-auth addUser']);
  });

  it('shows a finding at a component when that was touched', async () => {
    const place = new Place(files);
    place.edit('openapi.yaml', 'note: { type: string }', 'note: { type: string }\n        more: { type: string }');
    assert.deepEqual(shown(await place.audit({ changedSince: 'HEAD' })), ['object-is-closed addOrder']);
  });

  it('shows what lost its protection with lines that were taken out', async () => {
    const place = new Place({
      'openapi.yaml': contract.replace(
        "      security: []\n      responses: { '201'",
        `      security: [{ bearer: [] }]\n      responses: { '201'`,
      ),
    });
    place.edit('openapi.yaml', 'security: [{ bearer: [] }]\npaths', 'paths');
    assert.ok(shown(await place.audit({ changedSince: 'HEAD' })).includes('operation-requires-auth addOrder'));
  });

  it('shows all of a file that git does not know, and of one that is new since', async () => {
    const place = new Place({ 'readme.md': 'Nothing yet' });
    place.write(files);
    const { findings } = await place.audit({});
    assert.deepEqual((await place.audit({ changedSince: 'HEAD' })).findings, findings);
    place.commit();
    assert.deepEqual((await place.audit({ changedSince: 'HEAD~1' })).findings, findings);
  });

  it('follows a contract through its files, whatever they are called', async () => {
    const name = 'parts/a "b" ü.yaml';
    const split = contract.replace(
      "'#/components/schemas/Order'",
      `'${name.replaceAll(' ', '%20').replaceAll('"', '%22')}'`,
    );
    const place = new Place({ 'openapi.yaml': split, [name]: 'type: object\nproperties:\n  note: { type: string }\n' });
    assert.deepEqual(shown(await place.audit({ changedSince: 'HEAD' })), []);
    place.edit(name, 'note:', 'remark:');
    assert.deepEqual(shown(await place.audit({ changedSince: 'HEAD' })), ['object-is-closed addOrder']);
  });

  it('shows what the policy no longer says of an operation', async () => {
    const policy = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:3000' } } }
identity: { schemes: { bearer: { apiKeys: true } } }
operations:
  listOrders: { rateLimits: [{ limit: 9, windowSeconds: 60, per: address }] }
  addOrder: { roles: any, rateLimits: [{ limit: 9, windowSeconds: 60, per: address }] }
  addUser: { rateLimits: [{ limit: 9, windowSeconds: 60, per: address }] }
`;
    const place = new Place({ ...files, 'portcullis.yaml': policy, '.gitignore': '.portcullis\n' });
    place.edit('portcullis.yaml', '  addUser: { rateLimits: [{ limit: 9, windowSeconds: 60, per: address }] }\n', '');
    const run = await place.audit({ contracts: [], only: ['contract', 'policy'], changedSince: 'HEAD' });
    assert.ok(shown(run).includes('rate-limit-is-set addUser'), shown(run).join('\n'));
    assert.ok(!shown(run).some((one) => one.endsWith('listOrders')));
  });

  it('says what is missing: a repository, or the revision', async () => {
    const outside = new Place(files, { git: false });
    await assert.rejects(outside.audit({ changedSince: 'HEAD' }), { code: 'USAGE', message: /needs a git repository/ });
    const place = new Place(files);
    for (const revision of ['no-such-branch', '--output=x', '']) {
      await assert.rejects(place.audit({ changedSince: revision }), {
        code: 'USAGE',
        message: /does not know the revision/,
      });
    }
    assert.ok(!fs.existsSync(path.join(place.folder, 'x')));
  });

  it('runs no program that the repository names', async () => {
    const place = new Place(files);
    const marker = path.join(place.folder, 'ran');
    place.write({ '.gitattributes': '*.yaml diff=evil filter=evil\n' });
    for (const key of ['diff.evil.command', 'diff.evil.textconv', 'diff.external', 'core.fsmonitor', 'core.pager'])
      place.git('config', key, `touch ${marker}`);
    place.write({ 'openapi.yaml': `${contract}\n` });
    await place.audit({ changedSince: 'HEAD' });
    assert.ok(!fs.existsSync(marker));
  });
});

describe('--baseline', () => {
  it('is written by --update-baseline, and then fails nothing that it knows', async () => {
    const place = new Place(files, { git: false });
    const written = await place.audit({ baseline: 'base.json', updateBaseline: true });
    assert.ok(written.findings.length >= 3 && written.findings.every(({ status }) => status === 'accepted'));
    const again = await place.audit({ baseline: 'base.json' });
    assert.deepEqual(shown(again), shown(written));
    assert.ok(again.notes.includes(`${written.findings.length} findings known from base.json`));
  });

  it('leaves new findings open, and reports those that are gone', async () => {
    const place = new Place(files, { git: false });
    await place.audit({ baseline: 'base.json', updateBaseline: true });
    place.edit('openapi.yaml', '      operationId: addUser\n      security: []\n', '      operationId: addUser\n');
    place.edit('openapi.yaml', '  /users:', '  /items:\n    delete: { operationId: clear, security: [] }\n  /users:');
    const run = await place.audit({ baseline: 'base.json' });
    assert.deepEqual(
      run.findings.filter(({ status }) => status === 'open').map(({ operationId }) => operationId),
      ['clear'],
    );
    assert.match(run.notes.join('\n'), /^1 finding of base\.json fixed \([0-9a-f]{8}\)/m);
  });

  it('holds when lines move and keys are reordered', async () => {
    const place = new Place(files, { git: false });
    await place.audit({ baseline: 'base.json', updateBaseline: true, level: 'all' });
    const [head, rest] = contract.split('paths:\n') as [string, string];
    const [paths, components] = rest.split('components:\n') as [string, string];
    place.write({ 'openapi.yaml': `# Moved\n${head}components:\n${components}paths:\n${paths}` });
    const run = await place.audit({ baseline: 'base.json', level: 'all' });
    assert.deepEqual(
      run.findings.filter(({ status }) => status === 'open').map(({ message }) => message),
      [],
    );
    assert.doesNotMatch(run.notes.join('\n'), /fixed/);
  });

  it('that is written at a lower level says nothing of fixed ones at a higher', async () => {
    const place = new Place(files, { git: false });
    await place.audit({ baseline: 'base.json', updateBaseline: true, level: 'all' });
    assert.doesNotMatch((await place.audit({ baseline: 'base.json' })).notes.join('\n'), /fixed/);
  });

  it('that is not there, or is asked for without a file, is an error', async () => {
    const place = new Place(files, { git: false });
    await assert.rejects(place.audit({ baseline: 'base.json' }), {
      code: 'FILE_UNREADABLE',
      hint: /--update-baseline/,
    });
    await assert.rejects(place.audit({ updateBaseline: true }), { code: 'USAGE', message: /needs the file/ });
    await assert.rejects(place.audit({ baseline: 'b', updateBaseline: true, changedSince: 'HEAD' }), { code: 'USAGE' });
    await assert.rejects(place.audit({ baseline: 'no/folder/b', updateBaseline: true }), { code: 'FILE_UNWRITABLE' });
  });
});
