import { exactTime } from './time.js';
import styles from './bars.module.css';

/** A stretch of time with what happened in it. */
export interface Bar {
  readonly time: number;
  readonly allowed: number;
  readonly denied: number;
  readonly wouldDeny: number;
  readonly failed: number;
}

const kinds = ['failed', 'denied', 'wouldDeny', 'allowed'] as const;
const names: Readonly<Record<(typeof kinds)[number], string>> = {
  failed: 'failed',
  denied: 'denied',
  wouldDeny: 'would be denied',
  allowed: 'allowed',
};

/** A small picture of traffic: one stack for each stretch, with a legend that has the sums. */
export function Bars({ of, label }: { readonly of: readonly Bar[]; readonly label: string }) {
  const most = Math.max(1, ...of.map(sumOf));
  const sums = kinds.map((kind) => [kind, of.reduce((sum, bar) => sum + bar[kind], 0)] as const);
  const shown = sums.filter(([kind, sum]) => sum > 0 || kind === 'allowed' || kind === 'denied').toReversed();
  return (
    <figure
      className={styles['figure']}
      aria-label={`${label}: ${sums.map(([kind, sum]) => `${sum} ${names[kind]}`).join(', ')}`}
    >
      <div className={styles['bars']} aria-hidden="true">
        {of.map((bar) => (
          <div key={bar.time} className={styles['slot']} title={titleOf(bar)}>
            {kinds.map((kind) => (
              <span key={kind} className={styles[kind]} style={{ height: `${(bar[kind] / most) * 100}%` }} />
            ))}
          </div>
        ))}
      </div>
      <figcaption className={styles['legend']}>
        {shown.map(([kind, sum]) => (
          <span key={kind}>
            <i className={styles[kind]} aria-hidden="true" />
            {names[kind]} <b>{sum.toLocaleString('en')}</b>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function sumOf(bar: Bar): number {
  return kinds.reduce((sum, kind) => sum + bar[kind], 0);
}

function titleOf(bar: Bar): string {
  const parts = kinds.filter((kind) => bar[kind] > 0).map((kind) => `${bar[kind]} ${names[kind]}`);
  return `${exactTime(bar.time)}: ${parts.join(', ') || 'nothing'}`;
}
