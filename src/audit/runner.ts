import { severityRank, isAtLeast, type Finding, type Run, type Severity } from '../core/finding.js';
import { uuidv7 } from '../core/ids.js';
import { formatPlace, type Place } from '../core/place.js';
import { isFields, memberOf } from '../model/pointer.js';
import type { ApiModel, Operation, Project } from '../model/types.js';
import { Collector, type Observe } from './collector.js';
import { absentReason, assessEstate, familiesOf, familyOf, type Estate, type Family } from './estate.js';
import { noApi } from './no-api.js';
import type { Report, Rule, RuleContext, SchemaObject, Visitors } from './rule.js';
import { rules as catalog } from './rules.js';
import { SchemaWalk } from './schema-walk.js';
import { Suppressor } from './suppress.js';
import { walkTexts } from './text-walk.js';

/** How much is shown: `default` from medium, `strict` from low, `all`. */
export const auditLevels = { default: 'medium', strict: 'low', all: 'info' } as const satisfies Record<
  string,
  Severity
>;
export type AuditLevel = keyof typeof auditLevels;

export interface AuditOptions {
  readonly level?: AuditLevel;
  /** ISO date that expiries are compared with. */
  readonly today: string;
  /** Version of the tool, for the report. */
  readonly version: string;
  /** Only these rules; default: all. */
  readonly rules?: Iterable<Rule>;
  /** Only these parts; default: contract and policy, and what `estate` has. */
  readonly only?: readonly Family[] | undefined;
  /** What stands beside contract and policy. */
  readonly estate?: Estate | undefined;
  /** Told of each finding, those below the level too, and of all that it is about. */
  readonly observe?: Observe | undefined;
}

type Listener<K extends keyof Visitors> = Parameters<NonNullable<Visitors[K]>>[0];

/** The rules at work on one model. */
class Assessment {
  readonly #model: ApiModel;
  readonly #byKind = new Map<
    keyof Visitors,
    readonly ((visited: unknown, operations: readonly Operation[]) => void)[]
  >();

