import type { Finding } from '../core/finding.js';
import type { Place } from '../core/place.js';
import type { ApiModel, NodeRef, Project } from '../model/types.js';
import { Collector, type Observe } from './collector.js';
import type { AdvisorySource, Dependency, Lockfile, Vulnerability } from './dependencies/types.js';
import type { Deployment } from './deployment/types.js';
import type { Change } from './drift/types.js';
import { placed, type PlacedNode } from './placed-node.js';
import type { Report, Rule, RuleContext } from './rule.js';
import type { Suppressor } from './suppress.js';

/** A lockfile together with what is known about its packages. */
export interface LockfileVisit {
  readonly lockfile: Lockfile;
  /** Where flaws were looked up; empty: nowhere. */
  readonly sources: readonly AdvisorySource[];
  /** Licences that may be used; undefined: nobody said. */
  readonly licences?: readonly string[] | undefined;
}

export interface DependencyVisit {
  readonly dependency: Dependency;
  readonly lockfile: Lockfile;
  readonly vulnerabilities: readonly Vulnerability[];
  node(...more: readonly string[]): PlacedNode;
}

/** A `package.json` without a lockfile beside it. */
export interface UnlockedManifest {
  readonly file: string;
  readonly place: Place;
}

/** What stands beside contract and policy, gathered by the program. Absent parts were not looked at. */
export interface Estate {
  /** Name of the project where there is no API. */
  readonly name: string;
  readonly dependencies?:
    | {
        readonly lockfiles: readonly Lockfile[];
        readonly unlocked: readonly UnlockedManifest[];
        /** `name@version` -> its flaws. */
        readonly vulnerabilities: ReadonlyMap<string, readonly Vulnerability[]>;
        readonly sources: readonly AdvisorySource[];
        /** Licences that may be used; undefined: nobody said. */
        readonly licences: readonly string[] | undefined;
      }
    | undefined;
  readonly deployment?: Deployment | undefined;
  readonly changes?: readonly Change[] | undefined;
  /** What was looked at, and what could not be. */
  readonly notes: readonly string[];
  /** What was asked for and could not be had: the run is not complete then. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}

/** Parts of an assessment: what `--only` names, and what changed between two contracts. */
export const families = ['contract', 'policy', 'deployment', 'dependencies', 'drift'] as const;
export type Family = (typeof families)[number];

/** What a rule looks at says which part it belongs to. */
export function familyOf({ visit, needs }: Rule): Family {
  if (visit.lockfile || visit.dependency || visit.unlocked) return 'dependencies';
  if (visit.deployment) return 'deployment';
  if (visit.change) return 'drift';
  return visit.policy || needs === 'policy' ? 'policy' : 'contract';
}

/** The parts that are assessed when nobody names any: those that there is something for. */
export function familiesOf(estate: Estate | undefined): readonly Family[] {
  if (estate?.changes) return ['drift'];
  return [
    'contract',
    'policy',
    ...(estate?.deployment ? (['deployment'] as const) : []),
    ...(estate?.dependencies ? (['dependencies'] as const) : []),
  ];
}

/** Why a rule of the estate has nothing to look at; undefined when it has. */
export function absentReason(rule: Rule, estate: Estate | undefined): string | undefined {
  const family = familyOf(rule);
  if (family === 'deployment') return estate?.deployment ? undefined : 'the deployment was not looked at';
  if (family === 'drift') return estate?.changes ? undefined : 'there is no other contract to compare with';
  if (family !== 'dependencies') return undefined;
  const found = estate?.dependencies;
  if (!found) return 'dependencies were not looked at';
  if (rule.needsAdvisories && !found.sources.length) {
    return estate.skipped.length ? 'advisories could not be had' : 'no advisories were asked for: --advisories';
  }
  return found.lockfiles.length || found.unlocked.length ? undefined : 'there is no package.json or lockfile';
}

export interface EstateSurroundings {
  readonly model: ApiModel;
  readonly project: Project;
  readonly today: string;
  readonly suppressor: Suppressor;
  /** As in the options of the audit. */
  readonly observe?: Observe | undefined;
}

/** Runs the rules over what stands beside contract and policy. */
export function assessEstate(
  estate: Estate,
  rules: readonly Rule[],
  { model, project, today, suppressor, observe }: EstateSurroundings,
): readonly Finding[] {
  const collector = new Collector(model, suppressor, today);
  for (const rule of rules) {
    const context: RuleContext = {
      model,
      project,
      today,
      hasPolicy: project.file !== undefined,
      report: (node: NodeRef, report: Report = {}) => collector.add(rule, node, report),
    };
    visit(rule, estate, context);
  }
  return collector.findings(observe);
}

function visit({ visit: visitors }: Rule, { dependencies, deployment, changes }: Estate, context: RuleContext): void {
  if (deployment) visitors.deployment?.(deployment, context);
  for (const change of changes ?? []) visitors.change?.(change, context);
  if (!dependencies) return;
  const { lockfiles, unlocked, vulnerabilities, sources, licences } = dependencies;
  for (const manifest of unlocked) visitors.unlocked?.(manifest, context);
  for (const lockfile of lockfiles) {
    visitors.lockfile?.({ lockfile, sources, licences }, context);
    if (!visitors.dependency) continue;
    for (const dependency of lockfile.dependencies) {
      visitors.dependency(
        {
          dependency,
          lockfile,
          vulnerabilities: vulnerabilities.get(dependency.id) ?? [],
          node: (...more) => placed(dependency.place, dependency.name, dependency.version, ...more),
        },
        context,
      );
    }
  }
}
