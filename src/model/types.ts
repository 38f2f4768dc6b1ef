import type { Place } from '../core/place.js';
import type { ConsolePolicy } from './policy-console-types.js';
import type { IncidentsPolicy } from './policy-incidents.js';
import type {
  DetectionsPolicy,
  DocumentationPolicy,
  EventLogPolicy,
  LimitsPolicy,
  EgressPolicy,
  EgressProxyPolicy,
  NotifyPolicy,
  ListenPolicy,
  OperationPolicy,
  OtlpPolicy,
  StorePolicy,
  PentestPolicy,
  PropertyRule,
  UpstreamPolicy,
  Roles,
  SchedulePolicy,
  VendorPolicy,
  SchemePolicy,
  Suppression,
} from './policy-types.js';

export type * from './policy-console-types.js';
export type * from './policy-types.js';
export { sanitizers } from './policy-types.js';

/** A node of a document: the file (path as shown to people), and the JSON Pointer (RFC 6901) inside it. */
export interface NodeRef {
  readonly file: string;
  readonly pointer: string;
}

/** A node together with its raw value. `$ref`s inside the value are not followed. */
export interface Node<T = unknown> extends NodeRef {
  readonly value: T;
}

export type RefState = 'ok' | 'missing' | 'outside' | 'remote' | 'circular' | 'invalid' | 'unreadable';

/** One `$ref` of a document. */
export interface Ref {
  readonly from: NodeRef;
  readonly text: string;
  readonly to?: NodeRef;
  readonly state: RefState;
}

/** The files of a contract: values, positions, references. */
export interface Documents {
  readonly entry: string;
  /** What of the files was left out, where that was asked for; empty when a fault in a file ends the reading. */
  readonly leftOut?: readonly Problem[];
  readonly files: ReadonlyMap<string, DocumentFile>;
  readonly refs: readonly Ref[];
  /** Follows a chain of `$ref`s from a node to the node that has the value; undefined when it is broken. */
  resolve(node: NodeRef): Node | undefined;
  /** The raw node at a pointer, `$ref` not followed. */
  at(node: NodeRef): Node | undefined;
  /** Child of a node by property name or index, with any `$ref` on the way followed. */
  child(node: NodeRef, ...names: readonly (string | number)[]): Node | undefined;
  /** Position of a node's value (of its key where `key` is true). Looked up when asked, then remembered. */
  locate(node: NodeRef, key?: boolean): Place;
}

export interface DocumentFile {
  /** Path as given by the user or relative to the entry file's folder. */
  readonly path: string;
  readonly format: 'yaml' | 'json' | 'graphql';
  /** SHA-256 of the bytes. */
  readonly digest: string;
  /** Of a GraphQL schema: what it says, as an OpenAPI 3.1 document. */
  readonly value: unknown;
  /** Text of a GraphQL schema. */
  readonly sdl?: string;
  /** One object may stand at several places, because the file uses YAML aliases. */
  readonly hasAliases: boolean;
}

export const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
/** In lower case: one of those above, `query`, or another one that `additionalOperations` names (OpenAPI 3.2). */
export type HttpMethod = (typeof httpMethods)[number] | (string & {});

export type ContractFormat = 'openapi-2.0' | 'openapi-3.0' | 'openapi-3.1' | 'openapi-3.2' | 'graphql';

/** Something wrong with a contract that does not keep it from being used. */
export interface Problem {
  readonly code: 'ref' | 'structure' | 'duplicate' | 'unsupported';
  readonly message: string;
  readonly place: Place;
}

export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie';
export type ParameterStyle =
  'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'tsv';

export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  readonly description?: string;
  /** The parameter's schema, or its `content` media type's. */
  readonly schema?: NodeRef;
  /** Set when the parameter is described by `content`. */
  readonly mediaType?: string;
  /** The whole query is its value, in its media type (OpenAPI 3.2, `in: querystring`). */
  readonly wholeQuery?: true;
  readonly examples: readonly unknown[];
  /** Place of the parameter object itself (behind `$ref`), at path item level where it stands there. */
  readonly node: NodeRef;
}

export interface MediaType {
  /** As written, lower case, without parameters: `application/json`, `image/*`. */
  readonly mediaType: string;
  readonly schema?: NodeRef;
  readonly encoding: Readonly<
    Record<string, { readonly contentType?: string; readonly style?: ParameterStyle; readonly explode?: boolean }>
  >;
  readonly examples: readonly unknown[];
  readonly node: NodeRef;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: readonly MediaType[];
  readonly node: NodeRef;
}

