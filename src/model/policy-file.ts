import type {
  ActorPolicy,
  Constraint,
  CorsPolicy,
  CsrfPolicy,
  EventLogPolicy,
  GraphqlPolicy,
  InboundWebhookPolicy,
  InspectionException,
  InspectionPolicy,
  LimitsPolicy,
  LogOutput,
  Mode,
  NotifyPolicy,
  OperationPolicy,
  OtlpPolicy,
  PropertyRule,
  QuietHours,
  RateLimit,
  ResponsePolicy,
  Sanitizer,
  StorePolicy,
  UploadPolicy,
  UpstreamPolicy,
} from './types.js';
import type { RawConsole } from './policy-console.js';
import type { RawIncidents } from './policy-incidents.js';
import type { RawDetections } from './policy-detections.js';
import type { RawEgress, RawEgressProxy } from './policy-egress.js';
import type { RawVendor } from './policy-vendors.js';
import type { RawDocumentation } from './policy-documentation.js';
import type { RawSchedule } from './policy-schedules.js';
import type { RawScheme } from './policy-scheme-file.js';

/**
 * The policy file as written, after its schema was checked (`policy-schema.ts` says what each key means). Nothing
 * outside the compiler reads this: everybody else reads `ApiModel`.
 */
export interface PolicyFile {
  readonly version: 1;
  readonly listen?: readonly RawListen[];
  readonly control?: { readonly address: string };
  readonly console?: RawConsole;
  readonly incidents?: RawIncidents;
  readonly accessLog?: string;
  readonly store?: RawStore;
  readonly eventLog?: RawEventLog;
  readonly otlp?: RawOtlp;
  readonly apis: Readonly<Record<string, RawApi>>;
  readonly identity?: { readonly schemes?: Readonly<Record<string, RawScheme>> };
  readonly roles?: Readonly<Record<string, { readonly includes?: readonly string[] } | null>>;
  readonly defaults?: RawDefaults;
  readonly limits?: RawLimits;
  readonly resources?: Readonly<Record<string, RawResource>>;
  readonly operations?: Readonly<Record<string, RawSettings>>;
  readonly schemas?: Readonly<Record<string, Readonly<Record<string, PropertyRule>>>>;
  readonly detections?: RawDetections;
  readonly notify?: Readonly<Record<string, RawNotify>>;
  readonly egressProxy?: RawEgressProxy;
  readonly egress?: Readonly<Record<string, RawEgress>>;
  readonly vendors?: Readonly<Record<string, RawVendor>>;
  readonly pentest?: RawPentest;
  readonly documentation?: RawDocumentation;
  readonly schedules?: Readonly<Record<string, RawSchedule>>;
  readonly suppressions?: readonly RawSuppression[];
}

export interface RawListen {
  readonly address: string;
  readonly tls?: {
    readonly certificate: string;
    readonly key: string;
    readonly minVersion?: string;
    readonly clientCa?: string;
  };
  readonly http2?: boolean;
  readonly trustedProxies?: readonly string[];
  readonly kind?: 'proxy' | 'authorizer';
  readonly trust?: readonly string[];
  readonly requireBody?: 'partly' | 'deny';
  readonly protocol?: 'http' | 'grpc';
}

export type RawStore = Omit<StorePolicy, 'node'>;

export type RawOtlp = Omit<OtlpPolicy, 'node'>;

export type RawNotify = Partial<Omit<NotifyPolicy, 'channel' | 'quietHours'>> & {
  readonly quietHours?: Partial<QuietHours>;
} & NotifyPolicy['channel'];

export type RawEventLog = Partial<Omit<EventLogPolicy, 'outputs' | 'retention'>> & {
  readonly retention?: Partial<EventLogPolicy['retention']>;
  readonly outputs?: Readonly<Record<string, LogOutput>>;
};

export interface RawApi {
  readonly contract: string;
  readonly match?: { readonly host?: string; readonly prefix?: string; readonly headAsGet?: boolean };
  readonly upstream?: Omit<UpstreamPolicy, 'timeoutSeconds'> & { readonly timeoutSeconds?: number };
  readonly graphql?: { readonly path?: string };
}

export interface RawResource {
  readonly id: string;
  readonly owner?: RawOwnership;
  readonly tenant?: RawOwnership;
  readonly createdId?: string;
  readonly crossedBy?: readonly string[];
  readonly tenantCrossedBy?: readonly string[];
}

export interface RawOwnership {
  readonly id?: string;
  readonly field?: string;
  readonly lookup?: string;
  readonly learned?: string | readonly string[];
  readonly is?: string;
  readonly cacheSeconds?: number;
}

export interface RawOwner {
  readonly resource?: string;
  readonly id?: { readonly in: Constraint['in']; readonly name?: string; readonly pointer?: string };
  readonly field?: string;
  readonly lookup?: string;
  readonly cacheSeconds?: number;
  readonly is?: string;
  readonly crossedBy?: readonly string[];
}

export interface RawReturns {
  readonly resource: string;
  readonly items?: string;
  readonly field?: string;
  readonly is?: string;
  readonly tenantField?: string;
  readonly others?: 'remove' | 'deny';
  readonly crossedBy?: readonly string[];
}

