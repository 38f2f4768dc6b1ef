import { sha256 } from '../core/ids.js';
import { controlsCsv, populationCsv } from './csv.js';
import { renderEvidence } from './formats.js';
import { populationFile } from './oscal.js';
import type { RecordProof } from './log-proofs.js';
import type { EvidenceReport } from './types.js';
import { wording } from './wording.js';

/** Names of the files of a bundle that others refer to. */
export const manifestName = 'manifest.json';
export const sealName = 'seal.json';
export const proofsName = 'proofs.jsonl';

export const bundleFormat = 'portcullis-evidence-1';

/** What the audit log keeps of a bundle is the hash of this. */
export interface Manifest {
  readonly format: typeof bundleFormat;
  readonly wording: string;
  readonly framework: string;
  /** ISO 8601; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
  readonly collected: string;
  readonly version: string;
  /** Whose checkpoints are in it, one verifier (C2SP signed-note) for each log. */
  readonly signers: readonly string[];
  /** SHA-256 of each file, by name. */
  readonly files: Readonly<Record<string, string>>;
}

export interface BundleParts {
  readonly report: EvidenceReport;
  readonly proofs: readonly RecordProof[];
  /** Signed notes of the period, one after the other. */
  readonly checkpoints: string;
  readonly signers: readonly string[];
}

/** Every file of a bundle but its seal, which is made of the manifest. */
export function bundleFiles(parts: BundleParts): Map<string, Buffer> {
  const { report, proofs, checkpoints } = parts;
  const texts: (readonly [string, string])[] = [
    ['README.txt', readme(report)],
    ['evidence.html', renderEvidence(report, 'html')],
    ['assessment-results.json', renderEvidence(report, 'oscal')],
    ['controls.csv', controlsCsv(report)],
    ['evidence.json', renderEvidence(report, 'json')],
    ['framework.yaml', report.framework.source.text],
    ...report.items
      .filter(({ state }) => state !== 'missing')
      .map((item) => [populationFile(item.id), populationCsv(item)] as const),
    [proofsName, proofs.map((proof) => `${JSON.stringify(proof)}\n`).join('')],
    ['checkpoints.txt', checkpoints],
  ];
  const files = new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
  const manifest = manifestOf(parts, files);
  return new Map([[manifestName, Buffer.from(canonicalJson(manifest))], ...files]);
}

function manifestOf({ report, signers }: BundleParts, files: ReadonlyMap<string, Uint8Array>): Manifest {
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    format: bundleFormat,
    wording,
    framework: report.framework.id,
    from: iso(report.period.from),
    to: iso(report.period.to),
    collected: iso(report.collected),
    version: report.version,
    signers,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
  };
}

/** The only form in which the documents of the proof are written: another byte, and it is not ours. */
export const canonicalJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function readme({ framework, items }: EvidenceReport): string {
  const of = (state: string): number => items.filter((item) => item.state === state).length;
  return `Evidence for ${framework.title} ${framework.edition}
${wording}

${items.length} evidence items: ${of('present')} present, ${of('stale')} stale, ${of('missing')} missing.

evidence.html            for people: open it in a browser, or print it
assessment-results.json  OSCAL assessment results 1.1.3, for programs
controls.csv             controls and evidence items, for a spreadsheet
populations/             every row of every item
evidence.json            all of it as one plain document
framework.yaml           which evidence speaks to which control
proofs.jsonl             records of the log that the evidence rests on, each with its inclusion proof (RFC 9162)
checkpoints.txt          signed states of the logs in the period
manifest.json            SHA-256 of every file above
seal.json                the audit record that has the SHA-256 of manifest.json, its inclusion proof and its checkpoint

Check all of it, offline: portcullis evidence verify THIS_FILE
By hand: sha256sum of each file is in manifest.json; that of manifest.json is in the record of seal.json (base64).
`;
}
