import { Link } from 'wouter';
import { pathTo } from '../../shared/path.js';
import { Section } from '../../shared/screen.js';
import { Loading } from '../../shared/states.js';
import { FailureLine } from '../../shared/field.js';
import { useRead } from '../../shared/use-read.js';
import { useState } from 'react';
import styles from './keys.module.css';

interface Bucket {
  readonly time: number;
  readonly allowed: number;
  readonly denied: number;
  readonly wouldDeny: number;
  readonly failed: number;
}

const dayMillis = 86_400_000;
const everyMillis = 10_000;

/** Calls with the key in the last day, hour by hour: the old one of two falls to nothing before it is revoked. */
export function KeyTraffic({ id, isEnding }: { readonly id: string; readonly isEnding: boolean }) {
  const [since] = useState(() => Date.now() - dayMillis);
  const query = { q: `credential:"${id}"`, since, buckets: 24 };
  const { data, error } = useRead<{ readonly buckets: readonly Bucket[] }>('/events/histogram', { query, everyMillis });
  const sums =
    data?.buckets.map(({ allowed, denied, wouldDeny, failed }) => allowed + denied + wouldDeny + failed) ?? [];
  const total = sums.reduce((sum, each) => sum + each, 0);
  const most = Math.max(1, ...sums);
  const lastHour = sums.at(-1) ?? 0;
  return (
    <Section title="Calls in the last 24 h" actions={<Link href={pathTo('clients', 'credential', id)}>All of it</Link>}>
      <FailureLine failure={error} />
      {!data && !error && <Loading what="its calls" lines={2} />}
      {data && (
        <>
          <svg
            className={styles['spark']}
            viewBox="0 0 240 36"
            preserveAspectRatio="none"
            role="img"
            aria-label={`${total} calls, ${lastHour} in the last hour`}
          >
            {sums.map((sum, n) => (
              <rect key={n} x={n * 10 + 1} width={8} y={36 - (sum / most) * 34} height={(sum / most) * 34} />
            ))}
            <line x1={0} x2={240} y1={35.5} y2={35.5} />
          </svg>
          <p role="status">
            {total.toLocaleString('en')} calls, {lastHour.toLocaleString('en')} in the last hour.
            {isEnding && lastHour === 0 && ' Nobody uses it any more: it can be revoked.'}
            {isEnding && lastHour > 0 && ' It is still used: wait until this is nothing.'}
          </p>
        </>
      )}
    </Section>
  );
}
