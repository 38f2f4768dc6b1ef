import { AsCommand } from '../../shared/as-command.js';
import { Bars, type Bar } from '../../shared/bars.js';
import { Screen } from '../../shared/screen.js';
import type { Severity } from '../../shared/severity.js';
import { Failed, Stale } from '../../shared/states.js';
import { Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { Gateway } from './gateway.js';
import { LastRuns } from './last-runs.js';
import { Numbers } from './numbers.js';
import { PolicyChanges } from './policy-changes.js';
import type { Overview as Answer } from './types.js';
import styles from './overview.module.css';

const everyMillis = 10_000;

interface Counts {
  readonly total: number;
  readonly bySeverity: Partial<Readonly<Record<Severity, number>>>;
}

/** "Does anything need me?" Every number is a link to the list behind it. */
export default function Overview() {
  const overview = useRead<Answer>('/overview', { everyMillis });
  const counts = useRead<Counts>('/findings/counts', { query: { status: 'open,regressed' }, everyMillis });
  const traffic = useRead<{ readonly buckets: readonly Bar[] }>('/events/histogram', {
    query: { q: 'kind:access OR kind:denial OR kind:would_deny', buckets: 48 },
    everyMillis,
  });
  const { data, error, refetch } = overview;
  if (error && !data) {
    return (
      <Screen title="Overview">
        <Failed what="The overview" cause={error} retry={() => void refetch()} />
      </Screen>
    );
  }
  return (
    <Screen
      title="Overview"
      note={
        data ? (
          <>
            Does anything need you? As of <Time at={data.at} />.
          </>
        ) : (
          'Does anything need you?'
        )
      }
    >
      <Stale failure={error} />
      <Numbers
        label="To decide"
        of={data}
        ids={['findings-open', 'findings-regressed', 'findings-patched', 'findings-accepted', 'detections-open']}
        bySeverity={counts.data?.bySeverity}
      />
      <div className={styles['columns']}>
        <Gateway of={data}>
          <Numbers
            label="Traffic"
            of={data}
            ids={['requests-24h', 'denied-24h', 'errors-24h', 'latency-mean-ms', 'blocks-active']}
            kind="small"
          />
          <Bars of={traffic.data?.buckets ?? emptyDay} label="Calls in 24 hours" />
        </Gateway>
        <div className={styles['side']}>
          <section className={styles['card']}>
            <h2>Contract and use</h2>
            <Numbers label="Contract and use" of={data} ids={['operations', 'operations-unseen']} kind="small" />
          </section>
          <LastRuns of={data} />
          <PolicyChanges of={data} />
        </div>
      </div>
      <AsCommand text="portcullis findings list" />
    </Screen>
  );
}

/** Holds the place until the first answer. */
const emptyDay: readonly Bar[] = Array.from({ length: 48 }, (_, time) => ({
  time,
  allowed: 0,
  denied: 0,
  wouldDeny: 0,
  failed: 0,
}));
