import { useLocation } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { counted } from '../../shared/number.js';
import { pathTo } from '../../shared/path.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Toolbar } from '../../shared/screen.js';
import { SearchField } from '../../shared/search-field.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table } from '../../shared/table.js';
import { Tabs } from '../../shared/tabs.js';
import { usePages } from '../../shared/use-read.js';
import { useWidth } from '../../shared/width.js';
import { columnsFor } from './columns.js';
import type { OperationRow } from './types.js';
import styles from './inventory.module.css';

const states = [
  { id: '', label: 'All' },
  { id: 'documented', label: 'In use' },
  { id: 'unseen', label: 'Not called' },
  { id: 'deprecated', label: 'Deprecated' },
  { id: 'shadow', label: 'Shadow' },
];

const keyOf = ({ api, id }: OperationRow): string => `${api} ${id}`;

/** One row for each operation: how it is protected, how it is used, what is wrong with it. */
export default function Inventory() {
  const [, go] = useLocation();
  const [q, setQ] = useQueryState('q');
  const [state, setState] = useQueryState('state');
  const [sort, setSort] = useQueryState('sort', 'path');
  const [at, setAt] = useQueryState('row');
  const width = useWidth();
  const pages = usePages<OperationRow>('/operations', { query: { q, state, sort }, everyMillis: 30_000 });
  const total = pages.first?.['total'] as number | undefined;
  return (
    <Screen
      kind="fill"
      title="Inventory"
      note={total === undefined ? '\u00a0' : `${counted(total, 'operation')}${q || state ? ' that match' : ''}`}
    >
      <Toolbar>
        <SearchField label="Find operations" placeholder="path, name or summary" value={q} onChange={setQ} />
        <Tabs label="State" tabs={states} value={state} onChange={(next) => setState(next, true)} />
      </Toolbar>
      {pages.error !== null && pages.items.length > 0 && <Stale failure={pages.error} />}
      {pages.isLoading ? (
        <Loading what="the operations" lines={14} />
      ) : pages.error && !pages.items.length ? (
        <Failed what="The operations" cause={pages.error} retry={pages.again} />
      ) : (
        <Table
          label="Operations"
          columns={columnsFor(pages.items, width)}
          rows={pages.items}
          rowKey={keyOf}
          at={at}
          onMove={setAt}
          onOpen={(row) => go(row.id === '' ? shadowPath(row) : pathTo('inventory', row.api, row.id))}
          hasMore={pages.hasMore}
          onEnd={pages.more}
          sort={sort}
          onSort={(next) => setSort(next, true)}
          total={total}
          isStale={pages.isStale}
          empty={<Nothing isFiltered={q !== '' || state !== ''} state={state} />}
        />
      )}
      <AsCommand text="portcullis policy explain OPERATION" />
    </Screen>
  );
}

const shadowPath = ({ api }: OperationRow): string =>
  `/traffic?q=${encodeURIComponent(`api:${api} code:OPERATION_UNKNOWN`)}`;

function Nothing({ isFiltered, state }: { readonly isFiltered: boolean; readonly state: string }) {
  return (
    <div className={styles['nothing']}>
      {state === 'shadow' ? (
        <Empty kind="none" title="0 shadow operations">
          In the last 24 hours every call was to an operation of a contract.
        </Empty>
      ) : isFiltered ? (
        <Empty kind="none" title="No operation matches">
          Take something out of the search, or choose another state.
        </Empty>
      ) : (
        <Empty
          kind="unset"
          title="There is no API yet"
          command="portcullis init openapi.yaml --upstream http://127.0.0.1:3000"
        >
          The policy names no API with a contract. This writes one:
        </Empty>
      )}
    </div>
  );
}
