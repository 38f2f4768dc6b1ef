import { Link } from 'wouter';
import { pathTo } from './path.js';
import { include } from './query-text.js';
import styles from './links.module.css';

export type ClientKind = 'principal' | 'credential' | 'client';

/** To everything about a user, a credential or an address. */
export function ClientLink({ kind, id }: { readonly kind: ClientKind; readonly id: string }) {
  return (
    <Link href={pathTo('clients', kind, id)} className={styles['code'] ?? ''} title={id}>
      {id}
    </Link>
  );
}

/** To an operation of an API. Calls that no contract knows have no id. */
export function OperationLink({ api, id }: { readonly api: string | undefined; readonly id: string | undefined }) {
  if (!id) return <span className={styles['soft']}>not in the contract</span>;
  if (!api) return <span>{id}</span>;
  return (
    <Link href={pathTo('inventory', api, id)} title={id}>
      {id}
    </Link>
  );
}

/** Address of the traffic screen with conditions: `trafficPath([['kind', 'denial']], '24h')`. */
export function trafficPath(conditions: readonly (readonly [string, string | number])[], last?: string): string {
  const query = conditions.reduce((text, [field, value]) => include(text, field, value), '');
  const parts = new URLSearchParams({ ...(query && { q: query }), ...(last && { last }) }).toString();
  return `/traffic${parts && `?${parts}`}`;
}

interface MethodPathParts {
  readonly method: string;
  readonly path: string;
  /** Letters that there is room for; default all. */
  readonly most?: number;
}

/** Method and path. What is too long loses whole segments from its end, never a part of a parameter. */
export function MethodPath({ method, path, most = Infinity }: MethodPathParts) {
  return (
    <span className={styles['call']} title={`${method} ${path}`}>
      <span className={styles['method']}>{method}</span>
      <span>{shortPath(path, most)}</span>
    </span>
  );
}

/** `/a/{b}/…` where `/a/{b}/c` has no room. At least its first segment stays. */
export function shortPath(path: string, most: number): string {
  if (path.length <= most) return path;
  const segments = path.split('/').filter((segment) => segment !== '');
  const fitting = segments.findLastIndex((_, n) => `/${segments.slice(0, n + 1).join('/')}/…`.length <= most);
  return `/${segments.slice(0, Math.max(1, fitting + 1)).join('/')}/…`;
}
