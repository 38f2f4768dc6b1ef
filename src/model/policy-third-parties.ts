import { readEgress, readEgressProxy } from './policy-egress.js';
import type { Faults } from './policy-faults.js';
import type { PolicyFile } from './policy-file.js';
import { readVendors } from './policy-vendors.js';
import type { NodeRef, Project } from './types.js';

interface Parts {
  readonly section: (name: keyof PolicyFile) => NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
}

/** The sections about third parties: they name each other. */
export function readThirdParties(
  file: Partial<PolicyFile>,
  { section, baseDir, faults }: Parts,
): Pick<Project, 'egressProxy' | 'egress' | 'vendors'> {
  const egressNode = section('egress');
  const proxy = readEgressProxy(file.egressProxy, { node: section('egressProxy'), baseDir, faults });
  const egress = readEgress(file.egress, { node: egressNode, baseDir, faults, proxy });
  const vendors = readVendors(file.vendors, { node: section('vendors'), baseDir, faults, egress, egressNode });
  return { egressProxy: proxy, egress, vendors };
}
