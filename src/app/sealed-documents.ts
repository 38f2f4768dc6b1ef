import type { SealedColumn, SealedRow } from '../core/data-keys.js';
import type { Finding, Run } from '../core/finding.js';
import type { KeyRecord, StoredRun } from '../store/store.js';
import { cellKeyId, type Cell } from '../vault/cell.js';
import type { Vault } from '../vault/vault.js';
import { entryCell, incidentCell } from './sealed-incidents.js';

/** A document with a sealed part, as the store keeps it. */
type Sealed<T> = T & { readonly sealed?: string };

const findingCell = (fingerprint: string, run: string): Cell => ({
  table: 'finding',
  column: 'evidence',
  row: `${fingerprint}/${run}`,
});
const runCell = (id: string): Cell => ({ table: 'run', column: 'proof', row: id });
const subjectCell = (id: string): Cell => ({ table: 'api_key', column: 'subject', row: id });
const claimsCell = (id: string): Cell => ({ table: 'api_key', column: 'claims', row: id });

/** What was sent and answered: it may hold anything of the API's users. */
function secretPart({ evidence, reproduce, replay, facts }: Finding): string | undefined {
  const holdsTraffic = replay !== undefined || reproduce !== undefined || evidence.some(({ exchange }) => exchange);
  return holdsTraffic ? JSON.stringify({ evidence, reproduce, replay, facts }) : undefined;
}

/** The finding with its evidence sealed, for the row of a run. */
export async function sealFinding(vault: Vault, finding: Finding, run: string): Promise<Sealed<Finding>> {
  const secret = secretPart(finding);
  if (secret === undefined) return finding;
  const { evidence: _evidence, reproduce: _reproduce, replay: _replay, facts: _facts, ...rest } = finding;
  return { ...rest, evidence: [], sealed: await vault.seal(findingCell(finding.fingerprint, run), secret) };
}

export async function openFinding(vault: Vault, stored: Sealed<Finding>, run: string): Promise<Finding> {
  const { sealed, ...finding } = stored;
  return sealed === undefined ? stored : openInto(vault, findingCell(finding.fingerprint, run), { finding, sealed });
}

async function openInto<T extends object>(
  vault: Vault,
  cell: Cell,
  { finding, sealed }: { readonly finding: T; readonly sealed: string },
): Promise<T> {
  const opened = await vault.open(cell, sealed);
  return opened.state === 'open' ? { ...finding, ...(JSON.parse(opened.text) as Partial<T>) } : finding;
}

export async function sealRun(vault: Vault, run: Run): Promise<Sealed<StoredRun>> {
  const findings = await Promise.all(run.findings.map((finding) => sealFinding(vault, finding, run.id)));
  const { proof, leftovers, ...rest } = run;
  if (!proof && !leftovers?.length) return { ...run, findings };
  const proved = proof && { proved: { finding: proof.finding, verdict: proof.verdict } };
  const sealed = await vault.seal(runCell(run.id), JSON.stringify({ proof, leftovers }));
  return { ...rest, findings, ...proved, sealed };
}

export async function openRun(vault: Vault, stored: Sealed<StoredRun>): Promise<Run> {
  const { sealed, proved: _proved, ...rest } = stored;
  const findings = await Promise.all(stored.findings.map((finding) => openFinding(vault, finding, stored.id)));
  const run: Run = { ...rest, findings };
  return sealed === undefined ? run : openInto(vault, runCell(run.id), { finding: run, sealed });
}

/** The key with whom it stands for sealed, under a key of that person. */
export async function sealKey(vault: Vault, record: KeyRecord): Promise<KeyRecord> {
  const { id, subject, claims } = record;
  return {
    ...record,
    ...(subject === undefined ? {} : { subject: await vault.seal(subjectCell(id), subject, { subject }) }),
    ...(claims === undefined ? {} : { claims: { sealed: await sealClaims(vault, record) } }),
  };
}

const sealClaims = (vault: Vault, { id, subject, claims }: KeyRecord) =>
  vault.seal(claimsCell(id), JSON.stringify(claims), { subject });

/** A key whose person was erased stands for nobody: owner rules find nothing to compare, and deny. */
export async function openKey(vault: Vault, stored: KeyRecord): Promise<KeyRecord> {
  const { subject: sealedSubject, claims: sealedClaims, ...rest } = stored;
  const subject = await openText(vault, subjectCell(stored.id), sealedSubject);
  const sealed = sealedClaims?.sealed;
  const isSealed = typeof sealed === 'string' && cellKeyId(sealed) !== undefined;
  const text = isSealed ? await openText(vault, claimsCell(stored.id), sealed) : undefined;
  const claims = isSealed ? text && (JSON.parse(text) as Record<string, unknown>) : sealedClaims;
  return { ...rest, ...(subject === undefined ? {} : { subject }), ...(claims ? { claims } : {}) };
}

