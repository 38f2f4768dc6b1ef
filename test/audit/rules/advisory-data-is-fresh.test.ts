import rule from '../../../src/audit/rules/advisory-data-is-fresh.js';
import { describeEstateRule, npmLock } from '../describe-estate-rule.js';

const entry = (modified: string | undefined) => ({ id: 'GHSA-aaaa-bbbb-cccc', modified, affected: [] });
const row = (...documents: readonly object[]) => ({
  files: {
    'package-lock.json': npmLock({ left: {} }),
    'osv.ndjson': documents.map((document) => `${JSON.stringify(document)}\n`).join(''),
  },
  request: { advisories: 'osv.ndjson' },
});

describeEstateRule(rule, {
  flags: {
    'a snapshot of last month': {
      ...row(entry('2026-10-01T00:00:00Z')),
      severity: 'medium',
      says: /are 55 days old/,
      at: 'osv.ndjson:1',
    },
    'one day too old': row(entry('2026-11-10T00:00:00Z')),
    'one that does not say': { ...row(entry(undefined)), says: /of unknown age/ },
    'what was trimmed from an old one': row({ portcullis: { takenOn: '2026-09-01' } }, entry('2026-11-20T00:00:00Z')),
  },
  passes: {
    'a fortnight': row(entry('2026-11-11T00:00:00Z')),
    'the newest of several': row(entry('2025-01-01T00:00:00Z'), entry('2026-11-24T00:00:00Z')),
    'what was trimmed from a new one': row({ portcullis: { takenOn: '2026-11-24' } }, entry('2024-01-01T00:00:00Z')),
  },
});
