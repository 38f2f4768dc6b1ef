import { useState, type FormEvent } from 'react';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Diff } from '../../shared/diff.js';
import { FailureLine, TextField } from '../../shared/field.js';
import { Panel } from '../../shared/panel.js';
import { useQueryState } from '../../shared/query-state.js';
import { Split } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { Time } from '../../shared/time.js';
import { toast } from '../../shared/toast.js';
import { usePages, useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { policyTouches } from './apply-policy.js';
import type { PolicyApplied, PolicyNow, PolicyVersion } from './types.js';
import styles from './policy.module.css';

const columns: readonly Column<PolicyVersion>[] = [
  { id: 'id', head: 'Version', track: '70px', align: 'right', cell: ({ id }) => id },
  {
    id: 'reason',
    head: 'Reason',
    track: 'minmax(160px, 3fr)',
    cell: ({ reason }) => <span title={reason}>{reason}</span>,
  },
  { id: 'author', head: 'By', track: 'minmax(90px, 1fr)', from: 'medium', cell: ({ author }) => author },
  { id: 'digest', head: 'Digest', track: '110px', mono: true, from: 'wide', cell: ({ digest }) => digest.slice(0, 12) },
  { id: 'at', head: 'When', track: '100px', align: 'right', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** Versions that were in force, newest first, and the way back to one. */
export function Versions({ policy }: { readonly policy: PolicyNow }) {
  const pages = usePages<PolicyVersion>('/policy/versions');
  const [chosen, choose] = useQueryState('version');
  if (pages.isLoading) return <Loading what="the versions" />;
  if (pages.error && !pages.items.length) return <Failed cause={pages.error} what="The versions" retry={pages.again} />;
  return (
    <Split panel={chosen && <One key={chosen} id={chosen} policy={policy} close={() => choose('')} />}>
      <Table
        label="Versions of the policy"
        columns={columns}
        rows={pages.items}
        rowKey={({ id }) => String(id)}
        at={chosen}
        onMove={choose}
        onOpen={({ id }) => choose(String(id))}
        hasMore={pages.hasMore}
        onEnd={pages.more}
        empty={
          <div className={styles['empty']}>
            <Empty kind="none" title="No version yet" command="portcullis policy apply NEW.yaml --reason REASON">
              A version is kept each time a policy is put in force from here or by the command.
            </Empty>
          </div>
        }
      />
    </Split>
  );
}

interface OneVersion extends PolicyVersion {
  readonly text: string;
  readonly policyDiff: string;
  readonly cli: string;
}

function One({ id, policy, close }: { readonly id: string; readonly policy: PolicyNow; readonly close: () => void }) {
  const { data, error, refetch } = useRead<OneVersion>(`/policy/versions/${encodeURIComponent(id)}`);
  const isNow = data?.text === policy.text;
  return (
    <Panel title={`Version ${id}`} label={`Version ${id}`} onClose={close}>
      {error && !data && <Failed cause={error} what="The version" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the version" />}
      {data && (
        <>
          <p>
            {data.reason}{' '}
            <span className={styles['soft']}>
              ({data.author}, <Time at={data.createdAt} />)
            </span>
          </p>
          {isNow ? (
            <p>This is the policy as it is now.</p>
          ) : (
            <Diff text={data.policyDiff} label="What going back would change" />
          )}
          {!isNow && <RollBack version={data.id} />}
          <AsCommand text={data.cli} />
        </>
      )}
    </Panel>
  );
}

function RollBack({ version }: { readonly version: number }) {
  const may = useMay('rollBackPolicy');
  const [reason, setReason] = useState('');
  const [isMissing, miss] = useState(false);
  const back = useWrite<PolicyApplied>({
    refresh: policyTouches,
    done: ({ version: made, gateway }) => {
      setReason('');
      toast({ text: `Version ${version} is ${gateway ? 'in force' : 'saved'} again, as version ${made.id}` });
    },
  });
  if (!may) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    miss(reason.trim() === '');
    if (reason.trim() !== '') back.run({ path: '/policy/rollback', body: { version, reason: reason.trim() } });
  };
  return (
    <form className={styles['apply']} onSubmit={submit}>
      <TextField
        label="Reason"
        value={reason}
        maxLength={2000}
        fault={isMissing ? 'A reason is needed: it stands in the history of versions.' : undefined}
        onChange={({ target }) => setReason(target.value)}
      />
      <FailureLine failure={back.error} />
      <div className={styles['buttons']}>
        <Button type="submit" kind="primary" busy={back.isPending}>
          Go back to version {version}
        </Button>
      </div>
    </form>
  );
}
