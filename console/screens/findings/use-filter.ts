import { setQuery, useQueryState } from '../../shared/query-state.js';
import { filterNames, tabOf, type ScreenFilter } from './filter.js';

/** Reads the filter from the address. `status` of a link chooses the tab that means the same. */
export function useFindingFilter(): ScreenFilter {
  const [state] = useQueryState('state');
  const [status] = useQueryState('status');
  const [severity] = useQueryState('severity');
  const [source] = useQueryState('source');
  const [api] = useQueryState('api');
  const [operation] = useQueryState('operation');
  const [rule] = useQueryState('rule');
  const [q] = useQueryState('q');
  return { ...tabOf(state, status), severity, source, api, operation, rule, q };
}

export function clearFilter(): void {
  setQuery(Object.fromEntries([...filterNames, 'at'].map((name) => [name, undefined])));
}
