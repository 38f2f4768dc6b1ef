import type { Place } from '../core/place.js';

/** A node of a document: the file (path as shown to people), and the JSON Pointer (RFC 6901) inside it. */
export interface NodeRef {
  readonly file: string;
  readonly pointer: string;
}

/** A node together with its raw value. `$ref`s inside the value are not followed. */
export interface Node<T = unknown> extends NodeRef {
  readonly value: T;
}

export type RefState = 'ok' | 'missing' | 'outside' | 'remote' | 'circular' | 'invalid';

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
  readonly format: 'yaml' | 'json';
  /** SHA-256 of the bytes. */
  readonly digest: string;
  readonly value: unknown;
}

export const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
export type HttpMethod = (typeof httpMethods)[number];

export type ContractFormat = 'openapi-2.0' | 'openapi-3.0' | 'openapi-3.1' | 'openapi-3.2';

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
  /** GET, HEAD, OPTIONS. */
  readonly isRead: boolean;
  /** Every other method. */
  readonly isWrite: boolean;
  /** A webhook or callback: sent by the API, so nothing here is about callers. */
  readonly outgoing: boolean;
  readonly policy: OperationPolicy;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly node: NodeRef;
}

export type Mode = 'off' | 'monitor' | 'enforce';

export interface RateLimit {
  /** Name of the counter: equal names share it. */
  readonly id: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /** Who is counted. `principal` falls back to the address where there is none. */
  readonly per: 'principal' | 'address' | 'key' | 'operation' | RateLimitField;
  /** Units one call costs; default 1. */
  readonly cost: number;
  /** Only responses with these statuses count (a login's failures); they are counted when known. */
  readonly countStatuses?: readonly number[];
}

/** Counted by a value of the request, such as the account of a login: `{ body: /email }`. */
export type RateLimitField = { readonly body: string } | { readonly header: string } | { readonly claim: string };

/** How the owner of an object is found. All forms compare with `is` (a principal's field); absent values deny. */
export interface OwnerRule {
  readonly resource: string;
  readonly id: { readonly in: ParameterLocation | 'body'; readonly name: string; readonly pointer?: string };
  /** `principal.subject`, `principal.tenant` or `principal.claims./pointer`. */
  readonly is: string;
  readonly form:
    | { readonly kind: 'id' }
    | { readonly kind: 'field'; readonly field: string }
    | { readonly kind: 'lookup'; readonly operationId: string; readonly field: string; readonly cacheSeconds: number };
  /** Roles that may touch other people's objects. */
  readonly crossedBy: readonly string[];
}

/** What a list may show: items of others are removed, or the answer is withheld. */
export interface ReturnsRule {
  readonly resource: string;
  /** JSON Pointer to the array in the response. */
  readonly items: string;
  /** JSON Pointer to the owner inside an item. */
  readonly field: string;
  readonly is: string;
  readonly others: 'remove' | 'deny';
  readonly crossedBy: readonly string[];
}

