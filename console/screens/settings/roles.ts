import type { ConsoleRole } from '../../../src/store/console.js';

/** What each role may, from least to most. */
export const roleWords: Readonly<Record<ConsoleRole, string>> = {
  viewer: 'reads everything but the audit log',
  analyst: 'and sets findings, handles detections, scans read-only',
  operator: 'and changes policy, patches and keys, scans that write',
  auditor: 'reads everything with the audit log, and exports',
  admin: 'everything, with people and tokens',
};

export const roles = Object.keys(roleWords) as readonly ConsoleRole[];
