import { useState } from 'react';
import { useLocation } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Bars } from '../../shared/bars.js';
import { Button } from '../../shared/button.js';
import { EventTable } from '../../shared/event-table.js';
import { ClientLink, MethodPath, trafficPath } from '../../shared/links.js';
import { pathTo, usePathSegment } from '../../shared/path.js';
import { Screen, Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { toast } from '../../shared/toast.js';
import { TopList } from '../../shared/top-list.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { StateBadge } from '../inventory/operation-cells.js';
import { Contract } from './contract.js';
import { Figures } from './figures.js';
import { Findings } from './findings.js';
import { Guards, Settings } from './policy.js';
import type { OperationAnswer } from './types.js';
import styles from './operation.module.css';

/** Contract beside what was observed, the policy in force with its sources, and who calls. */
export default function Operation() {
  const api = usePathSegment(1) ?? '';
  const id = usePathSegment(2) ?? '';
  const path = pathTo('operations', api, id);
  const { data, error, refetch } = useRead<OperationAnswer>(path, { everyMillis: 30_000 });
  const shown = data && data.id === id && data.api === api ? data : undefined;
  if (!shown) {
    return (
      <Screen title={id}>
        {error ? (
          <Failed what={`The operation ${id}`} cause={error} retry={() => void refetch()} />
        ) : (
          <Loading what="the operation" lines={14} />
        )}
      </Screen>
    );
  }
  return (
    <Screen
      name={shown.id}
      title={<MethodPath method={shown.method} path={shown.path} />}
      note={
        <span className={styles['note']}>
          <StateBadge of={shown.state} />
          <span>
            {shown.id} of {shown.api}
            {shown.summary && ` · ${shown.summary}`}
          </span>
        </span>
      }
      actions={<Actions of={shown} />}
    >
      <Stale failure={error} />
      <Figures of={shown} />
      <div className={styles['columns']}>
        <div className={styles['column']}>
          <Contract of={shown} />
          <Section title="Policy in force">
            <Settings of={shown} />
          </Section>
        </div>
        <div className={styles['column']}>
          <Section title="Calls in 24 hours">
            <Bars of={shown.traffic} label="Calls in 24 hours" />
          </Section>
          <Consumers of={shown} />
          <Findings of={shown} />
          <Guards of={shown} />
        </div>
      </div>
      <Section title="Newest calls">
        {shown.samples.length ? (
          <EventTable label="Newest calls" events={shown.samples} />
        ) : (
          <Empty kind="none" title="0 calls in 24 hours">
            Nobody called it. When its time is over, the contract can say so: <code>deprecated: true</code>.
          </Empty>
        )}
      </Section>
      <AsCommand text={shown.cli} />
    </Screen>
  );
}

function Actions({ of: { api, id } }: { readonly of: OperationAnswer }) {
  const mayTest = useMay('startRun');
  const [, go] = useLocation();
  const [isStarted, setStarted] = useState(false);
  const { run, isPending } = useWrite<{ readonly cli: string }>({
    refresh: ['/jobs', '/runs'],
    done: ({ cli }) => {
      setStarted(true);
      toast({ text: `The test runs. The same on the command line: ${cli}` });
    },
  });
  const test = (): void =>
    run(
      { path: '/runs', body: { kind: 'pentest', api, operations: [id] } },
      { onError: (cause) => toast({ text: cause instanceof Error ? cause.message : 'It failed', tone: 'failed' }) },
    );
  return (
    <>
      <Button onClick={() => go(trafficPath([['operation', id]]))}>See its traffic</Button>
      {mayTest && (
        <Button busy={isPending} disabled={isStarted} onClick={test}>
          {isStarted ? 'The test runs' : 'Test now'}
        </Button>
      )}
    </>
  );
}

function Consumers({ of: { consumers } }: { readonly of: OperationAnswer }) {
  const { principals, credentials, clients, of } = consumers;
  return (
    <Section
      title="Who calls"
      actions={<span className={styles['soft']}>of the newest {of.toLocaleString('en')} events</span>}
    >
      <div className={styles['tops']}>
        <TopList title="Principals" values={principals} show={(value) => <ClientLink kind="principal" id={value} />} />
        <TopList
          title="Credentials"
          values={credentials}
          show={(value) => <ClientLink kind="credential" id={value} />}
        />
        <TopList title="Addresses" values={clients} show={(value) => <ClientLink kind="client" id={value} />} />
      </div>
    </Section>
  );
}
