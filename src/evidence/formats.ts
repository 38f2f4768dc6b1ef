import { controlsCsv } from './csv.js';
import { evidencePage } from './html.js';
import { oscalDocument } from './oscal.js';
import type { EvidenceReport } from './types.js';
import { wording } from './wording.js';

export const exportFormats = ['oscal', 'csv', 'html', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const renderers: Readonly<Record<ExportFormat, (report: EvidenceReport) => string>> = {
  oscal: (report) => `${JSON.stringify(oscalDocument(report), null, 2)}\n`,
  csv: controlsCsv,
  html: evidencePage,
  json: (report) => `${JSON.stringify(plainReport(report), null, 2)}\n`,
};

/** The evidence as one document; the wording is in it, whatever its format. */
export const renderEvidence = (report: EvidenceReport, format: ExportFormat): string => renderers[format](report);

/** The stable document of `--format json`. */
export function plainReport({ framework, period, collected, items, ...rest }: EvidenceReport): unknown {
  const { source: _source, controls: _controls, ...named } = framework;
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    wording,
    framework: named,
    period: { from: iso(period.from), to: iso(period.to) },
    collected: iso(collected),
    ...rest,
    items: items.map(({ collected: at, newest, expires, ...item }) => ({
      ...item,
      collected: iso(at),
      ...(newest === undefined ? {} : { newest: iso(newest) }),
      ...(expires === undefined ? {} : { expires: iso(expires) }),
    })),
  };
}
