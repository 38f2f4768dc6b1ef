import type { FieldKind } from '../core/inspection.js';
import type { InspectionPolicy } from './policy-inspection-types.js';
import type { NodeRef, ParameterLocation, SecurityAlternative } from './types.js';

export type * from './policy-documentation-types.js';
export type * from './policy-event-log-types.js';
export type * from './policy-inspection-types.js';
import type { InboundWebhookPolicy } from './policy-egress-types.js';

export type * from './policy-egress-types.js';
export type * from './policy-notify-types.js';
export type * from './policy-pentest-types.js';
export type * from './policy-schedules-types.js';
export type * from './policy-scheme-types.js';

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
  /** A quota: refilled at once when the day or month ends (UTC). `windowSeconds` is the longest such time. */
  readonly period?: 'day' | 'month';
}

/** Where calls are counted, and how many are judged at once. */
export interface LimitsPolicy {
  readonly store: 'memory' | 'redis';
  /** May hold `${env:NAME}` and `${file:PATH}`; set when the store is Redis. */
  readonly url?: string;
  readonly onFailure: 'local' | 'closed' | 'open';
  /** Gateways that share the counters. */
  readonly nodes: number;
  /** Requests under way in one worker; undefined = no bound but those of memory and upstream. */
  readonly maxConcurrent?: number;
  readonly node?: NodeRef;
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
    | AnsweredForm
    /** Remembered from the create; `otherwise` is asked about objects that nobody remembers. */
    | { readonly kind: 'learned'; readonly otherwise: AnsweredForm | undefined };
  /** Roles that may touch other people's objects. */
  readonly crossedBy: readonly string[];
}

/** The owner stands in an answer of the upstream: of this very call, or of another that is asked first. */
export type AnsweredForm =
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'lookup'; readonly operationId: string; readonly field: string; readonly cacheSeconds: number };

/** What is remembered when an operation succeeds, for owner rules of the form `learned`. */
export type LearnRule =
  | {
      readonly on: 'create';
      readonly resource: string;
      /** JSON Pointer of the new id in the answer (`*` for several); undefined: Location, then `idNames`. */
      readonly createdId: string | undefined;
      /** Properties at the top of the answer that may be the id. */
      readonly idNames: readonly string[];
      /** Path templates of the thing, and the parameter in them that is its id: how a Location is read. */
      readonly itemPaths: readonly string[];
      readonly parameter: string;
      /** Fields of the principal that are remembered. */
      readonly owner: string | undefined;
      readonly tenant: string | undefined;
    }
  | { readonly on: 'delete'; readonly resource: string; readonly id: OwnerRule['id'] };

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
  /** The item's tenant must be the caller's as well. */
  readonly tenant?: { readonly field: string; readonly is: string; readonly crossedBy: readonly string[] };
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
  /** What kind of text it holds, for the inspection. */
  readonly kind?: FieldKind;
}

/** What is done to answers. */
export interface ResponsePolicy {
  /** Remove properties that the contract does not declare, and those the caller may not read. */
  readonly filter: boolean;
  /** Replace bodies of 5xx by a problem document. */
  readonly hideErrors: boolean;
  /** Send `Cache-Control: no-store`. */
  readonly noStore: boolean;
  /** Cookies that get `HttpOnly` and `SameSite`, and over TLS `Secure`, where the API sets them without. */
  readonly protectCookies?: readonly string[];
  /** One answer for these statuses, so that callers cannot tell causes apart (CWE-204). */
  /** Compare answers with the contract's statuses, media types and schemas: `monitor` only reports what differs. */
  readonly validate: 'off' | 'monitor' | 'enforce';
  /** Share of answers that are compared, 1 to 100. */
  readonly samplePercent: number;
  readonly uniform?: { readonly statuses: readonly number[]; readonly status: number; readonly title: string };
}

/** Bounds for files: parts of a multipart body, and bodies that are a file. */
export interface UploadPolicy {
  readonly maxBytes: number | undefined;
  /** Media types that files may have (`image/*` too); undefined = those of the contract. */
  readonly types: readonly string[] | undefined;
}

/** Bounds for GraphQL documents. */
export interface GraphqlPolicy {
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  readonly maxTokens: number;
  readonly maxDirectives: number;
  /** Fields, those below a list as often as its `first`, `last` or `limit` says; undefined = not counted. */
  readonly maxCost: number | undefined;
  /** Most operations in one HTTP request. */
  readonly batch: number;
  readonly introspection: boolean;
  /** SHA-256 (hexadecimal) of the only documents that may be sent; undefined = any. */
  readonly persistedOnly: readonly string[] | undefined;
}

