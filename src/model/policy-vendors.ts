import path from 'node:path';
import { didYouMean } from '../core/nearest.js';
import type { EgressPolicy, VendorContract, VendorPolicy, VendorTier } from './policy-egress-types.js';
import type { Faults } from './policy-faults.js';
import { below } from './pointer.js';
import type { NodeRef } from './types.js';

type Optional = 'tier' | 'dataClasses' | 'reviewDays' | 'graceDays' | 'aliases' | 'secrets' | 'contract';

/** As written, after its schema was checked. */
export interface RawVendor extends Omit<VendorPolicy, Optional> {
  readonly dataClasses?: readonly string[];
  readonly reviewDays?: number;
  readonly graceDays?: number;
  readonly aliases?: readonly string[];
  readonly secrets?: Readonly<Record<string, number>>;
  readonly contract?: VendorContract;
}

interface Place {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
  readonly egress: ReadonlyMap<string, EgressPolicy>;
  readonly egressNode: NodeRef;
}

const weights: Readonly<Record<VendorTier, number>> = { low: 1, medium: 2, high: 3 };
const daysOf: Readonly<Record<VendorTier, number>> = { high: 90, medium: 180, low: 365 };

/** What a third party can do to us. */
export function tierOf({ data, privilege, dependence }: Pick<VendorPolicy, 'data' | 'privilege' | 'dependence'>) {
  const product = weights[data] * weights[privilege] * weights[dependence];
  if (product >= 12) return 'high';
  return product >= 4 ? 'medium' : 'low';
}

/** `vendors` with tiers, periods and paths worked out. Reports integrations with vendors that nobody registered. */
export function readVendors(
  raw: Readonly<Record<string, RawVendor>> | undefined,
  place: Place,
): ReadonlyMap<string, VendorPolicy> {
  const vendors = new Map(Object.entries(raw ?? {}).map(([name, one]) => [name, readOne(one, name, place)] as const));
  // Without a register there is none to be missing from.
  if (raw) checkIntegrations([...vendors.keys()], place);
  return vendors;
}

function readOne(raw: RawVendor, name: string, { node, baseDir, faults }: Place): VendorPolicy {
  if (!/^[^\p{C}<>"']{1,80}$/u.test(name)) {
    faults.add('POLICY_INVALID', 'This cannot be the name of a third party', below(node, name), {
      key: true,
      expected: 'up to 80 characters without quotes and angle brackets',
    });
  }
  const tier = tierOf(raw);
  const { contract, secrets, sbom, ca, ...rest } = raw;
  return {
    tier,
    dataClasses: [],
    reviewDays: daysOf[tier],
    graceDays: 30,
    aliases: [],
    ...rest,
    secrets: new Map(Object.entries(secrets ?? {})),
    ...(contract ? { contract: { ...contract, file: path.resolve(baseDir, contract.file) } } : {}),
    ...(sbom === undefined ? {} : { sbom: path.resolve(baseDir, sbom) }),
    ...(ca === undefined ? {} : { ca: path.resolve(baseDir, ca) }),
  };
}

function checkIntegrations(names: readonly string[], { egress, egressNode, faults }: Place): void {
  for (const [integration, { vendor }] of egress) {
    if (names.includes(vendor)) continue;
    faults.add('POLICY_UNKNOWN_NAME', `"${vendor}" is not in vendors`, below(egressNode, integration, 'vendor'), {
      expected: names.length ? names.join(', ') : 'an entry in vendors',
      hint: didYouMean(vendor, names),
    });
  }
}
