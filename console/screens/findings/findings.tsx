import { useState } from 'react';
import { useLocation } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { useKeys } from '../../shared/keyboard.js';
import { counted } from '../../shared/number.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { Screen, Toolbar } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Failed, Loading } from '../../shared/states.js';
import { Table } from '../../shared/table.js';
import { Tabs } from '../../shared/tabs.js';
import { toast } from '../../shared/toast.js';
import { usePages, useRead } from '../../shared/use-read.js';
import { findingColumns, groupColumns } from './columns.js';
import { FilterBar } from './filter-bar.js';
import { apiFilter, filterText, listCommand, tabs } from './filter.js';
import { NoFindings } from './no-findings.js';
import { ReasonForm } from './reason-form.js';
import { settable, type SettableStatus } from './states.js';
import type { FindingCounts, FindingFilter, FindingGroup, FindingRow } from './types.js';
import { useFindingFilter } from './use-filter.js';
import { useTriage } from './use-triage.js';

/** What is asked for a reason just now. */
interface Asking {
  readonly status: SettableStatus;
  readonly about: string;
  readonly fingerprint?: string;
  readonly filter?: FindingFilter;
}

/** Findings by cause or one by one, and their triage without leaving the keys. */
export default function FindingsScreen() {
  const filter = useFindingFilter();
  const [view, setView] = useQueryState('view', 'causes');
  const asked = apiFilter(filter);
  const { status: _status, ...withoutStatus } = asked;
  const counts = useRead<FindingCounts>('/findings/counts', { query: { ...withoutStatus } });
  const total = sumOf(counts.data, asked.status);
  const maySetAll = useMay('setFindings');
  const maySet = useMay('setFinding');
  const [asking, ask] = useState<Asking>();
  const { setOne, setMany } = useTriage();
  const submit = async (reason: string, expires: string | undefined): Promise<void> => {
    if (!asking) return;
    const setting = { status: asking.status, reason, ...(expires ? { expires } : {}) };
    if (asking.fingerprint === undefined) await setMany(asking.filter ?? {}, setting);
    else await setOne(asking.fingerprint, setting);
    ask(undefined);
  };
  const askAll = (status: SettableStatus): void => {
    if (total) ask({ status, about: counted(total, 'finding'), filter: asked });
  };
  const isFiltered = filterText(filter) !== '';
  return (
    <Screen title="Findings" kind="fill" actions={<AsCommand text={listCommand(asked)} />}>
      <Toolbar>
        <Tabs
          label="State"
          value={filter.tab}
          onChange={(tab) => setQuery({ state: tab === 'open' ? undefined : tab, at: undefined })}
          tabs={tabs.map(({ id, label, status }) => ({ id, label, count: sumOf(counts.data, status) }))}
        />
        <Tabs
          label="Rows"
          value={view}
          onChange={setView}
          tabs={[
            { id: 'causes', label: 'By cause' },
            { id: 'each', label: 'One by one' },
          ]}
        />
      </Toolbar>
      <FilterBar filter={filter} bySeverity={counts.data?.bySeverity} />
      {asking ? (
        <ReasonForm
          key={`${asking.status} ${asking.about}`}
          status={asking.status}
          about={asking.about}
          submit={submit}
          cancel={() => ask(undefined)}
        />
      ) : (
        maySetAll && isFiltered && <SetAll total={total} ask={askAll} />
      )}
      {view === 'each' ? (
        <Each query={asked} ask={maySet && !asking ? ask : undefined} total={total} />
      ) : (
        <Causes query={asked} ask={maySet && !asking ? ask : undefined} />
      )}
    </Screen>
  );
}

function sumOf(counts: FindingCounts | undefined, status: string | undefined): number | undefined {
  if (!counts) return undefined;
  if (status === undefined) return counts.total;
  return status
    .split(',')
    .reduce((sum, each) => sum + (counts.byStatus[each as keyof FindingCounts['byStatus']] ?? 0), 0);
}

