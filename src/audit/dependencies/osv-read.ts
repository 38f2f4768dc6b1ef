import type { Severity } from '../../core/finding.js';
import { cvss3Score, severityOfScore } from './cvss.js';
import { fieldsOf, textOf } from './fields.js';
import type { Advisory, AdvisoryRange } from './types.js';

type Value = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly Value[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const words: Readonly<Record<string, Severity>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MODERATE: 'medium',
  MEDIUM: 'medium',
  LOW: 'low',
  INFO: 'info',
};

/** The word of the database, else the score of the vector; unknown counts as high: nobody has said that it is less. */
function severityOf(entry: Value, affected: Value): Severity {
  for (const place of [affected.database_specific, entry.database_specific]) {
    const word = words[(textOf(fieldsOf(place).severity) ?? '').toUpperCase()];
    if (word) return word;
  }
  const vectors = [...listOf(affected.severity), ...listOf(entry.severity)].map(({ score }) => String(score));
  const scores = vectors.flatMap((vector) => cvss3Score(vector) ?? []);
  return scores.length ? severityOfScore(Math.max(...scores)) : 'high';
}

/** Events of one range in order: each `introduced` lasts until the next `fixed` or `last_affected` (OSV 1.6, `events`). */
function rangesOf(range: Value): readonly AdvisoryRange[] {
  if (range.type !== 'SEMVER' && range.type !== 'ECOSYSTEM') return [];
  const found: AdvisoryRange[] = [];
  let introduced: string | undefined;
  for (const event of listOf(range.events)) {
    const from = textOf(event.introduced);
    const fixed = textOf(event.fixed);
    const lastAffected = textOf(event.last_affected);
    if (from !== undefined) {
      if (introduced !== undefined) found.push({ introduced });
      introduced = from;
    } else if (fixed !== undefined || lastAffected !== undefined) {
      found.push({ introduced: introduced ?? '0', fixed, lastAffected });
      introduced = undefined;
    }
  }
  if (introduced !== undefined) found.push({ introduced });
  return found;
}

function cwesOf(entry: Value): readonly number[] {
  return textsIn(fieldsOf(entry.database_specific).cwe_ids).flatMap((id) => {
    const number = Number(/^CWE-(\d+)$/.exec(id)?.[1]);
    return number ? [number] : [];
  });
}

/** Advisories of one OSV entry: one for each npm package that it is about. Withdrawn ones are none. */
export function advisoriesOf(value: unknown): readonly Advisory[] {
  const entry = fieldsOf(value);
  const id = textOf(entry.id);
  if (id === undefined || entry.withdrawn !== undefined) return [];
  return listOf(entry.affected).flatMap((affected): readonly Advisory[] => {
    const { ecosystem, name } = fieldsOf(affected.package);
    if (ecosystem !== 'npm' || typeof name !== 'string') return [];
    const reference = listOf(entry.references).find(({ type }) => type === 'ADVISORY') ?? listOf(entry.references)[0];
    return [
      {
        id,
        aliases: textsIn(entry.aliases),
        package: name,
        summary: textOf(entry.summary) ?? firstLine(textOf(entry.details) ?? '') ?? id,
        severity: severityOf(entry, affected),
        cwe: cwesOf(entry),
        malicious: id.startsWith('MAL-') || cwesOf(entry).includes(506),
        url: textOf(reference?.url),
        ranges: listOf(affected.ranges).flatMap(rangesOf),
        versions: textsIn(affected.versions),
      },
    ];
  });
}

function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
}

/** The day that an OSV entry was changed last. */
export function changedOn(value: unknown): string | undefined {
  const { modified, published } = fieldsOf(value);
  return (textOf(modified) ?? textOf(published))?.slice(0, 10);
}

/** Mark of a snapshot that was trimmed: what is left is older than the day it was taken. */
export interface SnapshotHead {
  readonly takenOn: string;
}

/** `{ "portcullis": { "takenOn": "2026-11-20" } }`, the first line of what `advisories trim` writes. */
export function snapshotHead(value: unknown): SnapshotHead | undefined {
  const takenOn = textOf(fieldsOf(fieldsOf(value).portcullis).takenOn);
  return takenOn !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(takenOn) ? { takenOn } : undefined;
}
