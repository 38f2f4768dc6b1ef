import { lazy, Suspense } from 'react';
import { useRead } from '../../shared/use-read.js';
import type { TimeRange } from '../../shared/time-range.js';
import { useTheme } from '../../shared/theme.js';
import type { HistogramAnswer } from './chart.js';
import styles from './traffic.module.css';

const Chart = lazy(() => import('./chart.js'));

interface HistogramParts {
  readonly q: string;
  readonly range: TimeRange;
  readonly everyMillis?: number | undefined;
}

/** How many events match, over time. What is brushed becomes the time range. */
export function Histogram({ q, range, everyMillis }: HistogramParts) {
  const { since, until } = range;
  const theme = useTheme();
  const { data } = useRead<HistogramAnswer>('/events/histogram', {
    query: { q, since, until, buckets: 90 },
    everyMillis,
  });
  return (
    <figure className={styles['histogram']} aria-label={data ? summaryOf(data) : 'Events over time'}>
      <Suspense fallback={null}>
        {data && <Chart key={theme} data={data} onBrush={(from, to) => range.setBetween(from, to)} />}
      </Suspense>
      {data && !data.exact && (
        <figcaption>
          Counted among the newest {data.looked.toLocaleString('en')} events: what is left of them is too low.
        </figcaption>
      )}
    </figure>
  );
}

function summaryOf({ buckets }: HistogramAnswer): string {
  const sum = (name: 'allowed' | 'denied' | 'wouldDeny' | 'failed' | 'info'): number =>
    buckets.reduce((total, bucket) => total + bucket[name], 0);
  return `Events over time: ${sum('allowed')} allowed, ${sum('denied')} denied, ${sum('wouldDeny')} would be denied, ${sum('failed')} failed`;
}