  constructor(model: ApiModel, rules: readonly Rule[], { project, today, collector }: Surroundings) {
    this.#model = model;
    const base = { model, project, today, hasPolicy: project.file !== undefined };
    for (const kind of kinds) {
      const interested = rules.filter((rule) => rule.visit[kind] && !(rule.onlyHttp && model.graphql));
      this.#byKind.set(
        kind,
        interested.map((rule) => bind(rule, kind, base, collector)),
      );
    }
  }

  run(): void {
    const { operations, securitySchemes, servers } = this.#model;
    this.#call('model', this.#model);
    for (const server of servers) this.#call('server', server);
    for (const scheme of securitySchemes.values()) this.#call('securityScheme', scheme);
    for (const operation of assessed(operations)) this.#operation(operation);
    this.#schemas();
    if (this.#byKind.get('text')!.length) walkTexts(this.#model.documents, (text) => this.#call('text', text));
  }

  policy(project: Project): void {
    this.#call('policy', project);
  }

  #call<K extends keyof Visitors>(kind: K, visited: Listener<K>, operations: readonly Operation[] = []): void {
    for (const listener of this.#byKind.get(kind)!) listener(visited, operations);
  }

  #operation(operation: Operation): void {
    const about = [operation];
    this.#call('operation', operation, about);
    for (const parameter of operation.parameters) {
      const schema = parameter.schema && this.#model.resolve(parameter.schema)?.value;
      this.#call('parameter', { parameter, operation, schema: isFields(schema) ? schema : noSchema }, about);
    }
    for (const response of operation.responses) this.#call('response', { response, operation }, about);
  }

  /** What callers send of an outgoing operation is the answer, and the other way round. */
  #schemas(): void {
    const listeners = {
      schema: (visit: Listener<'schema'>) => this.#call('schema', visit),
      property: (visit: Listener<'property'>) => this.#call('property', visit),
    };
    const requests = new SchemaWalk(this.#model, 'in', listeners);
    const answers = new SchemaWalk(this.#model, 'out', listeners);
    for (const operation of assessed(this.#model.operations)) {
      const [sent, received] = operation.outgoing ? [answers, requests] : [requests, answers];
      addRequest(sent, operation);
      addResponses(received, operation);
    }
    requests.run();
    answers.run();
  }
}

/** What carries GraphQL is the same for every schema: its root fields are the API. */
function assessed(operations: ApiModel['operations']): readonly Operation[] {
  return [...operations.values()].filter(({ carriesGraphql }) => !carriesGraphql);
}

interface Surroundings {
  readonly project: Project;
  readonly today: string;
  readonly collector: Collector;
}

const noSchema: SchemaObject = Object.freeze({});

const kinds = [
  'model',
  'operation',
  'parameter',
  'schema',
  'property',
  'response',
  'securityScheme',
  'server',
  'text',
  'policy',
] as const satisfies readonly (keyof Visitors)[];

/** A visited schema or property knows which operations reach it; asking is left until something is reported. */
function reaching(visited: unknown): readonly Operation[] | undefined {
  return isFields(visited) && typeof visited.operations === 'function'
    ? (visited.operations as () => readonly Operation[])()
    : undefined;
}

function bind(rule: Rule, kind: keyof Visitors, base: Omit<RuleContext, 'report'>, collector: Collector) {
  let about: readonly Operation[] = [];
  let visiting: unknown;
  const report = (node: Parameters<RuleContext['report']>[0], said: Report = {}) =>
    collector.add(rule, node, { ...said, operations: said.operations ?? reaching(visiting) ?? about });
  const context: RuleContext = { ...base, report };
  const visitor = rule.visit[kind]!.bind(rule.visit) as (visited: unknown, context: RuleContext) => void;
  return (visited: unknown, operations: readonly Operation[]) => {
    about = operations;
    visiting = visited;
    visitor(visited, context);
  };
}

function addRequest(walk: SchemaWalk, operation: Operation): void {
  for (const parameter of operation.parameters) {
    if (parameter.schema) walk.add(parameter.schema, operation, { kind: 'parameter', parameter });
  }
  for (const mediaType of operation.body?.content ?? []) {
    if (mediaType.schema) walk.add(mediaType.schema, operation, { kind: 'body', mediaType });
  }
}

function addResponses(walk: SchemaWalk, operation: Operation): void {
  for (const response of operation.responses) {
    for (const { schema } of response.content) if (schema) walk.add(schema, operation, { kind: 'response', response });
    for (const [name, { schema }] of response.headers)
      if (schema) walk.add(schema, operation, { kind: 'header', name });
  }
}

function bySeverity(a: Finding, b: Finding): number {
  return severityRank(a.severity) - severityRank(b.severity);
}

/** A contract that was made from samples promises nothing about what they did not show. */
function draftNotes(project: Project): readonly string[] {
  return project.apis
    .filter(({ documents }) => memberOf(documents.files.get(documents.entry)?.value, 'x-inferred') === true)
    .map(
      ({ documents }) => `${documents.entry} is a draft made from samples of calls: what no sample showed is missing`,
    );
}

/** What the model left out, each kind of fault once. Broken references have rules of their own. */
function problemNotes(project: Project): readonly string[] {
  const byMessage = new Map<string, readonly Place[]>();
  for (const { code, message, place } of project.apis.flatMap(({ problems }) => problems)) {
    if (code !== 'ref') byMessage.set(message, [...(byMessage.get(message) ?? []), place]);
  }
  return [...byMessage].map(([message, [first, ...more]]) => {
    const others = more.length ? ` (and at ${more.length} more place${more.length === 1 ? '' : 's'})` : '';
    return `${formatPlace(first!)}: ${message}${others}`;
  });
}

function hiddenNote(findings: readonly Finding[], floor: Severity): readonly string[] {
  const hidden = findings.filter(({ severity }) => !isAtLeast(severity, floor)).length;
  if (!hidden) return [];
  const level = floor === 'medium' ? 'strict` or `--level all' : 'all';
  return [`${hidden} finding${hidden === 1 ? '' : 's'} below ${floor} not shown (\`--level ${level}\`)`];
}

/** Why a rule is not at work; undefined when it is. */
function skipReason(rule: Rule, project: Project, estate: Estate | undefined): string | undefined {
  if (rule.needs === 'policy' && project.file === undefined) return 'there is no policy file';
  return absentReason(rule, estate);
}

/** Something that was asked for was there to be looked at. */
function isAssessed(wanted: ReadonlySet<Family>, operations: number, estate: Estate | undefined): boolean {
  if (estate?.skipped.length) return false;
  if (operations && (wanted.has('contract') || wanted.has('policy'))) return true;
  const { lockfiles = [], unlocked = [] } = estate?.dependencies ?? {};
  if (wanted.has('dependencies') && lockfiles.length + unlocked.length > 0) return true;
  return (wanted.has('deployment') && estate?.deployment !== undefined) || estate?.changes !== undefined;
}

/** Runs the rules over every API of the project, and over what stands beside it. Nothing is read and nothing is sent. */
export function audit(project: Project, options: AuditOptions): Run {
  const startedAt = new Date().toISOString();
  const { estate, today } = options;
  const wanted = new Set(options.only ?? familiesOf(estate));
  const all = [...(options.rules ?? catalog)].filter((rule) => wanted.has(familyOf(rule)));
  const reasons = new Map(all.map((rule) => [rule, skipReason(rule, project, estate)]));
  const active = all.filter((rule) => reasons.get(rule) === undefined);
  const suppressor = new Suppressor(project.suppressions, today);
  const findings: Finding[] = [];
  if (wanted.has('contract') || wanted.has('policy')) {
    for (const [index, model] of project.apis.entries()) {
      const collector = new Collector(model, suppressor, today);
      const assessment = new Assessment(model, active, { project, today, collector });
      assessment.run();
      if (index === 0) assessment.policy(project);
      findings.push(...collector.findings(options.observe));
    }
  }
  if (estate) {
    const model = project.apis[0] ?? noApi(estate.name);
    findings.push(...assessEstate(estate, active, { model, project, today, suppressor, observe: options.observe }));
  }
  const floor = auditLevels[options.level ?? 'default'];
  const operations = project.apis.reduce((sum, { operations }) => sum + operations.size, 0);
  const isComplete = isAssessed(wanted, operations, estate);
  const ids = new Set(active.map(({ id }) => id));
  const locate = project.apis[0]?.locate.bind(project.apis[0]);
  return {
    id: uuidv7(),
    kind: 'audit',
    tool: { name: 'portcullis', version: options.version },
    modelDigest: project.digest,
    startedAt,
    finishedAt: new Date().toISOString(),
    outcome: isComplete ? 'complete' : 'incomplete',
    coverage: { operations, reached: operations, unreached: {}, cells: {} },
    skipped: [
      ...(estate?.skipped ?? []),
      ...all.flatMap((rule) => {
        const reason = reasons.get(rule);
        return reason === undefined ? [] : [{ id: rule.id, reason }];
      }),
    ],
    notes: [
      ...(operations || !wanted.has('contract') ? [] : ['The contract has no operation: nothing was assessed']),
      ...draftNotes(project),
      ...problemNotes(project),
      ...(estate?.notes ?? []),
      ...(locate ? suppressor.unused((id) => ids.has(id), locate) : []),
      ...hiddenNote(findings, floor),
    ],
    findings: findings.filter(({ severity }) => isAtLeast(severity, floor)).sort(bySeverity),
  };
}
