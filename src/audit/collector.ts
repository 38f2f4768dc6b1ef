import { severities, severityRank, type Finding, type Severity } from '../core/finding.js';
import type { ApiModel, NodeRef, Operation } from '../model/types.js';
import { contractFix } from './fix.js';
import { findingFingerprint } from './identity.js';
import { isPlaced } from './placed-node.js';
import type { Fix, Report, Rule } from './rule.js';
import type { Suppressor } from './suppress.js';

/** More places of one cause than anybody looks at. */
const maxRelated = 20;

/** From so many operations on, and above this share of all, one finding of the contract says it all. */
const wholeFrom = 5;
const wholeShare = 0.8;

/** Days until a proposed patch has to be looked at again. */
const patchDays = 30;

/** Everything that goes back to one thing: a rule and the node (or key) that has to change. */
interface Cause {
  readonly rule: Rule;
  readonly first: { readonly node: NodeRef; readonly report: Report };
  readonly key: string | undefined;
  readonly nodes: Map<string, NodeRef>;
  readonly operations: Set<Operation>;
  /** Place -> change of the contract that mends it there. */
  readonly fixes: Map<string, Fix>;
  severity: Severity;
}

function worse(a: Severity, b: Severity): Severity {
  return severityRank(a) <= severityRank(b) ? a : b;
}

