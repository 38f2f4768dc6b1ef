import { severities } from '../../../src/core/finding.js';
import type { VendorRow } from './types.js';

/** `1 high, 2 low`. What nobody looked at is never told as nothing found. */
export function findingsText({ findings, checkedAt }: Pick<VendorRow, 'findings' | 'checkedAt'>): string {
  const found = severities.filter((severity) => findings[severity] > 0);
  if (found.length > 0) return found.map((severity) => `${findings[severity]} ${severity}`).join(', ');
  return checkedAt === undefined ? 'not looked at' : '0';
}

/** Address of the list of what was found at a third party. */
export function findingsPath(name: string): string {
  return `/findings?${new URLSearchParams({ view: 'each', api: `vendor:${name}` }).toString()}`;
}