/** A bound that the policy adds to the contract's, for one place of the request. */
export interface Constraint {
  readonly in: ParameterLocation | 'body';
  readonly name?: string;
  /** JSON Pointer into the body, `*` for every item. */
  readonly pointer?: string;
  /** JSON Schema 2020-12 that the value must also match. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Who may read or write a property, and what kind of data it is. */
export interface PropertyRule {
  /** Roles; `[]` = nobody, undefined = everybody. */
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly class?: string;
}

/** What is done to answers. */
export interface ResponsePolicy {
  /** Remove properties that the contract does not declare, and those the caller may not read. */
  readonly filter: boolean;
  /** Replace bodies of 5xx by a problem document. */
  readonly hideErrors: boolean;
  /** Send `Cache-Control: no-store`. */
  readonly noStore: boolean;
  /** One answer for these statuses, so that callers cannot tell causes apart (CWE-204). */
  readonly uniform?: { readonly statuses: readonly number[]; readonly status: number; readonly title: string };
}

export interface CorsPolicy {
  readonly origins: readonly string[];
  readonly credentials: boolean;
}

/**
 * Everything the policy says about one operation, resolved: defaults, then the contract's `x-portcullis`, then the
 * operation's own entry, then patches.
 */
export interface OperationPolicy {
  readonly mode: Mode;
  readonly public: boolean;
  /** Effective alternatives. Empty = anyone; they come from the contract unless the policy says otherwise. */
  readonly requirements: readonly SecurityAlternative[];
  /** `any`: every authenticated principal; undefined: nobody named a role (denied in enforce mode). */
  readonly roles: readonly string[] | 'any' | undefined;
  readonly scopes: readonly string[];
  /** CEL expression. */
  readonly when: string | undefined;
  readonly rateLimits: readonly RateLimit[];
  readonly bodyLimitBytes: number;
  readonly owners: readonly OwnerRule[];
  readonly returns: ReturnsRule | undefined;
  readonly constraints: readonly Constraint[];
  /** Properties not in the contract's body schema: as the contract says, or refused. */
  readonly unknownProperties: 'contract' | 'deny';
  /** Parameters not in the contract. */
  readonly unknownParameters: 'allow' | 'deny';
  /** JSON Pointer of a body property (`*` for items) -> roles that may set it. */
  readonly writeProperties: ReadonlyMap<string, readonly string[]>;
  /** JSON Pointer of a response property -> roles that may see it. */
  readonly readProperties: ReadonlyMap<string, readonly string[]>;
  readonly response: ResponsePolicy;
  readonly cors: CorsPolicy | undefined;
  /** At most so many calls at once for one value of the named part (a coupon code). */
  readonly concurrency: { readonly limit: number; readonly per: 'principal' | { readonly path: string } } | undefined;
  readonly timeoutSeconds: number;
  /** ISO date after which the operation is refused. */
  readonly sunset: string | undefined;
  /** Guards that patches brought: they deny in monitor mode too. */
  readonly enforcedGuards: ReadonlySet<string>;
  /** Ids of the patches in it. */
  readonly patches: readonly string[];
  /** Setting name -> where its value stands; undefined = built in. */
  readonly origins: Readonly<Record<string, NodeRef | undefined>>;
}

/** Roles with inclusion worked out: role -> every role it stands for, itself too. */
export type Roles = ReadonlyMap<string, ReadonlySet<string>>;

/** How one security scheme is checked (policy `identity.schemes`). */
export type SchemePolicy =
  | {
      readonly kind: 'jwt';
      readonly issuer: string;
      readonly audience: readonly string[];
      readonly algorithms: readonly string[];
      readonly jwks: { readonly url: string; readonly cacheSeconds: number } | { readonly file: string };
      readonly claims: {
        readonly subject: string;
        readonly roles?: string;
        readonly scopes?: string;
        readonly tenant?: string;
      };
      readonly clockToleranceSeconds: number;
      readonly node: NodeRef;
    }
  | { readonly kind: 'apiKeys'; readonly node: NodeRef };

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
  /** Named schemas (`components.schemas` or `definitions`). */
  readonly schemas: ReadonlyMap<string, NodeRef>;
  /** Schema name -> property -> rule. */
  readonly propertyRules: ReadonlyMap<string, ReadonlyMap<string, PropertyRule>>;
  readonly upstream: { readonly url: string; readonly timeoutSeconds: number } | undefined;
  readonly match: { readonly host?: string; readonly prefix: string };
  readonly unknownOperations: 'deny' | 'allow';
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

/** An actor of the pentest, as in the policy. Secrets are references until the run resolves them. */
export interface ActorPolicy {
  readonly name: string;
  readonly roles: readonly string[];
  readonly tenant?: string;
  readonly credential:
    | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
    | { readonly kind: 'apiKey'; readonly value: string; readonly scheme?: string }
    | {
        readonly kind: 'login';
        readonly operation: string;
        readonly body: Readonly<Record<string, unknown>>;
        /** JSON Pointer to the token in the answer. */
        readonly token: string;
        readonly header: string;
        readonly prefix: string;
      };
  /** Reference to an old token of this actor, for the check of expiry. */
  readonly expiredToken?: string;
  readonly node: NodeRef;
}

export interface PentestPolicy {
  /** Origins that may be attacked. */
  readonly scope: readonly string[];
  readonly authorization: { readonly by: string; readonly until: string } | undefined;
  /** Operation ids that are never touched. */
  readonly exclude: readonly string[];
  readonly actors: readonly ActorPolicy[];
  /** Operation id -> roles that are meant to use it. */
  readonly expects: ReadonlyMap<string, readonly string[]>;
  readonly budget: { readonly requestsPerSecond: number; readonly minutes: number; readonly requests: number };
  /** Fixed parameter values: name or `operationId.name` -> value. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ListenPolicy {
  readonly host: string;
  readonly port: number;
  readonly tls:
    | { readonly certificate: string; readonly key: string; readonly minVersion: string; readonly clientCa?: string }
    | undefined;
  readonly node: NodeRef | undefined;
}

/** An accepted risk: findings that are not reported. */
export interface Suppression {
  readonly rule: string;
  readonly where: string;
  readonly reason: string;
  readonly expires: string;
  readonly by: string | undefined;
  readonly node: NodeRef;
}

/** One policy file with its patches and APIs, compiled. */
export interface Project {
  /** Path of the policy file, or undefined when only a contract was given. */
  readonly file: string | undefined;
  readonly listen: readonly ListenPolicy[];
  readonly apis: readonly ApiModel[];
  readonly pentest: PentestPolicy | undefined;
  readonly patches: readonly LoadedPatch[];
  readonly suppressions: readonly Suppression[];
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
  readonly node: NodeRef;
}
