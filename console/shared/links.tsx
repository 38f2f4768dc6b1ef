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

/** Method and path. A path is never cut within a parameter: what does not fit is left out from a `/` on. */
export function MethodPath({ method, path }: { readonly method: string; readonly path: string }) {
  return (
    <span className={styles['call']} title={`${method} ${path}`}>
      <span className={styles['method']}>{method}</span>
      <span className={styles['path']}>
        {(path.match(/\/?[^/]+|\//g) ?? [path]).map((segment, n) => (
          // Segments may repeat; their place is what tells them apart.
          <span key={n}>{segment}</span>
        ))}
      </span>
    </span>
  );
}
