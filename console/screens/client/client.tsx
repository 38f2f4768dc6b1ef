import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { SecurityEvent } from '../../../src/core/events.js';
import { AsCommand } from '../../shared/as-command.js';
import { eventColumns } from '../../shared/event-columns.js';
import { EventDetail } from '../../shared/event-detail.js';
import { ClientLink, type ClientKind } from '../../shared/links.js';
import { counted } from '../../shared/number.js';
import { Panel } from '../../shared/panel.js';
import { pathTo, usePathSegment } from '../../shared/path.js';
import { term } from '../../shared/query-text.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Split } from '../../shared/screen.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table } from '../../shared/table.js';
import { TimeRangePicker, useTimeRange } from '../../shared/time-range.js';
import { TopList } from '../../shared/top-list.js';
import { Time } from '../../shared/time.js';
import { usePages } from '../../shared/use-read.js';
import { Histogram } from '../traffic/histogram.js';
import { Block } from './block.js';
import { Hours } from './hours.js';
import { PinButton, Pins, usePins } from './pins.js';
import type { ClientAnswer } from './types.js';
import styles from './client.module.css';

const kinds: Readonly<Record<ClientKind, string>> = {
  principal: 'User',
  credential: 'Credential',
  client: 'Address',
};

/** Everything about one user, credential or address, on one line of time. */
export default function Client() {
  const kind = usePathSegment(1) as ClientKind;
  const id = usePathSegment(2) ?? '';
  const [row, setRow] = useQueryState('row');
  const range = useTimeRange('7d');
  const pins = usePins();
  const { since, until } = range;
  const path = pathTo('clients', kind, id);
  const pages = usePages<SecurityEvent>(path, { query: { since, until } });
  const found = useKept(pages.first as ClientAnswer | undefined, pages.isStale);
  const opened = pages.items.find((event) => event.id === row);
  const query = term(kind, id);
  if (pages.error && !found) {
    return (
      <Screen title={id}>
        <Failed what={`${kinds[kind] ?? 'Client'} ${id}`} cause={pages.error} retry={pages.again} />
      </Screen>
    );
  }
  return (
    <Screen
      kind="fill"
      name={id}
      title={
        <>
          <span className={styles['kind']}>{kinds[kind] ?? kind}</span> <code className={styles['id']}>{id}</code>
        </>
      }
      note={found ? <Note of={found} /> : '\u00a0'}
      actions={
        <>
          <TimeRangePicker range={range} />
          <Block kind={kind} id={id} />
        </>
      }
    >
      {pages.error !== null && <Stale failure={pages.error} />}
      <Pins pins={pins} events={pages.items} />
      <Histogram q={query} range={range} />
      <div className={styles['body']}>
        <div className={styles['side']} tabIndex={0} role="region" aria-label="Habits">
          {found ? <Habits of={found} /> : <Loading what="the habits" lines={12} />}
        </div>
        <Split
          panel={
            row !== '' && (
              <Panel
                title={opened?.kind ?? 'Event'}
                label="Event"
                onClose={() => setRow('')}
                actions={<PinButton pins={pins} id={row} />}
              >
                <EventDetail id={row} known={opened} />
              </Panel>
            )
          }
        >
          {pages.isLoading ? (
            <Loading what="the timeline" lines={12} />
          ) : (
            <Table
              label="Timeline"
              columns={eventColumns}
              rows={pages.items}
              rowKey={(event) => event.id}
              at={row}
              onMove={(next) => setRow(next)}
              onOpen={(event) => setRow(event.id)}
              hasMore={pages.hasMore}
              onEnd={pages.more}
              isStale={pages.isStale}
              empty={
                <div className={styles['nothing']}>
                  <Empty kind="none" title="0 events in this time">
                    Nothing in the log is from {id}. Choose a longer time, or see whether the name is right.
                  </Empty>
                </div>
              }
            />
          )}
        </Split>
      </div>
      <AsCommand text={found?.cli} />
    </Screen>
  );
}

/** What was read of this client stays while the next range is awaited. */
function useKept(answer: ClientAnswer | undefined, isStale: boolean): ClientAnswer | undefined {
  const [kept, keep] = useState(answer);
  useEffect(() => {
    if (answer && !isStale) keep(answer);
  }, [answer, isStale]);
  return answer ?? kept;
}

function Note({ of: { counted: count, key, blocks } }: { readonly of: ClientAnswer }) {
  return (
    <span className={styles['note']}>
      {counted(count, 'event')}
      {count >= 5000 && ' or more'} in this time
      {key && (
        <>
          {' '}
          · key <b>{key.name}</b> <code>{key.prefix}…</code> {key.revokedAt && <Badge tone="high">revoked</Badge>}
        </>
      )}
      {blocks.map(({ id, effect, expiresAt }) => (
        <Badge key={id} tone={effect === 'block' ? 'high' : 'medium'}>
          {effect === 'block' ? 'kept out' : 'slowed down'}, ends <Time at={expiresAt} />
        </Badge>
      ))}
    </span>
  );
}

function Habits({ of }: { readonly of: ClientAnswer }) {
  return (
    <>
      {of.detections.length > 0 && (
        <section>
          <h3>Detections</h3>
          <ul className={styles['detections']}>
            {of.detections.map(({ id, title, severity, state }) => (
              <li key={id}>
                <SeverityMark of={severity} /> <Link href={`/detections?state=all&row=${id}`}>{title}</Link>{' '}
                {state === 'closed' && <Badge>closed</Badge>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Hours of={of.hours} />
      <TopList title="Outcomes" values={of.outcomes} />
      <TopList title="Operations" values={of.operations} />
      {of.kind !== 'client' && (
        <TopList title="Addresses" values={of.networks} show={(value) => <ClientLink kind="client" id={value} />} />
      )}
      {of.kind !== 'principal' && (
        <TopList title="Users" values={of.principals} show={(value) => <ClientLink kind="principal" id={value} />} />
      )}
      {of.kind !== 'credential' && (
        <TopList
          title="Credentials"
          values={of.credentials}
          show={(value) => <ClientLink kind="credential" id={value} />}
        />
      )}
    </>
  );
}
