import { Count } from '../../shared/number.js';
import { Time } from '../../shared/time.js';
import type { OperationAnswer } from './types.js';
import styles from './operation.module.css';

/** What 24 hours were like, in one row. */
export function Figures({ of }: { readonly of: OperationAnswer }) {
  const { requests24h, denied24h, errorPercent24h, meanMillis24h, lastSeen, drift } = of;
  return (
    <dl className={styles['figures']}>
      <Figure name="Calls in 24 h" value={<Count of={requests24h} />} />
      <Figure name="Denied" value={<Count of={denied24h} />} />
      <Figure name="Failed" value={requests24h === 0 ? '–' : `${errorPercent24h} %`} />
      <Figure name="Mean time" value={meanMillis24h === null ? '–' : `${meanMillis24h} ms`} />
      <Figure name="Answers off the contract" value={<Count of={drift} />} />
      <Figure name="Last call" value={<Time at={lastSeen} />} />
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