export interface ResponseSpec {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly description: string;
  readonly headers: ReadonlyMap<
    string,
    { readonly schema?: NodeRef; readonly required: boolean; readonly node: NodeRef }
  >;
  readonly content: readonly MediaType[];
  readonly links: ReadonlyMap<
    string,
    { readonly operationId?: string; readonly parameters: Readonly<Record<string, unknown>> }
  >;
  readonly node: NodeRef;
}

export type SecurityScheme = {
  readonly name: string;
  readonly description?: string;
  readonly node: NodeRef;
} & (
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string }
  | { readonly type: 'http'; readonly scheme: string; readonly bearerFormat?: string }
  | { readonly type: 'oauth2'; readonly flows: readonly OauthFlow[] }
  | { readonly type: 'openIdConnect'; readonly url: string }
  | { readonly type: 'mutualTLS' }
);

export interface OauthFlow {
  readonly kind: 'implicit' | 'password' | 'clientCredentials' | 'authorizationCode' | 'deviceAuthorization';
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
  readonly scopes: readonly string[];
  readonly node: NodeRef;
}

/** One scheme that must hold, with scopes. */
export interface SecurityRequirement {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

/** All of these must hold. An empty one means: no credential. */
export type SecurityAlternative = readonly SecurityRequirement[];

/** What the contract says: one alternative must hold (OpenAPI 3.1, 4.8.30). */
export interface OperationSecurity {
  readonly declared: 'operation' | 'contract' | 'nowhere';
  readonly alternatives: readonly SecurityAlternative[];
  /** At least one alternative is empty, or there is no alternative at all. */
  readonly anonymousAllowed: boolean;
  /** Every alternative needs a credential, and there is at least one. */
  readonly requiresCredential: boolean;
  readonly node: NodeRef;
}

/** The thing an operation is about: found from its path, or declared in the policy's `resources`. */
export interface OperationResource {
  /** `order`. */
  readonly name: string;
  /** The parameter that carries its id. */
  readonly id: { readonly in: ParameterLocation | 'body'; readonly name: string; readonly pointer?: string };
  /** Declared in the policy, or inferred from the path. */
  readonly from: 'policy' | 'path';
}

/** A field at the root of a GraphQL schema, as an operation. */
export interface GraphqlField {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** Name of the root type: `Query`. */
  readonly type: string;
  readonly field: string;
  /** Id of the operation that carries its requests. */
  readonly transport: string;
  /**
   * Ready to be sent: every argument is a variable of its own name (the operation's body describes them), what is
   * asked for is limited in depth and number.
   */
  readonly document: string;
}

/** The GraphQL schema that a contract is. */
export interface GraphqlSchema {
  /** As text of the schema definition language. */
  readonly sdl: string;
  /** Id of the operation that carries all requests. */
  readonly transport: string;
}

export interface Operation {
  /** `operationId`, or `METHOD /path` where there is none or it is a duplicate. */
  readonly id: string;
  readonly operationId?: string;
  readonly method: HttpMethod;
  /** Template as in the contract, without the server's base path: `/orders/{orderId}`. */
  readonly path: string;
  /** Base path (from the first server, or policy `match.prefix`) + path: what arrives at the gateway. */
  readonly publicPath: string;
  /** Base path of the upstream's contract + path: what is sent on. */
  readonly upstreamPath: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  readonly responses: readonly ResponseSpec[];
  readonly security: OperationSecurity;
  readonly resource?: OperationResource;
  /** GET, HEAD, OPTIONS, and others that are safe by their definition (QUERY, SEARCH, PROPFIND, REPORT). */
  readonly isRead: boolean;
  /** Every other method. */
  readonly isWrite: boolean;
  /** A webhook or callback: sent by the API, so nothing here is about callers. */
  readonly outgoing: boolean;
  /** A root field of a GraphQL schema: its body describes the variables, and it has no HTTP route of its own. */
  readonly graphql?: GraphqlField;
  /** The operation that carries the requests of all root fields. */
  readonly carriesGraphql?: true;
  readonly policy: OperationPolicy;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly node: NodeRef;
}

/** One API: contract + policy, compiled. Frozen. */
export interface ApiModel {
  /** Key in the policy's `apis`. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly format: ContractFormat;
  readonly servers: readonly {
    readonly url: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly node: NodeRef;
  }[];
  readonly operations: ReadonlyMap<string, Operation>;
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  readonly schemes: ReadonlyMap<string, SchemePolicy>;
  readonly roles: Roles;
  /** Set where the contract is a GraphQL schema. */
  readonly graphql?: GraphqlSchema | undefined;
  /** Named schemas (`components.schemas` or `definitions`). */
  readonly schemas: ReadonlyMap<string, NodeRef>;
  /** Schema name -> property -> rule. */
  readonly propertyRules: ReadonlyMap<string, ReadonlyMap<string, PropertyRule>>;
  readonly upstream: UpstreamPolicy | undefined;
  readonly match: {
    readonly host?: string;
    readonly prefix: string;
    /** HEAD on a path that declares only GET is judged as that GET (RFC 9110 9.3.2). */
    readonly headAsGet?: boolean;
  };
  readonly unknownOperations: 'deny' | 'allow';
  /** What `defaults` say for unknown operations that are let through. */
  readonly passing?: Pick<OperationPolicy, 'rateLimits' | 'bodyLimitBytes' | 'inspection'>;
  /** The contract's files. */
  readonly documents: Documents;
  /** The policy's files (policy, patches), or undefined without a policy. */
  readonly policyDocuments: Documents | undefined;
  readonly problems: readonly Problem[];
  /** SHA-256 over the digests of all files, in a stable order. */
  readonly digest: string;
  /** Position of a node of the contract or the policy. */
  locate(node: NodeRef, key?: boolean): Place;
  /** Follows `$ref`s. */
  resolve(node: NodeRef): Node | undefined;
  /**
   * A schema as one self-contained JSON Schema 2020-12 document (`$defs` for what is referenced), OpenAPI 3.0's and
   * 2.0's dialect rewritten (`nullable`, boolean `exclusiveMinimum`). For requests, `readOnly` properties are refused
   * and not required; for responses, `writeOnly` ones. Made when first asked for, then remembered.
   */
  standalone(schema: NodeRef, direction: 'request' | 'response'): Readonly<Record<string, unknown>> | boolean;
}

/** One policy file with its patches and APIs, compiled. */
export interface Project {
  /** Path of the policy file, or undefined when only a contract was given. */
  readonly file: string | undefined;
  readonly listen: readonly ListenPolicy[];
  /** Where health and metrics are served; this machine only. */
  readonly control: { readonly host: string; readonly port: number } | undefined;
  /** Where the console is served. */
  readonly console: ConsolePolicy;
  /** Absolute path of the access log, or `stdout`. */
  readonly accessLog: string | undefined;
  /** Absent: files in the data folder. */
  readonly store?: StorePolicy | undefined;
  readonly eventLog: EventLogPolicy;
  readonly otlp?: OtlpPolicy | undefined;
  readonly apis: readonly ApiModel[];
  readonly limits: LimitsPolicy;
  readonly detections: DetectionsPolicy;
  /** Name -> who is told of which events. */
  readonly notify: ReadonlyMap<string, NotifyPolicy>;
  /** Where applications reach third parties. */
  readonly egressProxy: EgressProxyPolicy | undefined;
  /** Name -> integration with a third party. */
  readonly egress: ReadonlyMap<string, EgressPolicy>;
  /** Name -> third party. */
  readonly vendors: ReadonlyMap<string, VendorPolicy>;
  readonly pentest: PentestPolicy | undefined;
  readonly documentation: DocumentationPolicy;
  readonly incidents: IncidentsPolicy;
  /** Name -> what `start` runs by itself, and when. */
  readonly schedules: ReadonlyMap<string, SchedulePolicy>;
  readonly patches: readonly LoadedPatch[];
  readonly suppressions: readonly Suppression[];
  /** Name of a property -> what kind of data it is, from the policy's `schemas`. */
  readonly dataClasses?: ReadonlyMap<string, string>;
  readonly digest: string;
}

/** A virtual patch as it stands in the patches file. */
export interface LoadedPatch {
  readonly id: string;
  readonly because: string;
  readonly operation: string;
  readonly guard: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly expires: string;
  readonly owner: string | undefined;
  readonly expired: boolean;
  /** Expired more than a week ago. */
  readonly overdue: boolean;
  readonly node: NodeRef;
}
