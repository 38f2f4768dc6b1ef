import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { ContractFix, Finding, Run, Severity } from '../../src/core/finding.js';
import { load } from 'js-yaml';
import { applyPatch } from '../../src/audit/fix-apply.js';
import { loadProject } from '../../src/model/project.js';
import { audit, type AuditOptions } from '../../src/audit/runner.js';
import type { Rule } from '../../src/audit/rule.js';

/** The day on which all tests of the audit take place. */
export const today = '2026-11-25';

export interface Source {
  /** YAML. Head (`openapi`, `info`) is supplied where there is none. */
  readonly contract: string;
  /** YAML of the policy; `version` and `apis` (one, called `shop`) are supplied where there are none. */
  readonly policy?: string;
  /** YAML of the list in the patches file. */
  readonly patches?: string;
}

export interface Flag extends Source {
  /** Text that stands at the finding's place. */
  readonly at?: string;
  readonly severity?: Severity;
  readonly says?: RegExp;
  /** What the finding offers, and what leaves no finding of the rule once it is applied. */
  readonly closedBy?: 'fix' | 'patch' | 'fix and patch';
}

function withHead(text: string, key: RegExp, head: string): string {
  return key.test(text) ? text : `${head}\n${text}`;
}

function withContractHead(contract: string): string {
  return withHead(contract, /^\s*"?(openapi|swagger)"?:/m, `openapi: 3.1.0\ninfo: { title: Shop, version: '1' }`);
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes the files to a folder of their own, loads them and runs the audit. The folder is gone when the process ends. */
export async function auditOf(source: Source, options: Partial<AuditOptions> = {}): Promise<Audited> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'portcullis-audit-'));
  folders.push(folder);
  const contract = path.join(folder, 'openapi.yaml');
  const policy = path.join(folder, 'portcullis.yaml');
  writeFileSync(contract, withContractHead(source.contract));
  if (source.policy !== undefined) {
    const api = `version: 1\napis: { shop: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:3000 } } }`;
    writeFileSync(policy, withHead(source.policy, /^apis:/m, api));
    if (source.patches)
      writeFileSync(path.join(folder, 'portcullis.patches.yaml'), `version: 1\npatches: ${source.patches}`);
  }
  const project = await loadProject({
    ...(source.policy === undefined ? { contract: [contract] } : { policyFile: policy }),
    today: new Date(`${today}T12:00:00Z`),
  });
  const run = audit(project, { today, version: '0.0.0', level: 'all', ...options });
  return { run, textAt };
}

export interface Audited {
  readonly run: Run;
  /** The rest of the line at a finding's place. */
  textAt(finding: Finding): string;
}

function textAt({ place }: Finding): string {
  assert.ok(place, 'the finding has a place');
  const lines = readFileSync(place.file, 'utf8').split('\n');
  return lines[place.line - 1]!.slice(place.column - 1);
}

/** Applies the fix to the contract and audits again. JSON is YAML. */
async function assertFixCloses(rule: Rule, flag: Flag, fix: ContractFix): Promise<void> {
  assert.equal(fix.files.length, 1);
  const fixed = applyPatch(load(withContractHead(flag.contract)), fix.files[0]!.patch);
  assert.ok(fixed, 'the fix fits the contract');
  const { run } = await auditOf({ ...flag, contract: JSON.stringify(fixed, null, 1) }, { rules: [rule] });
  assert.deepEqual(run.findings, [], 'the fixed contract is audited to silence');
}

const plainPolicy = 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }';

/** Applies the proposed patch beside the policy and audits again. */
async function assertPatchCloses(rule: Rule, flag: Flag): Promise<void> {
  const source = { policy: plainPolicy, ...flag };
  const { run } = await auditOf(source, { rules: [rule] });
  const patches = run.findings.flatMap(({ patch }) => (patch ? [patch] : []));
  assert.ok(patches.length, 'the finding proposes a patch');
  const { run: patched } = await auditOf({ ...source, patches: JSON.stringify(patches) }, { rules: [rule] });
  assert.deepEqual(patched.findings, [], 'the patched policy is audited to silence');
}

/** A rule's test: what it must flag, exactly once, and what it must not. */
export function describeRule(
  rule: Rule,
  {
    flags,
    passes,
  }: { readonly flags: Readonly<Record<string, Flag>>; readonly passes: Readonly<Record<string, Source>> },
): void {
  describe(rule.id, () => {
    assert.ok(Object.keys(flags).length >= 4 && Object.keys(passes).length >= 4, `${rule.id}: four rows a side`);
    for (const [name, flag] of Object.entries(flags)) {
      it(`flags ${name}`, async () => {
        const { run, textAt } = await auditOf(flag, { rules: [rule] });
        assert.equal(run.findings.length, 1, JSON.stringify(run.findings.map(({ message }) => message)));
        const finding = run.findings[0]!;
        assert.equal(finding.ruleId, rule.id);
        if (flag.at !== undefined) assert.equal(textAt(finding).slice(0, flag.at.length), flag.at);
        if (flag.severity) assert.equal(finding.severity, flag.severity);
        if (flag.says) assert.match(finding.message, flag.says);
        if (flag.closedBy?.includes('fix')) assert.ok(finding.fix, 'the finding has a fix');
        // Whoever offers a fix has to keep what it promises.
        if (finding.fix) await assertFixCloses(rule, flag, finding.fix);
        if (flag.closedBy?.includes('patch')) await assertPatchCloses(rule, flag);
      });
    }
    for (const [name, source] of Object.entries(passes)) {
      it(`passes ${name}`, async () => {
        const { run } = await auditOf(source, { rules: [rule] });
        assert.deepEqual(
          run.findings.map(({ message }) => message),
          [],
        );
      });
    }
  });
}

/** A contract whose `POST` at a path takes a JSON body of this schema (YAML in flow style). */
export function bodyOf(schema: string, at = '/things', more = ''): string {
  return `paths:
  ${at}:
    post:
      operationId: send
      security: [{ bearer: [] }]
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { '204': { description: Done } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
${more}`;
}

/** A contract whose `GET` at a path answers with this schema (YAML in flow style). */
export function answerOf(schema: string, at = '/things/{id}', more = ''): string {
  return `paths:
  ${at}:
    get:
      operationId: read
      security: [{ bearer: [] }]
      responses: { '200': { description: Found, content: { application/json: { schema: ${schema} } } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
${more}`;
}

/** A contract whose `GET /things` takes this parameter (YAML in flow style). */
export function parameterOf(parameter: string, at = '/things'): string {
  return `paths:
  ${at}:
    get:
      operationId: list
      security: [{ bearer: [] }]
      parameters: [${parameter}]
      responses: { '200': { description: Found } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }`;
}

/** A contract whose `GET /things` and `POST /things` are secured by this scheme (YAML in flow style). */
export function schemeOf(scheme: string): string {
  return `security: [{ main: [] }]
paths:
  /things:
    get: { responses: { '200': { description: Found } } }
    post: { responses: { '204': { description: Done } } }
components:
  securitySchemes:
    main: ${scheme}`;
}
