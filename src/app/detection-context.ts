import { addressMatcher } from '../gateway/client-address.js';
import type { ApiModel, DetectionsPolicy, NamedPlace, Operation, Project } from '../model/types.js';
import type { DetectionContext, OperationFacts } from '../telemetry/detection/context.js';
import type { PrincipalTokens } from './person-tokens.js';
import type { GeoDatabase } from '../telemetry/detection/geo-database.js';

const adminRole = /admin|operator|staff|root|superuser/i;

export interface ContextParts {
  readonly geo?: GeoDatabase | undefined;
  /** Credential -> last use, milliseconds since the epoch. */
  readonly lastUsed?: ReadonlyMap<string, number>;
  /** What may stand in events for a principal that the policy names. */
  readonly principalsOf?: PrincipalTokens | undefined;
}

/** What detectors are made of. Plain values, maps and sets: it can go to another process. */
export interface DetectionFacts {
  /** Of the project that it was made of. */
  readonly digest: string;
  readonly detections: DetectionsPolicy;
  /** API name -> operation id -> what contract and policy say of it. */
  readonly operations: ReadonlyMap<string, ReadonlyMap<string, OperationFacts>>;
  /** Operations that are not enforced, as `api:id`. */
  readonly unenforced: ReadonlySet<string>;
}

/** What contract and policy say to detectors. */
export function detectionFacts({ digest, detections, apis }: Project): DetectionFacts {
  return {
    digest,
    detections,
    operations: new Map(apis.map((model) => [model.name, factsOf(model, detections)])),
    unenforced: new Set(apis.flatMap(unenforcedOf)),
  };
}

function unenforcedOf({ name, operations }: ApiModel): readonly string[] {
  const all = [...operations.values()];
  return all.flatMap(({ id, policy }) => (policy.mode === 'enforce' ? [] : [`${name}:${id}`]));
}

/** The same, in the form that detectors ask. */
export function detectionContext(
  facts: DetectionFacts,
  { geo, lastUsed, principalsOf = (id) => [id] }: ContextParts = {},
): DetectionContext {
  const { detections: policy, operations } = facts;
  const { maintenance } = policy;
  return {
    operation: (api, id) => (api === undefined ? undefined : operations.get(api)?.get(id)),
    ...(policy.sharedAddresses.length ? { isShared: addressMatcher(policy.sharedAddresses) } : {}),
    ...(policy.vpnAddresses.length ? { isVpn: addressMatcher(policy.vpnAddresses) } : {}),
    serverKeys: new Set(policy.serverKeys),
    partners: new Set(policy.partners.flatMap(principalsOf)),
    rareKeys: new Set(policy.rareKeys),
    ownRuns: new Set(policy.ownRuns),
    ...(lastUsed ? { lastUsed: (id: string) => lastUsed.get(id) } : {}),
    ...(geo ? { place: (address: string) => geo.find(address) } : {}),
    isMaintenance: (now) => maintenance.some(({ from, until }) => now >= from && now < until),
  };
}

function factsOf(model: ApiModel, policy: DetectionsPolicy): ReadonlyMap<string, OperationFacts> {
  const named = (list: readonly NamedPlace[], id: string) =>
    list.some((one) => one.api === model.name && one.id === id);
  const facts = (operation: Operation): OperationFacts => {
    const { id } = operation;
    const sunset = operation.policy.sunset;
    const statuses = statusesOf(operation);
    const flow = flowOf(policy, model.name, id);
    return {
      requiresCredential: !operation.policy.public && needsCredential(operation),
      isRead: operation.isRead,
      isAdmin: named(policy.adminOperations, id) || isForAdmins(operation),
      isExport: named(policy.exports, id),
      deprecated: operation.deprecated,
      ...(sunset === undefined ? {} : { sunsetAt: Date.parse(sunset) }),
      ...(statuses ? { statuses } : {}),
      isLogin: named(policy.logins, id),
      isSecondFactor: named(policy.secondFactors, id),
      isRefresh: named(policy.refreshes, id),
      ...(flow ? { flow } : {}),
    };
  };
  return new Map([...model.operations.values()].map((operation) => [operation.id, facts(operation)]));
}

function needsCredential({ policy: { requirements } }: Operation): boolean {
  return requirements.length > 0 && requirements.every(({ length }) => length > 0);
}

function isForAdmins({ policy: { roles } }: Operation): boolean {
  return Array.isArray(roles) && roles.length > 0 && roles.every((role: string) => adminRole.test(role));
}

/** Undefined where a range or a default covers statuses that are not listed. */
function statusesOf({ responses }: Operation): ReadonlySet<number> | undefined {
  const codes = responses.map(({ status }) => Number(status));
  return codes.length > 0 && codes.every((code) => Number.isInteger(code)) ? new Set(codes) : undefined;
}

function flowOf({ flows }: DetectionsPolicy, api: string, id: string): OperationFacts['flow'] {
  for (const { name, steps } of flows) {
    const step = steps.findIndex((one) => one.api === api && one.id === id);
    if (step !== -1) return { name, step, steps: steps.length };
  }
  return undefined;
}
