import { PortcullisError } from '../core/errors.js';
import { isDismissed, type Finding, type Run } from '../core/finding.js';
import { isFields } from '../model/pointer.js';

/** Findings that were there before: fingerprints, and nothing that tells what they are. */
export interface Baseline {
  readonly file: string;
  readonly fingerprints: ReadonlySet<string>;
}

const fingerprintForm = /^[0-9a-f]{8,64}$/;

function invalid(file: string, message: string, cause?: unknown): PortcullisError {
  return new PortcullisError('SYNTAX_INVALID', `${file} is no baseline: ${message}`, {
    expected: '{ "version": 1, "fingerprints": [...] }',
    hint: 'Write it anew with `--update-baseline`.',
    cause,
  });
}

/** Reads a baseline file. Throws `SYNTAX_INVALID`: a damaged one must not let findings through. */
export function readBaseline(file: string, text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, 'it is not JSON', cause);
  }
  if (!isFields(value) || value.version !== 1) throw invalid(file, 'its version is not 1');
  const { fingerprints } = value;
  const isList = Array.isArray(fingerprints) && fingerprints.every((one) => fingerprintForm.test(String(one)));
  if (!isList) throw invalid(file, 'an entry is no fingerprint');
  return { file, fingerprints: new Set(fingerprints as string[]) };
}

/** The findings of a run as a baseline file: sorted, one a line, so that a merge sees what changed. */
export function writeBaseline(findings: readonly Finding[]): string {
  const fingerprints = [
    ...new Set(findings.filter(({ status }) => !isDismissed(status)).map((one) => one.fingerprint)),
  ];
  return `${JSON.stringify({ version: 1, fingerprints: fingerprints.sort() }, null, 2)}\n`;
}

function countOf(count: number): string {
  return `${count} finding${count === 1 ? '' : 's'}`;
}

function few(fingerprints: readonly string[]): string {
  const shown = fingerprints.slice(0, 5).map((fingerprint) => fingerprint.slice(0, 8));
  return `${shown.join(', ')}${fingerprints.length > shown.length ? ', ...' : ''}`;
}

/**
 * A run in which what the baseline knows is accepted: it is kept in the report and fails no build. `all`: fingerprints
 * of every finding there is, shown or not; what the baseline has beyond them is fixed. Undefined: nothing is known of that.
 */
export function applyBaseline(run: Run, { file, fingerprints }: Baseline, all: ReadonlySet<string> | undefined): Run {
  const isKnown = ({ fingerprint, status }: Finding) => !isDismissed(status) && fingerprints.has(fingerprint);
  const known = run.findings.filter(isKnown).length;
  const fixed = all ? [...fingerprints].filter((fingerprint) => !all.has(fingerprint)) : [];
  return {
    ...run,
    findings: run.findings.map((finding) => (isKnown(finding) ? { ...finding, status: 'accepted' } : finding)),
    notes: [
      ...run.notes,
      ...(known ? [`${countOf(known)} known from ${file}`] : []),
      ...(fixed.length
        ? [`${countOf(fixed.length)} of ${file} fixed (${few(fixed)}): --update-baseline takes them out`]
        : []),
    ],
  };
}
