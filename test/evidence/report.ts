import type { EvidenceReport, ItemReport } from '../../src/evidence/types.js';
import { noon } from '../telemetry/log-bench.js';

const day = 86_400_000;
const base = { method: 'EXAMINE', how: 'run it', collected: noon, records: [] } as const;

const present: ItemReport = {
  ...base,
  id: 'audit-runs',
  title: 'Static assessments',
  subject: 'every audit',
  state: 'present',
  summary: '2 runs in the period',
  newest: noon - day,
  expires: noon + 30 * day,
  population: {
    columns: ['run', 'findings'],
    rows: [
      ['r1', 3],
      ['=cmd|x', 0],
    ],
    total: 2,
  },
  records: ['audit-0'],
};

const stale: ItemReport = {
  ...present,
  id: 'pentest-runs',
  title: 'Attack <runs>',
  method: 'TEST',
  state: 'stale',
  summary: 'none in the period',
  records: [],
};

const missing: ItemReport = {
  ...base,
  id: 'training-records',
  title: 'Training records',
  subject: 'lessons',
  state: 'missing',
  summary: 'nobody completed a lesson',
  population: { columns: [], rows: [], total: 0 },
};

/** A small report with one item of each state. */
export const smallReport: EvidenceReport = {
  framework: {
    id: 'tiny',
    title: 'Tiny',
    edition: '2026',
    publisher: 'Us',
    controls: [],
    source: { name: 'tiny.yaml', text: 'id: tiny\n' },
  },
  period: { from: noon - 30 * day, to: noon },
  collected: noon,
  version: '1.2.3',
  apis: ['shop'],
  controls: [
    { id: '6.3.1', title: 'Assess', needs: 'It is assessed.', evidence: ['audit-runs', 'pentest-runs'] },
    { id: 'API2:2023', title: 'Train', needs: 'People learn.', evidence: ['training-records'] },
  ],
  items: [present, stale, missing],
};
