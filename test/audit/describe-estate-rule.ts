import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { emptyProject } from '../../src/app/empty-project.js';
import { gatherEstate, type EstateRequest } from '../../src/app/audit-estate.js';
import { makeApp } from '../../src/app/make-app.js';
import { familyOf } from '../../src/audit/estate.js';
import type { Rule } from '../../src/audit/rule.js';
import { audit } from '../../src/audit/runner.js';
import type { Run, Severity } from '../../src/core/finding.js';
import { loadProject } from '../../src/model/project.js';
import { today } from './describe-rule.js';

export interface EstateSource {
  /** Name in the folder -> text. */
  readonly files: Readonly<Record<string, string>>;
  /** Names of files that others may read; all are for their owner only. */
  readonly modes?: Readonly<Record<string, number>>;
  /** The folder is a repository that has all of them. */
  readonly committed?: boolean;
  readonly request?: Partial<Omit<EstateRequest, 'families'>>;
}

export interface EstateFlag extends EstateSource {
  readonly severity?: Severity;
  readonly says?: RegExp;
  /** `file:line`. */
  readonly at?: string;
  /** Default 1. */
  readonly count?: number;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes files into a folder of their own; it is gone when the process ends. */
export function writeFolder({ files, modes = {}, committed = false }: EstateSource): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'portcullis-estate-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text);
    chmodSync(file, modes[name] ?? 0o600);
  }
  if (committed) {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '-A', '-f'], { cwd: folder });
  }
  return folder;
}

/** The surroundings of a command that runs in a folder. */
export function appIn(folder: string, env: Readonly<Record<string, string>> = {}) {
  const said: string[] = [];
  const app = makeApp({
    cwd: folder,
    env,
    color: false,
    width: 100,
    signal: new AbortController().signal,
    print: (text) => void said.push(text),
    say: (text) => void said.push(text),
  });
  return { app, said };
}

/** Gathers what stands in a folder, as the program does, and runs rules over it. */
export async function estateRunIn(
  folder: string,
  rules: readonly Rule[],
  request: EstateSource['request'] = {},
): Promise<Run> {
  const { app } = appIn(folder);
  const at = new Date(`${today}T12:00:00Z`);
  const project = app.policyFile ? await loadProject({ policyFile: app.policyFile, today: at }) : emptyProject(at);
  const families = new Set(rules.map(familyOf));
  const estate = await gatherEstate(app, project, { ...request, families });
  return audit(project, { today, version: '0.0.0', level: 'all', rules, only: [...families], estate });
}

/** A rule's test: what it must flag, and what it must not, with real files. */
export function describeEstateRule(
  rule: Rule,
  {
    flags,
    passes,
  }: { readonly flags: Readonly<Record<string, EstateFlag>>; readonly passes: Readonly<Record<string, EstateSource>> },
): void {
  describe(rule.id, () => {
    assert.ok(Object.keys(flags).length >= 3 && Object.keys(passes).length >= 3, `${rule.id}: three rows a side`);
    for (const [name, flag] of Object.entries(flags)) {
      it(`flags ${name}`, async () => {
        const folder = writeFolder(flag);
        const { findings } = await estateRunIn(folder, [rule], flag.request);
        assert.equal(findings.length, flag.count ?? 1, JSON.stringify(findings.map(({ message }) => message)));
        const finding = findings[0]!;
        assert.equal(finding.ruleId, rule.id);
        if (flag.severity) assert.equal(finding.severity, flag.severity);
        if (flag.says) assert.match(finding.message, flag.says);
        if (flag.at) assert.equal(`${path.relative(folder, finding.place!.file)}:${finding.place!.line}`, flag.at);
      });
    }
    for (const [name, source] of Object.entries(passes)) {
      it(`passes ${name}`, async () => {
        const { findings } = await estateRunIn(writeFolder(source), [rule], source.request);
        assert.deepEqual(
          findings.map(({ message }) => message),
          [],
        );
      });
    }
  });
}

const sha512 = `sha512-${'A'.repeat(86)}==`;

/** Fields of an entry of `package-lock.json`, with what npm always writes. */
export interface NpmEntry {
  readonly version?: string;
  readonly [field: string]: unknown;
}

/** A `package-lock.json` of version 3: folder in node_modules -> entry. What `root` asks for is asked for directly. */
export function npmLock(
  packages: Readonly<Record<string, NpmEntry>>,
  root: Readonly<Record<string, unknown>> = {
    dependencies: Object.fromEntries(
      Object.entries(packages)
        .filter(([name]) => !name.includes('/node_modules/'))
        .map(([name, { version = '1.0.0' }]) => [name, `^${version}`]),
    ),
  },
): string {
  const entries = Object.entries(packages).map(([name, entry]) => {
    const short = name.slice(name.lastIndexOf('node_modules/') + (name.includes('node_modules/') ? 13 : 1));
    const version = entry.version ?? '1.0.0';
    const resolved = `https://registry.npmjs.org/${short}/-/${short.split('/').at(-1)}-${version}.tgz`;
    return [`node_modules/${name}`, { version, resolved, integrity: sha512, license: 'MIT', ...entry }];
  });
  return JSON.stringify(
    { name: 'shop', lockfileVersion: 3, packages: { '': { name: 'shop', ...root }, ...Object.fromEntries(entries) } },
    null,
    2,
  );
}
