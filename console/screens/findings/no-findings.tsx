import { Link } from 'wouter';
import { counted } from '../../shared/number.js';
import { Empty } from '../../shared/states.js';
import { exactTime } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import type { FindingFilter } from './types.js';
import type { RunRow } from '../scans/types.js';
import styles from './findings.module.css';

interface Runs {
  readonly items: readonly RunRow[];
}

/** Three kinds of nothing: never scanned, scanned and clean, filtered away. */
export function NoFindings({ query }: { readonly query: FindingFilter }) {
  const runs = useRead<Runs>('/runs', { query: { limit: 10 } });
  if (!runs.data) return null;
  const { status: _status, ...narrowing } = query;
  const last = runs.data.items.find(({ kind }) => kind !== 'proof');
  return (
    <div className={styles['empty']}>
      {last ? <Scanned last={last} isNarrowed={Object.keys(narrowing).length > 0} /> : <NeverScanned />}
    </div>
  );
}

function NeverScanned() {
  return (
    <Empty kind="unset" title="Nothing was scanned yet" command="portcullis pentest --safety writes">
      Findings come from scans: an audit reads contract and policy, a pentest attacks the running API within its scope.{' '}
      <Link href="/scans?new=1">Start one here</Link>, or on the command line:
    </Empty>
  );
}

function Scanned({ last, isNarrowed }: { readonly last: RunRow; readonly isNarrowed: boolean }) {
  const { id, finishedAt, operations, requests } = last;
  const facts = [
    operations !== undefined && counted(operations, 'operation'),
    requests !== undefined && counted(requests, 'request'),
  ].filter(Boolean);
  return (
    <Empty kind="none" title={isNarrowed ? '0 findings match the filter' : '0 findings in this state'}>
      Last scan <Link href={`/scans/${id}`}>{exactTime(finishedAt)}</Link>
      {facts.length > 0 && `, ${facts.join(', ')}`}.
    </Empty>
  );
}