/** What may be done to the text of a body's field before it is judged and sent on, in this order. */
export const sanitizers = ['trim', 'nfc', 'stripControls', 'html'] as const;
export type Sanitizer = (typeof sanitizers)[number];

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
  /** Whose tenant the object must belong to: the same rules, judged besides those of owners. */
  readonly tenants: readonly OwnerRule[];
  readonly learns: readonly LearnRule[];
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
  readonly upload: UploadPolicy | undefined;
  /** Set where the body is GraphQL. */
  readonly graphql: GraphqlPolicy | undefined;
  /** JSON Pointer of a body property (`*` for items) -> what is done to its text. */
  readonly sanitize: ReadonlyMap<string, readonly Sanitizer[]>;
  readonly inspection: InspectionPolicy;
  /** Set where the operation takes webhooks. */
  readonly webhook?: InboundWebhookPolicy | undefined;
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

/** Where an API runs. Paths of files are resolved. */
export interface UpstreamPolicy {
  readonly url: string;
  readonly timeoutSeconds: number;
  /** More servers with the same API below the same path. */
  readonly replicas?: readonly string[];
  readonly balance?: 'round-robin' | 'least-pending';
  readonly health?: { readonly path: string; readonly intervalSeconds?: number };
  readonly tls?: UpstreamTlsPolicy;
}

export interface UpstreamTlsPolicy {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly servername?: string;
  /** SHA-256 of public keys (SPKI) in base64. */
  readonly pins?: readonly string[];
  readonly verify?: boolean;
}

export interface ListenPolicy {
  readonly host: string;
  readonly port: number;
  readonly tls:
    | { readonly certificate: string; readonly key: string; readonly minVersion: string; readonly clientCa?: string }
    | undefined;
  /** Undefined: with TLS on, without off. */
  readonly http2?: boolean;
  /** CIDR ranges of the proxies in front of this address. */
  readonly trustedProxies?: readonly string[];
  /** Answers a server in front, instead of serving clients. */
  readonly authorizer?: {
    /** CIDR ranges of those who may ask. */
    readonly trust: readonly string[];
    /** What becomes of operations that take a body, which is not seen here. */
    readonly requireBody: 'partly' | 'deny';
    /** `grpc` is Envoy's `ext_authz`. */
    readonly protocol: 'http' | 'grpc';
  };
  readonly node: NodeRef | undefined;
}

/** The database that keeps everything, for several machines. */
export interface StorePolicy {
  /** May hold references to secrets. */
  readonly url: string;
  /** Connections of each process. */
  readonly connections?: number;
  readonly node: NodeRef;
}

/** Who collects traces and metrics. */
export interface OtlpPolicy {
  readonly url: string;
  /** Values may hold references to secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Share of the traces begun here, 0 to 1. */
  readonly sampleRatio?: number;
  readonly metricsSeconds?: number;
  readonly serviceName?: string;
  readonly node: NodeRef;
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

/** An operation that the policy names. */
export interface NamedPlace {
  readonly api: string;
  readonly id: string;
}

/** `detections` of the policy. Lists are empty where it says nothing. */
export interface DetectionsPolicy {
  /** Detector id -> `enabled`, `response`, thresholds. */
  readonly detectors: Readonly<Record<string, Readonly<Record<string, number | boolean | readonly string[]>>>>;
  /** CIDR ranges. */
  readonly sharedAddresses: readonly string[];
  readonly vpnAddresses: readonly string[];
  readonly serverKeys: readonly string[];
  readonly partners: readonly string[];
  readonly rareKeys: readonly string[];
  readonly ownRuns: readonly string[];
  readonly adminOperations: readonly NamedPlace[];
  readonly exports: readonly NamedPlace[];
  /** `pointer`: place of the account in the JSON body. */
  readonly logins: readonly (NamedPlace & { readonly pointer: string })[];
  readonly secondFactors: readonly NamedPlace[];
  /** `pointer`: place of the refresh token in the JSON body. */
  readonly refreshes: readonly (NamedPlace & { readonly pointer: string })[];
  readonly sessionCookie: string | undefined;
  readonly flows: readonly { readonly name: string; readonly steps: readonly NamedPlace[] }[];
  readonly decoys: Readonly<Record<'paths' | 'keys' | 'objects' | 'fields', readonly string[]>>;
  /** Absolute path of an .mmdb file. */
  readonly geoDatabase: string | undefined;
  /** Milliseconds since the epoch. */
  readonly maintenance: readonly { readonly from: number; readonly until: number }[];
}
