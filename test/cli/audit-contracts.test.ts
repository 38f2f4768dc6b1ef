import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import type { Run } from '../../src/core/finding.js';
import { orchardProject } from './bench.js';

const project = orchardProject();
after(() => project.close());

function write(name: string, text: string): void {
  fs.mkdirSync(path.dirname(project.file(name)), { recursive: true });
  fs.writeFileSync(project.file(name), text);
}

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths:\n';
const answers = 'responses: { 200: { description: ok } }';

describe('portcullis audit of a contract that is named', { concurrency: 2 }, () => {
  it('goes on where a file of it is broken, and says what was left out and where', async () => {
    write(
      'part/openapi.yaml',
      `${head}  /a: { get: { ${answers} } }\n  /b: { $ref: b.yaml }\n  /a: { put: { ${answers} } }\n`,
    );
    write('part/b.yaml', 'get:\n  responses: [\n');
    const run = await project.json<Run>('audit', 'part/openapi.yaml', '--level', 'all', '--fail-on', 'none');
    assert.equal(run.coverage?.operations, 1);
    const notes = run.notes.join('\n');
    assert.match(
      notes,
      /part\/openapi\.yaml:6:3: The key "\/a" stands twice here: what the first one holds was left out/,
    );
    assert.match(notes, /part\/b\.yaml:3:1: YAML: .*expected/);
    const broken = run.findings.find(({ ruleId }) => ruleId === 'ref-resolves');
    assert.deepEqual([broken?.place?.line, broken?.place?.column], [5, 9]);
  });

  it('stays inside the folder of the contract, or inside --ref-root', async () => {
    write('api/v1/openapi.yaml', `${head}  /a: { $ref: ../shared/a.yaml }\n`);
    write('api/shared/a.yaml', `get: { ${answers} }\n`);
    const flags = ['api/v1/openapi.yaml', '--level', 'all', '--fail-on', 'none'];
    const closed = await project.json<Run>('audit', ...flags);
    assert.ok(closed.findings.some(({ ruleId }) => ruleId === 'ref-stays-inside'));
    assert.equal(closed.outcome, 'incomplete');
    const open = await project.json<Run>('audit', ...flags, '--ref-root', 'api');
    assert.ok(!open.findings.some(({ ruleId }) => ruleId === 'ref-stays-inside'));
    assert.equal(open.coverage?.operations, 1);
  });
});
