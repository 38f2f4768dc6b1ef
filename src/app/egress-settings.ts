import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { sha256 } from '../core/ids.js';
import { makeApplications } from '../egress/applications.js';
import type { ContractCheck } from '../egress/contract-check.js';
import type { Integration } from '../egress/integration.js';
import type { EgressSettings } from '../egress/proxy.js';
import { makeResolve } from '../egress/resolve.js';
import { secretReferences } from '../model/secrets.js';
import { loadProject } from '../model/project.js';
import type { EgressPolicy, Project, VendorContract } from '../model/types.js';
import { contractCheck } from './egress-contract.js';
import type { SecretReader } from './secret-reader.js';

export type ThirdPartyPolicy = Pick<Project, 'egressProxy' | 'egress' | 'vendors'>;

/**
 * The settings of the egress proxy, with secrets resolved and contracts compiled.
 *
 * @throws PortcullisError POLICY_SECRET_MISSING, FILE_UNREADABLE; CONTRACT_* and SYNTAX_INVALID for a vendor's contract
 *   that is none; CONTRACT_NOT_PINNED for one that is not the reviewed one.
 */
export async function egressSettings(policy: ThirdPartyPolicy, secretOf: SecretReader): Promise<EgressSettings> {
  const contracts = new Map<string, ContractCheck>();
  for (const [name, { contract }] of policy.vendors) {
    if (contract) contracts.set(name, contractCheck(await vendorModel(name, contract)));
  }
  const proxy = policy.egressProxy;
  const passwords = [...(proxy?.applications ?? [])].map(([name, text]) => [name, secretOf(text)] as const);
  return {
    integrations: new Map(
      [...policy.egress].map(([name, one]) => [name, integrationOf(name, one, { contracts, secretOf })]),
    ),
    applications: makeApplications(new Map(passwords)),
    resolve: makeResolve(proxy?.resolver ?? []),
  };
}

interface Parts {
  readonly contracts: ReadonlyMap<string, ContractCheck>;
  readonly secretOf: SecretReader;
}

function integrationOf(name: string, policy: EgressPolicy, { contracts, secretOf }: Parts): Integration {
  const { inject, ca, plainText, vendor } = policy;
  if (plainText) {
    const text = `egress.${name}.plainText: whoever is on the way to ${vendor} can read and change all`;
    process.emitWarning(text, { code: 'PORTCULLIS_EGRESS_PLAIN_TEXT' });
  }
  return {
    ...policy,
    name,
    credential: inject && {
      header: inject.header,
      value: headerValue(secretOf(inject.value), name),
      secret: secretPart(inject.value, secretOf),
    },
    contract: contracts.get(vendor),
    authorities: ca === undefined ? undefined : readText(ca),
  };
}

/** A line break would begin another header field (CWE-93). */
function headerValue(value: string, name: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]+$/.test(value)) return value;
  throw new PortcullisError('POLICY_INVALID', `egress.${name}.inject has a secret that no header field can hold`);
}

/** What must never come back: the secret alone, without the words around it. */
function secretPart(text: string, secretOf: SecretReader): string {
  const [first] = secretReferences(text);
  return first ? secretOf(`\${${first.kind}:${first.name}}`) : '';
}

/** The vendor's contract as it was reviewed. */
export async function vendorModel(vendor: string, contract: VendorContract) {
  const { file, sha256: pinned } = contract;
  const digest = sha256(readText(file));
  if (pinned !== undefined && digest !== pinned) {
    throw new PortcullisError('CONTRACT_NOT_PINNED', `The contract of ${vendor} is not the one that was pinned`, {
      place: { file, line: 1, column: 1 },
      expected: `sha256 ${pinned}`,
      hint: `review the change, then set contract.sha256 to ${digest}`,
    });
  }
  const { apis } = await loadProject({ contract: [file], refRoot: path.dirname(file) });
  return apis[0]!;
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}
