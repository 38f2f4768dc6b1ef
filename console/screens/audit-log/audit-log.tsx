import { useMutation } from '@tanstack/react-query';
import type { AuditEntry } from '../../../src/store/audit.js';
import { address, write } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { CodeBlock } from '../../shared/code-block.js';
import { Facts } from '../../shared/facts.js';
import { FailureLine } from '../../shared/field.js';
import { Panel } from '../../shared/panel.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Split, Toolbar } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { TimeRangePicker, useTimeRange } from '../../shared/time-range.js';
import { exactTime } from '../../shared/time.js';
import { usePages } from '../../shared/use-read.js';
import { auditWords, kindNames } from './kinds.js';
import { VerifyResult, type Verified } from './verify-result.js';
import styles from './audit-log.module.css';

const columns: readonly Column<AuditEntry>[] = [
  { id: 'n', head: 'No.', track: '64px', align: 'right', cell: ({ n }) => n.toLocaleString('en') },
  { id: 'at', head: 'When', track: '152px', mono: true, from: 'medium', cell: ({ time }) => exactTime(time) },
  { id: 'actor', head: 'Who', track: 'minmax(90px, 1fr)', cell: ({ actor }) => <span title={actor}>{actor}</span> },
  { id: 'kind', head: 'What', track: 'minmax(150px, 1fr)', cell: ({ kind }) => auditWords(kind) },
  {
    id: 'subject',
    head: 'About',
    track: 'minmax(90px, 1fr)',
    mono: true,
    from: 'medium',
    cell: ({ subject }) => subject ?? '–',
  },
  {
    id: 'detail',
    head: 'Detail',
    track: 'minmax(160px, 2fr)',
    mono: true,
    from: 'wide',
    cell: ({ detail }) => (detail ? JSON.stringify(detail) : '–'),
  },
];

/** What people and the program changed: append-only, verified here, exported from here. */
export default function AuditLogScreen() {
  const range = useTimeRange('30d');
  const [kind, setKind] = useQueryState('kind');
  const [actor, setActor] = useQueryState('actor');
  const [at, setAt] = useQueryState('at');
  const filter = { kind, actor: actor.trim(), since: range.since, until: range.until };
  const pages = usePages<AuditEntry>('/audit-log', { query: filter, onFocus: false });
  const verify = useMutation({ mutationFn: () => write<Verified>('POST', '/audit-log/verify') });
  const mayExport = useMay('exportAuditLog');
  const mayVerify = useMay('verifyAuditLog');
  const entry = pages.items.find(({ n }) => String(n) === at);
  return (
    <Screen
      title="Audit log"
      kind="fill"
      note="Who changed what. Records are only ever added; each is a leaf of a tree whose root is signed."
      actions={
        <>
          {mayVerify && (
            <Button kind="primary" busy={verify.isPending} onClick={() => verify.mutate()}>
              Verify
            </Button>
          )}
          {mayExport && (
            <a className={styles['export']} href={address('/audit-log/export', filter)} download>
              Export as JSON lines
            </a>
          )}
        </>
      }
    >
      <FailureLine failure={verify.error} />
      {verify.data && <VerifyResult of={verify.data} />}
      <Toolbar>
        <TimeRangePicker range={range} />
        <select
          aria-label="What"
          className={styles['input']}
          value={kind}
          onChange={({ target }) => setKind(target.value)}
        >
          <option value="">everything</option>
          {kindNames.map((name) => (
            <option key={name} value={name}>
              {auditWords(name)}
            </option>
          ))}
        </select>
        <input
          type="search"
          className={styles['input']}
          aria-label="Who"
          placeholder="who, exactly"
          defaultValue={actor}
          onChange={({ target }) => {
            if (target.value === '') setActor('');
          }}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') setActor(currentTarget.value.trim());
          }}
          onBlur={({ target }) => setActor(target.value.trim())}
        />
        <AsCommand text="portcullis events search --log audit" />
      </Toolbar>
      {pages.isLoading && <Loading what="the audit log" lines={12} />}
      {pages.error !== null && !pages.items.length && (
        <Failed cause={pages.error} what="The audit log" retry={pages.again} />
      )}
      {!pages.isLoading && (pages.error === null || pages.items.length > 0) && (
        <Split panel={entry && <Entry key={entry.n} of={entry} close={() => setAt('')} />}>
          <Table
            label="Audit log"
            columns={columns}
            rows={pages.items}
            rowKey={({ n }) => String(n)}
            at={at}
            onMove={setAt}
            onOpen={({ n }) => setAt(String(n))}
            hasMore={pages.hasMore}
            onEnd={pages.more}
            isStale={pages.isStale}
            empty={
              <div className={styles['empty']}>
                <Empty kind="none" title="0 records in this time with this filter">
                  Every change of policy, patches, keys, findings and people is recorded here, and every export and
                  reading of it.
                </Empty>
              </div>
            }
          />
        </Split>
      )}
    </Screen>
  );
}

function Entry({
  of: { n, time, kind, actor, subject, detail },
  close,
}: {
  readonly of: AuditEntry;
  readonly close: () => void;
}) {
  return (
    <Panel title={auditWords(kind)} label={`Record ${n}`} onClose={close}>
      <Facts
        of={[
          ['Record', n.toLocaleString('en')],
          ['When', exactTime(time)],
          ['Who', actor],
          ['Kind', <code key="kind">{kind}</code>],
          ['About', subject],
        ]}
      />
      {detail && <CodeBlock label="Detail" text={JSON.stringify(detail, null, 2)} wrap />}
    </Panel>
  );
}
