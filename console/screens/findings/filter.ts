import type { FindingFilter } from './types.js';

/** What is to be done, and what was done about it. Each is a list of states. */
export const tabs = [
  { id: 'open', label: 'Open', status: 'open,regressed' },
  { id: 'regressed', label: 'Regressed', status: 'regressed' },
  { id: 'patched', label: 'Patched', status: 'patched' },
  { id: 'accepted', label: 'Accepted', status: 'accepted' },
  { id: 'false-positive', label: 'False positive', status: 'false-positive' },
  { id: 'fixed', label: 'Fixed', status: 'fixed' },
  { id: 'all', label: 'All', status: undefined },
] as const;

/** The filter as the address has it. */
export interface ScreenFilter {
  readonly tab: string;
  /** States as a link gave them, where no tab means the same. */
  readonly status: string;
  readonly severity: string;
  readonly source: string;
  readonly api: string;
  readonly operation: string;
  readonly rule: string;
  readonly q: string;
}

export const filterNames = ['severity', 'source', 'api', 'operation', 'rule', 'q'] as const;

/** Which tab is open, and which states it means. A list of states that no tab has stands for itself. */
export function tabOf(state: string, status: string): { readonly tab: string; readonly status: string } {
  const byName = tabs.find(({ id }) => id === state);
  if (byName) return { tab: byName.id, status: byName.status ?? '' };
  if (status === '') return { tab: 'open', status: tabs[0].status };
  const same = tabs.find((each) => each.status !== undefined && sorted(each.status) === sorted(status));
  return same ? { tab: same.id, status: same.status! } : { tab: '', status };
}

const sorted = (words: string): string => words.split(',').toSorted().join(',');

/** The filter as the API takes it: nothing empty. */
export function apiFilter({ tab: _tab, ...filter }: ScreenFilter): FindingFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

/** What besides the state selects, in words. */
export function filterText(filter: ScreenFilter): string {
  return filterNames
    .filter((name) => filter[name] !== '')
    .map((name) => `${name} ${filter[name]}`)
    .join(', ');
}

const everyStatus = 'open,regressed,patched,accepted,false-positive,fixed';

/** The same list on the command line; undefined where that knows no such filter. */
export function listCommand({ status, severity, operation, ...others }: FindingFilter): string | undefined {
  if (Object.keys(others).length > 0 || severity?.includes(',')) return undefined;
  const flags = Object.entries({ status: status ?? everyStatus, severity, operation })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${name} ${/^[\w.,-]+$/.test(value!) ? value : `'${value}'`}`);
  return `portcullis findings${flags.join('')}`;
}
