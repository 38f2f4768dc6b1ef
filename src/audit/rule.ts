import type { Confidence, OwaspId, RequestPart, Severity } from '../core/finding.js';
import type {
  ApiModel,
  MediaType,
  Node,
  NodeRef,
  Operation,
  Parameter,
  Project,
  ResponseSpec,
  SecurityScheme,
} from '../model/types.js';
import type { Deployment } from './deployment/types.js';
import type { Change } from './drift/types.js';
import type { DependencyVisit, LockfileVisit, UnlockedManifest } from './estate.js';

/** `in`: sent by callers; `out`: sent to callers. */
export type Direction = 'in' | 'out';

/** A JSON Schema that is an object (not `true` or `false`). */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** Where the walk to a schema began. */
export type SchemaRoot =
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  | { readonly kind: 'body'; readonly mediaType: MediaType }
  | { readonly kind: 'response'; readonly response: ResponseSpec }
  | { readonly kind: 'header'; readonly name: string };

/** A schema, seen once per direction however often it is referenced. */
export interface SchemaVisit {
  /** Behind `$ref`. */
  readonly node: Node<SchemaObject>;
  readonly direction: Direction;
  /** One of the ways to it. */
  readonly root: SchemaRoot;
  /** Name of the component or the property that holds it, nearest first; `undefined` for a bare root. */
  readonly name: string | undefined;
  /** It stands in an `allOf`, `anyOf`, `oneOf`, `not` or `if` of another schema. */
  readonly isPart: boolean;
  /** Operations that send or receive it. Worked out when asked for. */
  operations(): readonly Operation[];
}

/** One entry of an object schema's `properties`. */
export interface PropertyVisit {
  readonly name: string;
  /** The entry itself, `$ref` not followed. */
  readonly node: NodeRef;
  /** Its schema, behind `$ref`. */
  readonly schema: SchemaObject;
  /** The schema whose `properties` has it. */
  readonly object: SchemaVisit;
  readonly direction: Direction;
  readonly root: SchemaRoot;
  operations(): readonly Operation[];
}

export interface ParameterVisit {
  readonly parameter: Parameter;
  readonly operation: Operation;
  /** Its schema, behind `$ref`; `{}` where it has none. */
  readonly schema: SchemaObject;
}

export interface ResponseVisit {
  readonly response: ResponseSpec;
  readonly operation: Operation;
}

export type Server = ApiModel['servers'][number];

/** A text value anywhere in the contract. */
export interface TextVisit {
  readonly text: string;
  /** Key that holds it; of the array where it stands in one. */
  readonly key: string;
  /** Key of the object that has it: `token` for `token: { example: ... }`. */
  readonly holder: string;
  /** Made when asked for: most texts are never reported. */
  node(): NodeRef;
}

/** A step of a fix. `add` names the new member, or `-` for the end of a list; `replace` and `remove` what is there. */
export type FixChange =
  | { readonly op: 'add' | 'replace'; readonly node: NodeRef; readonly value: unknown }
  | { readonly op: 'remove'; readonly node: NodeRef };

/** A change of the contract that mends what is reported. */
export interface Fix {
  readonly changes: readonly FixChange[];
  /** Calls that the contract allows today are refused afterwards: written only when asked for. */
  readonly narrows?: true;
}

/** What a rule says about a node. */
export interface Report {
  /** Default: the rule's. */
  readonly severity?: Severity;
  /** One sentence with the names of this API. Default: the rule's title. */
  readonly message?: string;
  /** Findings with one key are one finding; default: the node itself. */
  readonly key?: string;
  readonly part?: RequestPart;
  /** Operations it is about, where the visit does not say. */
  readonly operations?: readonly Operation[];
  /** Guard and settings of the operation in the policy that close it; used when it is about one operation only. */
  readonly patch?: { readonly guard: string; readonly set: Readonly<Record<string, unknown>> };
  /** Change of the contract that mends it; those of all places of a cause are put together. */
  readonly fix?: Fix;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Other names that a suppression may know it by: a package, an advisory. */
  readonly names?: readonly string[];
  /** Instead of the rule's. */
  readonly remedy?: string;
  readonly cwe?: readonly number[];
  /** The policy already answers it: the severity is one step lower. */
  readonly covered?: boolean;
}

export interface RuleContext {
  readonly model: ApiModel;
  readonly project: Project;
  /** A policy file was loaded: `operation.policy` is somebody's intent and not our defaults. */
  readonly hasPolicy: boolean;
  /** ISO date. */
  readonly today: string;
  report(node: NodeRef, report?: Report): void;
}

/** The parts of a model that a rule may look at. Each is called once per part. */
export interface Visitors {
  model?(model: ApiModel, context: RuleContext): void;
  operation?(operation: Operation, context: RuleContext): void;
  parameter?(visit: ParameterVisit, context: RuleContext): void;
  schema?(visit: SchemaVisit, context: RuleContext): void;
  property?(visit: PropertyVisit, context: RuleContext): void;
  response?(visit: ResponseVisit, context: RuleContext): void;
  securityScheme?(scheme: SecurityScheme, context: RuleContext): void;
  server?(server: Server, context: RuleContext): void;
  text?(visit: TextVisit, context: RuleContext): void;
  /** Once per run, with the first model's context. */
  policy?(project: Project, context: RuleContext): void;
  // What stands beside contract and policy (`estate.ts`).
  lockfile?(visit: LockfileVisit, context: RuleContext): void;
  dependency?(visit: DependencyVisit, context: RuleContext): void;
  unlocked?(manifest: UnlockedManifest, context: RuleContext): void;
  deployment?(deployment: Deployment, context: RuleContext): void;
  change?(change: Change, context: RuleContext): void;
}

/** A static rule: one file in `rules/`. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly owasp: readonly OwaspId[];
  readonly cwe: readonly number[];
  /** What an attacker gains. */
  readonly why: string;
  readonly remedy: string;
  /** `confirmed` (default): the contract says so; `firm`: names were read for their meaning. */
  readonly confidence?: Confidence;
  /** Skipped without a policy file. */
  readonly needs?: 'policy';
  /** About what only HTTP has (paths, methods, statuses): no rule for the fields of a GraphQL schema. */
  readonly onlyHttp?: true;
  /** Skipped where nobody named advisories. */
  readonly needsAdvisories?: true;
  /** One step worse where callers without a credential reach it, in an API that otherwise asks for one. */
  readonly raisedByAnonymous?: boolean;
  /** Message when most operations lack the same thing, or when there are `mergeFrom` causes. */
  readonly whole?: (tally: Tally) => string;
  /** So many causes become one finding of the contract. Default: never. */
  readonly mergeFrom?: number;
  /** The operations that could lack it. Default: every operation that callers can call. */
  population?(operation: Operation): boolean;
  readonly visit: Visitors;
}

/** How widespread a cause is. */
export interface Tally {
  /** Operations concerned. */
  readonly count: number;
  /** Operations that could be. */
  readonly of: number;
  /** Places concerned. */
  readonly places: number;
}

export function defineRule(rule: Rule): Rule {
  return rule;
}
