import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { patchFileOf, writeFixes, type FixRequest } from '../../src/app/audit-fix.js';
import { audit } from '../../src/audit/runner.js';
import type { Run } from '../../src/core/finding.js';
import { loadProject } from '../../src/model/project.js';

const contract = `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers:
  - url: http://api.example.com # TODO with TLS
security:
  - bearer: []
paths:
  /orders:
    post:
      operationId: add
      requestBody:
        content:
          application/json:
            schema: { $ref: 'schemas.yaml#/Order' }
      responses: { '204': { description: Done } }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer, bearerFormat: JWT }
`;
const schemas = `Order:
  type: object
  additionalProperties: false
  properties:
    items: # of the order
      type: array
      items: { type: string, maxLength: 20 }
`;

let folder = '';
const file = (name: string) => path.join(folder, name);
const textOf = (name: string) => fs.readFileSync(file(name), 'utf8');

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-fix-'));
  fs.writeFileSync(file('openapi.yaml'), contract);
  fs.writeFileSync(file('schemas.yaml'), schemas);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

async function assess(): Promise<Run> {
  const project = await loadProject({ contract: [file('openapi.yaml')] });
  return audit(project, { level: 'default', today: '2026-11-25', version: '0.0.0' });
}

async function fix(request: Partial<FixRequest>): Promise<readonly string[]> {
  const before = await assess();
  const run = writeFixes(before, { narrow: false, dryRun: false, write: false, ...request }, folder);
  return run.notes.slice(before.notes.length);
}

describe('audit --fix', () => {
  it('writes what refuses no call as a JSON Patch beside the contract', async () => {
    const notes = await fix({});
    assert.deepEqual(JSON.parse(textOf('openapi.patch.json')), [
      { op: 'replace', path: '/servers/0/url', value: 'https://api.example.com' },
    ]);
    assert.equal(textOf('openapi.yaml'), contract);
    assert.match(notes[0]!, /^1 change of openapi\.yaml as a JSON Patch \(RFC 6902\) in openapi\.patch\.json$/);
    assert.match(notes[1]!, /^1 fix left out .*array-has-bound/);
  });

  it('writes a patch for each file of the contract', async () => {
    await fix({ narrow: true });
    assert.deepEqual(JSON.parse(textOf('schemas.patch.json')), [
      { op: 'add', path: '/Order/properties/items/maxItems', value: 1000 },
    ]);
  });

  it('changes the contract itself only when told so, comments and all', async () => {
    await fix({ narrow: true, write: true });
    assert.equal(textOf('openapi.yaml'), contract.replace('http://api.example.com', '"https://api.example.com"'));
    assert.match(textOf('schemas.yaml'), /items: # of the order\n {6}maxItems: 1000\n {6}type: array\n/);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['openapi.yaml', 'schemas.yaml']);
    assert.deepEqual(
      (await assess()).findings.map(({ ruleId }) => ruleId),
      [],
    );
  });

  it('writes nothing in a dry run, and says what it would', async () => {
    const notes = await fix({ dryRun: true });
    assert.deepEqual(fs.readdirSync(folder).sort(), ['openapi.yaml', 'schemas.yaml']);
    assert.match(notes[0]!, /not written: replace \/servers\/0\/url "https:\/\/api\.example\.com"/);
  });

  it('writes behind a link, and leaves the link', async () => {
    fs.renameSync(file('openapi.yaml'), file('real.yaml'));
    fs.symlinkSync(file('real.yaml'), file('openapi.yaml'));
    await fix({ write: true });
    assert.ok(fs.lstatSync(file('openapi.yaml')).isSymbolicLink());
    assert.match(textOf('real.yaml'), /https:\/\/api/);
  });

  it('does not overwrite a file that is no JSON Patch', async () => {
    fs.writeFileSync(file('openapi.patch.json'), '{ "mine": true }');
    await assert.rejects(fix({}), { code: 'FILE_UNWRITABLE' });
    assert.equal(textOf('openapi.patch.json'), '{ "mine": true }');
  });

  it('says when there is nothing to write', async () => {
    fs.writeFileSync(file('openapi.yaml'), contract.replace('http://api', 'https://api'));
    fs.writeFileSync(file('schemas.yaml'), schemas.replace('type: array', 'type: array\n      maxItems: 5'));
    assert.deepEqual(await fix({}), ['No finding shown here has a fix for the contract']);
  });

  it('leaves accepted risks alone', async () => {
    const run = await assess();
    const accepted = { ...run, findings: run.findings.map((one) => ({ ...one, status: 'accepted' as const })) };
    writeFixes(accepted, { narrow: true, dryRun: false, write: true }, folder);
    assert.equal(textOf('openapi.yaml'), contract);
  });
});

describe('the name of a patch file', () => {
  it('is the name of the contract', () => {
    assert.equal(patchFileOf('/a/openapi.yaml'), '/a/openapi.patch.json');
    assert.equal(patchFileOf('/a/api.v1.json'), '/a/api.v1.patch.json');
  });
});
