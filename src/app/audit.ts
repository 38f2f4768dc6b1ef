import path from 'node:path';
import type { Observe } from '../audit/collector.js';
import { familiesOf, familyOf, type Estate, type Family } from '../audit/estate.js';
import { audit, type AuditLevel } from '../audit/runner.js';
import { rules } from '../audit/rules.js';
import { PortcullisError } from '../core/errors.js';
import type { Run } from '../core/finding.js';
import { loadProject, type ProjectOptions } from '../model/project.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';
import type { DependencyRequest } from './audit-dependencies.js';
import { beginNarrowing, type NarrowingRequest } from './audit-narrowing.js';
import { recordRun } from './record-run.js';

export interface AuditRequest extends DependencyRequest, NarrowingRequest {
  readonly contracts: readonly string[];
  readonly level: AuditLevel;
  /** Parts that are assessed; default: all, or the contract alone where contracts are named. */
  readonly only?: readonly Family[] | undefined;
  /** Folder that the references of named contracts may not leave. Default: the contract's own. */
  readonly refRoot?: string | undefined;
  /** Hosts that documents which references name may be fetched from, over https. Default: none. */
  readonly allowRefHost?: readonly string[] | undefined;
  /** The contract as it was: only what changed since is reported. */
  readonly diff?: string | undefined;
}

type Load = (options: Omit<ProjectOptions, 'source'>) => Promise<Project>;

function loadContracts(app: App, { contracts, refRoot }: AuditRequest, load: Load): Promise<Project> {
  const contract = contracts.map((file) => path.relative(process.cwd(), path.resolve(app.cwd, file)));
  const root = refRoot === undefined ? undefined : path.resolve(app.cwd, refRoot);
  return load({ contract, today: app.now(), partial: true, refRoot: root });
}

/** Dependencies and files can be assessed where there is neither policy nor contract. */
async function projectFor(app: App, request: AuditRequest, load: Load): Promise<Project> {
  const { contracts, only } = request;
  if (contracts.length) return loadContracts(app, request, load);
  const needsModel = !only || only.some((family) => family === 'contract' || family === 'policy');
  if (request.allowRefHost && app.policyFile !== undefined)
    return load({ policyFile: path.relative(process.cwd(), app.policyFile), today: app.now() });
  if (needsModel || app.policyFile !== undefined) return app.project();
  const { emptyProject } = await import('./empty-project.js');
  return emptyProject(app.now());
}

/** What stands beside the contract; undefined: contracts were named, and nothing else was asked for. */
async function estateFor(app: App, project: Project, request: AuditRequest): Promise<Estate | undefined> {
  const { only, contracts, lockfile, advisories, sbom } = request;
  const asksDependencies = [lockfile, advisories, sbom].some((one) => one !== undefined);
  const beside = contracts.length ? [] : (['deployment', 'dependencies'] as const);
  const families = new Set<Family>(only ?? [...beside, ...(asksDependencies ? (['dependencies'] as const) : [])]);
  if (!families.has('deployment') && !families.has('dependencies')) return undefined;
  const { gatherEstate } = await import('./audit-estate.js');
  return gatherEstate(app, project, { ...request, families });
}

/** Runs the static assessment. Findings of the policy's own contracts are remembered in the store. */
export async function auditProject(app: App, request: AuditRequest): Promise<Run> {
  const narrowing = await beginNarrowing(app, request);
  if (!request.allowRefHost)
    return narrowing.finish(await assess(app, request, { observe: narrowing.observe, load: loadProject }));
  const { remoteRefs } = await import('./remote-refs.js');
  const refs = remoteRefs({ hosts: new Set(request.allowRefHost), signal: app.signal });
  try {
    const run = await assess(app, request, { observe: narrowing.observe, load: (options) => refs.load(options) });
    return narrowing.finish({ ...run, notes: [...run.notes, ...refs.notes()] });
  } finally {
    await refs.close();
  }
}

interface Means {
  readonly observe: Observe;
  readonly load: Load;
}

async function assess(app: App, request: AuditRequest, means: Means): Promise<Run> {
  const { contracts, level, only, diff } = request;
  const { observe, load } = means;
  if (diff !== undefined) return auditDrift(app, request, means);
  const project = await projectFor(app, request, load);
  const estate = await estateFor(app, project, request);
  const run = audit(project, { level, today: todayOf(app), version: app.version, only, estate, observe });
  if (contracts.length || project.file === undefined) return run;
  return await remember(app, { run, project, families: new Set(only ?? familiesOf(estate)) });
}

const todayOf = (app: App): string => app.now().toISOString().slice(0, 10);

/** What changed between two contracts. Nothing of it is remembered: it is about two files, not about the API. */
async function auditDrift(app: App, request: AuditRequest, { observe, load }: Means): Promise<Run> {
  const { diff = '', contracts, level } = request;
  const [contract, ...more] = contracts;
  if (contract === undefined || more.length) {
    throw new PortcullisError('USAGE', '--diff compares two contracts', { expected: 'audit --diff OLD NEW' });
  }
  const { diffContracts } = await import('../audit/drift/diff.js');
  const [before, after] = await Promise.all([
    loadContracts(app, { ...request, contracts: [diff] }, load),
    loadContracts(app, { ...request, contracts: [contract] }, load),
  ]);
  const changes = diffContracts(before.apis[0]!, after.apis[0]!);
  const count = (kind: string): number => changes.filter((change) => change.kind === kind).length;
  const estate: Estate = {
    name: path.basename(contract),
    changes,
    notes: [
      `changes since ${diff}: ${count('weakened')} weaken a control, ${count('breaking')} break clients, ${count('additive')} add something`,
    ],
    skipped: [],
  };
  return audit(after, { level, today: todayOf(app), version: app.version, estate, observe });
}

interface Remembered {
  readonly run: Run;
  readonly project: Project;
  readonly families: ReadonlySet<Family>;
}

async function remember(app: App, { run, project, families }: Remembered): Promise<Run> {
  const store = await app.store();
  const skipped = new Set(run.skipped.map(({ id }) => id));
  // A rule that did not run says nothing about what it found before.
  const ran = [...rules].filter((rule) => families.has(familyOf(rule)) && !skipped.has(rule.id));
  const scope = { apis: project.apis.map(({ name }) => name), ruleIds: ran.map(({ id }) => id) };
  return (await recordRun(store, run, scope)).run;
}