function step(severity: Severity, by: 1 | -1): Severity {
  const rank = Math.min(Math.max(severityRank(severity) - by, 0), severities.length - 1);
  return severities[rank]!;
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Some operation asks for a credential, so that one without is the exception. */
function asksForCredentials(model: ApiModel): boolean {
  return [...model.operations.values()].some((operation) => operation.security.requiresCredential);
}

/** What a finding is about: more than its place, and than the places that are shown. */
export interface Subject {
  readonly model: ApiModel;
  readonly nodes: readonly NodeRef[];
  readonly operations: readonly Operation[];
}

/** Is told of each finding, those below the level too, and of all that it is about. */
export type Observe = (finding: Finding, subject: Subject) => void;

/** Groups what the rules report about one model by cause, and makes findings of it. */
export class Collector {
  readonly #model: ApiModel;
  readonly #suppressor: Suppressor;
  readonly #today: string;
  readonly #mixed: boolean;
  readonly #causes = new Map<string, Cause>();

  constructor(model: ApiModel, suppressor: Suppressor, today: string) {
    this.#model = model;
    this.#suppressor = suppressor;
    this.#today = today;
    this.#mixed = asksForCredentials(model);
  }

  add(rule: Rule, node: NodeRef, report: Report): void {
    const operations = this.#suppressor.remaining({
      ruleId: rule.id,
      node,
      operations: report.operations ?? [],
      names: report.names,
    });
    if (!operations) return;
    const place = `${node.file}#${node.pointer}`;
    const id = `${rule.id} ${report.key ?? place}`;
    const severity = this.#severityOf(rule, report, operations);
    let cause = this.#causes.get(id);
    if (!cause) {
      const first = { node, report };
      cause = { rule, first, key: report.key, nodes: new Map(), operations: new Set(), fixes: new Map(), severity };
      this.#causes.set(id, cause);
    }
    cause.severity = worse(cause.severity, severity);
    cause.nodes.set(place, node);
    // A schema is not written in the form that its model has.
    if (report.fix && this.#model.format !== 'graphql') cause.fixes.set(place, report.fix);
    for (const operation of operations) cause.operations.add(operation);
  }

  /** Critical is kept for what a rule itself calls so: reach alone never makes it. */
  #severityOf(rule: Rule, report: Report, operations: readonly Operation[]): Severity {
    const said = report.severity ?? rule.severity;
    if (report.covered) return step(said, -1);
    if (!rule.raisedByAnonymous || !this.#mixed || said === 'critical' || said === 'high') return said;
    return operations.some(({ security }) => security.anonymousAllowed) ? step(said, 1) : said;
  }

  findings(observe?: Observe): readonly Finding[] {
    const byRule = new Map<Rule, Cause[]>();
    for (const cause of this.#causes.values()) {
      const causes = byRule.get(cause.rule);
      if (causes) causes.push(cause);
      else byRule.set(cause.rule, [cause]);
    }
    return [...byRule].flatMap(([rule, causes]) => this.#ofRule(rule, causes, observe));
  }

  #tell(finding: Finding, causes: readonly Cause[], observe: Observe | undefined): Finding {
    observe?.(finding, {
      model: this.#model,
      nodes: causes.flatMap(({ nodes }) => [...nodes.values()]),
      operations: [...new Set(causes.flatMap(({ operations }) => [...operations]))],
    });
    return finding;
  }

  #ofRule(rule: Rule, causes: readonly Cause[], observe: Observe | undefined): readonly Finding[] {
    const each = () => causes.map((cause) => this.#tell(this.#ofCause(cause), [cause], observe));
    if (!rule.whole || causes.length < 2) return each();
    const operations = new Set(causes.flatMap((cause) => [...cause.operations]));
    const population = [...this.#model.operations.values()].filter(
      rule.population ?? (({ outgoing, carriesGraphql }) => !outgoing && !carriesGraphql),
    ).length;
    const isWhole = operations.size >= wholeFrom && operations.size > wholeShare * population;
    if (!isWhole && causes.length < (rule.mergeFrom ?? Infinity)) return each();
    return [this.#tell(this.#ofWhole(rule, causes, { operations, population }), causes, observe)];
  }

  #ofCause({ rule, first, key, nodes, operations, fixes, severity }: Cause): Finding {
    const operation = operations.size === 1 ? [...operations][0] : undefined;
    const { message = rule.title, part, patch, facts, remedy = rule.remedy, cwe = rule.cwe } = first.report;
    const fingerprint = findingFingerprint(this.#model, { ruleId: rule.id, node: first.node, operation, key });
    const more = nodes.size - 1;
    const isShared = more > 0 || operations.size > 1;
    const count = more > 0 ? nodes.size : operations.size;
    return {
      ...this.#common(rule, severity),
      remedy,
      cwe,
      fingerprint,
      message: more > 0 ? `${message} (and ${more} more)` : message,
      ...this.#places([...nodes.values()]),
      ...(operation ? { operationId: operation.id } : {}),
      ...(isShared ? { instances: { count, what: more > 0 ? 'places' : 'operations' } } : {}),
      ...(part ? { part } : {}),
      ...this.#facts(facts, operations),
      ...contractFix([...fixes.values()]),
      ...(patch && operation && nodes.size === 1
        ? {
            patch: {
              id: `audit-${fingerprint.slice(0, 8)}`,
              because: fingerprint,
              operation: operation.id,
              guard: patch.guard,
              set: patch.set,
              expires: addDays(this.#today, patchDays),
            },
          }
        : {}),
    };
  }

  #ofWhole(
    rule: Rule,
    causes: readonly Cause[],
    { operations, population }: { operations: ReadonlySet<Operation>; population: number },
  ): Finding {
    const nodes = new Map(causes.flatMap((cause) => [...cause.nodes]));
    const severity = causes.map((cause) => cause.severity).reduce(worse);
    const tally = { count: operations.size, of: population, places: nodes.size };
    const first = causes[0]!.first.node;
    return {
      ...this.#common(rule, severity),
      fingerprint: findingFingerprint(this.#model, { ruleId: rule.id, node: first, key: 'whole contract' }),
      message: rule.whole!(tally),
      ...this.#places([...nodes.values()]),
      ...(operations.size === 1 ? { operationId: [...operations][0]!.id } : {}),
      instances: { count: operations.size, of: population, what: 'operations' },
      ...this.#facts(undefined, operations),
      ...contractFix(causes.flatMap((cause) => [...cause.fixes.values()])),
    };
  }

  #common(rule: Rule, severity: Severity) {
    return {
      source: 'audit',
      ruleId: rule.id,
      title: rule.title,
      severity,
      confidence: rule.confidence ?? 'confirmed',
      cwe: rule.cwe,
      owasp: rule.owasp,
      api: this.#model.name,
      remedy: rule.remedy,
      evidence: [{ kind: 'text', summary: rule.why }],
      status: 'open',
    } as const;
  }

  /** Positions are looked up here and nowhere else: only what is reported is paid for. */
  #places(nodes: readonly NodeRef[]) {
    const [place, ...related] = nodes
      .slice(0, maxRelated + 1)
      .map((node) => (isPlaced(node) ? node.place : this.#model.locate(node, true)));
    return { ...(place ? { place } : {}), ...(related.length ? { related } : {}) };
  }

  #facts(facts: Finding['facts'], operations: ReadonlySet<Operation>): Pick<Finding, 'facts'> {
    if (operations.size < 2) return facts ? { facts } : {};
    return { facts: { ...facts, operations: [...operations].map(({ id }) => id) } };
  }
}