/** What is not sealed yet is read as it is: the first process that writes seals it. */
async function openText(vault: Vault, cell: Cell, stored: string | undefined): Promise<string | undefined> {
  if (stored === undefined || cellKeyId(stored) === undefined) return stored;
  const opened = await vault.open(cell, stored);
  return opened.state === 'open' ? opened.text : undefined;
}

export interface ResealParts {
  readonly vault: Vault;
  /** A key as it is stored. */
  readonly keyOf: (id: string) => Promise<KeyRecord | undefined>;
}

/** Cells of a row under the keys of today, and what is plain sealed; undefined when nothing is to be done. */
export async function resealRow(parts: ResealParts, column: SealedColumn, row: SealedRow): Promise<string | undefined> {
  const { vault } = parts;
  if (column === 'api_key.subject') return resealSubject(vault, row);
  if (column === 'api_key.claims') return resealClaims(parts, row);
  if (column === 'vault_secret.value') return vault.reseal(secretCell(row.key), row.value);
  if (column === 'person_name.sealed') return vault.reseal(personNameCell(row.key), row.value);
  if (column === 'incident.document') return vault.reseal(incidentCell(row.key), row.value);
  if (column === 'incident_entry.document') return vault.reseal(entryCell(row.key), row.value);
  if (column === 'run.document') return resealRun(vault, JSON.parse(row.value) as Sealed<Run>);
  const finding = JSON.parse(row.value) as Sealed<Finding>;
  const changed = await resealFinding(vault, finding, row.lastRun!);
  return changed && JSON.stringify(changed);
}

export const personNameCell = (token: string): Cell => ({ table: 'person_name', column: 'sealed', row: token });

export const secretCell = (name: string): Cell => ({ table: 'vault_secret', column: 'value', row: name });

async function resealSubject(vault: Vault, { key, value }: SealedRow): Promise<string | undefined> {
  if (cellKeyId(value) !== undefined) return vault.reseal(subjectCell(key), value);
  return vault.seal(subjectCell(key), value, { subject: value });
}

async function resealClaims({ vault, keyOf }: ResealParts, { key, value }: SealedRow): Promise<string | undefined> {
  const claims = JSON.parse(value) as Record<string, unknown>;
  if (typeof claims.sealed === 'string' && cellKeyId(claims.sealed) !== undefined) {
    const sealed = await vault.reseal(claimsCell(key), claims.sealed);
    return sealed && JSON.stringify({ sealed });
  }
  const record = await keyOf(key);
  const opened = record && (await openKey(vault, record));
  return opened && JSON.stringify({ sealed: await sealClaims(vault, { ...opened, claims }) });
}

async function resealFinding(
  vault: Vault,
  finding: Sealed<Finding>,
  run: string,
): Promise<Sealed<Finding> | undefined> {
  if (finding.sealed !== undefined) {
    const sealed = await vault.reseal(findingCell(finding.fingerprint, run), finding.sealed);
    return sealed === undefined ? undefined : { ...finding, sealed };
  }
  return secretPart(finding) === undefined ? undefined : sealFinding(vault, finding, run);
}

async function resealRun(vault: Vault, run: Sealed<Run>): Promise<string | undefined> {
  const findings = await Promise.all(run.findings.map((finding) => resealFinding(vault, finding, run.id)));
  const proof = await resealProof(vault, run);
  if (!proof && findings.every((finding) => finding === undefined)) return undefined;
  const kept = run.findings.map((finding, i) => findings[i] ?? finding);
  return JSON.stringify({ ...(proof ?? run), findings: kept });
}

async function resealProof(vault: Vault, run: Sealed<Run>): Promise<Sealed<Run> | undefined> {
  if (run.sealed !== undefined) {
    const sealed = await vault.reseal(runCell(run.id), run.sealed);
    return sealed === undefined ? undefined : { ...run, sealed };
  }
  if (!run.proof && !run.leftovers?.length) return undefined;
  const { sealed } = await sealRun(vault, { ...run, findings: [] });
  const { proof: _proof, leftovers: _leftovers, ...rest } = run;
  return { ...rest, ...(sealed === undefined ? {} : { sealed }) };
}