function SetAll({
  total,
  ask,
}: {
  readonly total: number | undefined;
  readonly ask: (status: SettableStatus) => void;
}) {
  return (
    <Toolbar label="Set all that the filter selects">
      {settable.map(({ status, verb }) => (
        <Button key={status} disabled={!total} onClick={() => ask(status)}>
          {verb} all {total ?? ''}
        </Button>
      ))}
    </Toolbar>
  );
}

type Ask = ((asking: Asking) => void) | undefined;

/** `c f x o` ask for the reason of the row that is chosen. */
function useStateKeys(chosen: Omit<Asking, 'status'> | undefined, ask: Ask): void {
  const keys = settable.map(({ key, status }) => [
    key,
    () => {
      if (chosen) ask?.({ ...chosen, status });
      else toast({ text: 'Choose a row first: j and k move.' });
    },
  ]);
  useKeys(ask ? Object.fromEntries(keys) : {});
}

function Causes({ query, ask }: { readonly query: FindingFilter; readonly ask: Ask }) {
  const [at, setAt] = useQueryState('at');
  const [, go] = useLocation();
  const pages = usePages<FindingGroup>('/findings/groups', { query: { ...query } });
  const keyOf = ({ rule, api, operation }: FindingGroup): string => `${rule} ${api} ${operation ?? ''}`;
  const chosen = pages.items.find((row) => keyOf(row) === at);
  useStateKeys(chosen && askingOf(chosen, query), ask);
  const open = ({ count, fingerprint, rule, operation, api }: FindingGroup): void => {
    if (count === 1) go(`/findings/${fingerprint}`);
    else setQuery({ view: 'each', rule, operation: operation ?? undefined, api, at: undefined }, true);
  };
  if (pages.isLoading) return <Loading what="findings" lines={12} />;
  if (pages.error && !pages.items.length) return <Failed cause={pages.error} what="The findings" retry={pages.again} />;
  return (
    <Table
      label="Findings by cause"
      columns={groupColumns}
      rows={pages.items}
      rowKey={keyOf}
      at={at}
      onMove={setAt}
      onOpen={open}
      hasMore={pages.hasMore}
      onEnd={pages.more}
      isStale={pages.isStale}
      empty={<NoFindings query={query} />}
    />
  );
}

function askingOf(
  { count, fingerprint, rule, api, operation }: FindingGroup,
  query: FindingFilter,
): Omit<Asking, 'status'> {
  if (count === 1 || operation === null) return { about: fingerprint.slice(0, 8), fingerprint };
  return {
    about: `${counted(count, 'finding')} of ${rule} at ${operation}`,
    filter: { ...query, rule, api, operation },
  };
}

function Each({
  query,
  ask,
  total,
}: {
  readonly query: FindingFilter;
  readonly ask: Ask;
  readonly total: number | undefined;
}) {
  const [at, setAt] = useQueryState('at');
  const [sort, setSort] = useQueryState('sort', 'severity');
  const [, go] = useLocation();
  const pages = usePages<FindingRow>('/findings', { query: { ...query, sort } });
  const chosen = pages.items.find(({ fingerprint }) => fingerprint === at);
  useStateKeys(chosen && { about: chosen.fingerprint.slice(0, 8), fingerprint: chosen.fingerprint }, ask);
  if (pages.isLoading) return <Loading what="findings" lines={12} />;
  if (pages.error && !pages.items.length) return <Failed cause={pages.error} what="The findings" retry={pages.again} />;
  return (
    <Table
      label="Findings"
      columns={findingColumns}
      rows={pages.items}
      rowKey={({ fingerprint }) => fingerprint}
      at={at}
      onMove={setAt}
      onOpen={({ fingerprint }) => go(`/findings/${fingerprint}`)}
      hasMore={pages.hasMore}
      onEnd={pages.more}
      isStale={pages.isStale}
      sort={sort}
      onSort={setSort}
      total={total}
      empty={<NoFindings query={query} />}
    />
  );
}
