import { Radio } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { SecurityEvent } from '../../../src/core/events.js';
import { AsCommand } from '../../shared/as-command.js';
import { ApiFailure } from '../../shared/api.js';
import { Button } from '../../shared/button.js';
import { eventColumns } from '../../shared/event-columns.js';
import { EventDetail } from '../../shared/event-detail.js';
import { Panel } from '../../shared/panel.js';
import { QueryBar } from '../../shared/query-bar.js';
import type { FieldHelp } from '../../shared/query-completion.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { Screen, Split, Toolbar } from '../../shared/screen.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table } from '../../shared/table.js';
import { TimeRangePicker, useTimeRange } from '../../shared/time-range.js';
import { usePages, useRead } from '../../shared/use-read.js';
import { useWidth } from '../../shared/width.js';
import { Export } from './export.js';
import { Facets, useFacets } from './facets.js';
import { Histogram } from './histogram.js';
import { LiveLine } from './live-line.js';
import { MakeFrom } from './make-from.js';
import { SavedQueries } from './saved-queries.js';
import { useLive } from './use-live.js';
import styles from './traffic.module.css';

/** What happened: a query, its values, its course over time, and the events themselves. */
export default function Traffic() {
  const [q] = useQueryState('q');
  const [row, setRow] = useQueryState('row');
  const [live, setLive] = useQueryState('live');
  const [scrollTop, setScrollTop] = useState(0);
  const [top, setTop] = useState(0);
  const range = useTimeRange();
  const width = useWidth();
  const { since, until } = range;
  const fields = useRead<{ readonly items: readonly FieldHelp[] }>('/events/fields');
  const pages = usePages<SecurityEvent>('/events', { query: { q, since, until } });
  const facets = useFacets(q, range);
  const tail = useLive({ q, isOn: live === '1', isHeld: scrollTop > 8, onOpen: range.renew });
  const rows = useMemo(() => joined(tail.events, pages.items), [tail.events, pages.items]);
  const isUnreadable = pages.error instanceof ApiFailure && pages.error.code === 'QUERY_INVALID';
  const search = (next: string): void => setQuery({ q: next, row: undefined }, true);
  const opened = row === '' ? undefined : rows.find(({ id }) => id === row);
  return (
    <Screen
      kind="fill"
      title="Traffic"
      actions={
        <>
          <TimeRangePicker range={range} />
          <Button
            aria-pressed={live === '1'}
            kind={live === '1' ? 'primary' : 'plain'}
            onClick={() => setLive(live === '1' ? '' : '1')}
          >
            <Radio size={14} aria-hidden="true" /> Live
          </Button>
        </>
      }
    >
      <div className={styles['query']}>
        <QueryBar
          value={q}
          onSubmit={search}
          fields={fields.data?.items ?? []}
          valuesOf={(field) => facets?.fields[field]?.map(({ value }) => String(value)) ?? []}
          failure={isUnreadable ? (pages.error as ApiFailure) : undefined}
        />
        <Toolbar>
          <SavedQueries q={q} onChoose={search} />
          <MakeFrom q={q} />
          <Export q={q} range={range} />
        </Toolbar>
      </div>
      {!isUnreadable && <Histogram q={q} range={range} everyMillis={live === '1' ? 5000 : undefined} />}
      {live === '1' && (
        <LiveLine
          live={tail}
          onRelease={() => {
            tail.release();
            setTop(top + 1);
          }}
        />
      )}
      {pages.error !== null && rows.length > 0 && <Stale failure={pages.error} />}
      <div className={styles['body']}>
        {width === 'wide' ? (
          <Facets of={facets} q={q} onChange={search} />
        ) : (
          <details className={styles['fold']}>
            <summary>Values</summary>
            <Facets of={facets} q={q} onChange={search} />
          </details>
        )}
        <Split
          panel={
            row !== '' && (
              <Panel title={opened?.kind ?? 'Event'} label="Event" onClose={() => setRow('')}>
                <EventDetail id={row} known={opened} filter={{ query: q, onChange: search }} />
              </Panel>
            )
          }
        >
          {pages.isLoading ? (
            <Loading what="the events" lines={12} />
          ) : pages.error && !isUnreadable && !rows.length ? (
            <Failed what="The events" cause={pages.error} retry={pages.again} />
          ) : (
            <Table
              label="Events"
              columns={eventColumns}
              rows={isUnreadable ? [] : rows}
              rowKey={({ id }) => id}
              at={row}
              onMove={(id) => setRow(id)}
              onOpen={({ id }) => setRow(id)}
              hasMore={pages.hasMore}
              onEnd={pages.more}
              isStale={pages.isStale}
              onScroll={setScrollTop}
              topKey={top}
              empty={<Nothing pages={pages} isUnreadable={isUnreadable} q={q} />}
            />
          )}
        </Split>
      </div>
      <AsCommand text={(pages.first?.['cli'] as string | undefined) ?? 'portcullis events search'} />
    </Screen>
  );
}

function joined(live: readonly SecurityEvent[], listed: readonly SecurityEvent[]): readonly SecurityEvent[] {
  if (!live.length) return listed;
  const known = new Set(live.map(({ id }) => id));
  return [...live, ...listed.filter(({ id }) => !known.has(id))];
}

interface NothingParts {
  readonly pages: ReturnType<typeof usePages<SecurityEvent>>;
  readonly isUnreadable: boolean;
  readonly q: string;
}

function Nothing({ pages, isUnreadable, q }: NothingParts) {
  const looked = pages.answers.reduce((sum, answer) => sum + Number(answer['looked'] ?? 0), 0).toLocaleString('en');
  if (isUnreadable) {
    return (
      <div className={styles['nothing']}>
        <Empty kind="none" title="The query cannot be read">
          What is wrong with it stands below it, at its place.
        </Empty>
      </div>
    );
  }
  if (pages.hasMore)
    return <p className={styles['nothing']}>Nothing yet; looking further back ({looked} events so far).</p>;
  return (
    <div className={styles['nothing']}>
      {q === '' ? (
        <Empty kind="none" title="0 events in this time">
          Nobody called. Choose a longer time, or send a call through the gateway; <Link href="/">the overview</Link>{' '}
          has its address.
        </Empty>
      ) : (
        <Empty kind="none" title="0 events match">
          {looked} events of this time were looked at. Choose a longer time, or take something out of the query.
        </Empty>
      )}
    </div>
  );
}