export type RawRateLimit = Pick<RateLimit, 'limit' | 'windowSeconds' | 'per'> &
  Partial<Pick<RateLimit, 'cost' | 'countStatuses'>>;

export type RawQuota = Pick<RateLimit, 'limit'> & {
  readonly per: NonNullable<RateLimit['period']>;
  readonly by: RateLimit['per'];
  readonly cost?: number;
};

export interface RawLimits {
  readonly store?: LimitsPolicy['store'];
  readonly url?: string;
  readonly onFailure?: LimitsPolicy['onFailure'];
  readonly nodes?: number;
  readonly maxConcurrent?: number;
}

interface RawGeneral {
  readonly mode?: Mode;
  readonly authentication?: 'contract' | 'required' | { readonly schemes: readonly string[] };
  readonly roles?: readonly string[] | 'any';
  readonly scopes?: readonly string[];
  readonly when?: string;
  readonly rateLimits?: readonly RawRateLimit[] | 'none';
  readonly quotas?: readonly RawQuota[] | 'none';
  readonly bodyLimitBytes?: number;
  readonly unknownProperties?: 'contract' | 'deny';
  readonly unknownParameters?: 'allow' | 'deny';
  readonly response?: Partial<ResponsePolicy>;
  readonly upload?: Partial<UploadPolicy>;
  readonly cors?: Pick<CorsPolicy, 'origins'> & Partial<CorsPolicy>;
  readonly timeoutSeconds?: number;
  readonly inspection?: RawInspection;
}

export interface RawInspection {
  readonly mode?: InspectionPolicy['mode'];
  readonly level?: InspectionPolicy['level'];
  readonly onBudget?: InspectionPolicy['onBudget'];
  readonly families?: Readonly<Record<string, InspectionPolicy['mode']>>;
  readonly exceptions?: readonly InspectionException[];
  readonly answers?: Partial<InspectionPolicy['answers']>;
}

export interface RawSettings extends RawGeneral {
  readonly public?: boolean;
  readonly cost?: number;
  readonly owner?: RawOwner | readonly RawOwner[] | 'none';
  readonly tenant?: RawOwner | readonly RawOwner[] | 'none';
  readonly returns?: RawReturns;
  readonly constraints?: readonly Constraint[];
  readonly writeProperties?: Readonly<Record<string, readonly string[]>>;
  readonly readProperties?: Readonly<Record<string, readonly string[]>>;
  readonly concurrency?: NonNullable<OperationPolicy['concurrency']>;
  readonly graphql?: Partial<GraphqlPolicy>;
  readonly sanitize?: Readonly<Record<string, readonly Sanitizer[]>>;
  readonly webhook?: Partial<Omit<InboundWebhookPolicy, 'secrets'>> &
    Pick<InboundWebhookPolicy, 'scheme'> & { readonly secret: string | readonly string[] };
  readonly sunset?: string;
}

export interface RawDefaults extends RawGeneral {
  readonly unknownOperations?: 'deny' | 'allow';
}

export interface RawActor {
  readonly roles?: readonly string[];
  readonly tenant?: string;
  readonly login?: {
    readonly operation: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly token?: string;
    readonly header?: string;
    readonly prefix?: string;
  };
  readonly headers?: Readonly<Record<string, string>>;
  readonly apiKey?: string | { readonly value: string; readonly scheme?: string };
  readonly basic?: { readonly user: string; readonly password: string };
  readonly oauth?: Omit<Extract<ActorPolicy['credential'], { kind: 'oauth' }>, 'kind'>;
  readonly session?: {
    readonly operation: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly csrf?: CsrfPolicy;
  };
  readonly mtls?: { readonly certificate: string; readonly key: string };
  readonly expiredToken?: string;
  readonly probe?: string;
  readonly register?: { readonly operation: string; readonly body: Readonly<Record<string, unknown>> };
}

/** `pentest.upstreams.NAME` as written. */
export interface RawTestedUpstream {
  readonly operation: string;
  readonly at: string;
  readonly usual: string;
  readonly hostile: Readonly<Record<string, string>>;
}

export interface RawPentest {
  readonly scope: readonly string[];
  readonly authorization?: { readonly by: string; readonly until: string };
  readonly exclude?: readonly string[];
  readonly actors?: Readonly<Record<string, RawActor>>;
  readonly expects?: Readonly<Record<string, readonly string[]>>;
  readonly upstreams?: Readonly<Record<string, RawTestedUpstream>>;
  readonly budget?: { readonly requestsPerSecond?: number; readonly minutes?: number; readonly requests?: number };
  readonly values?: Readonly<Record<string, unknown>>;
}

export interface RawSuppression {
  readonly rule: string;
  readonly where: string;
  readonly reason: string;
  readonly expires: string;
  readonly by?: string;
}

export interface RawPatch {
  readonly id: string;
  readonly because: string;
  readonly operation: string;
  readonly guard: string;
  readonly set: RawSettings;
  readonly expires: string;
  readonly owner?: string;
}
