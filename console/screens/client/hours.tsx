import styles from './client.module.css';

interface HoursParts {
  /** UTC. */
  readonly of: readonly { readonly hour: number; readonly count: number }[];
}

/** When it usually calls, and the hour that it is now. */
export function Hours({ of }: HoursParts) {
  const most = Math.max(1, ...of.map(({ count }) => count));
  const now = new Date().getUTCHours();
  const usual = of.filter(({ count }) => count > 0).map(({ hour }) => hour);
  return (
    <figure aria-label={`Calls in the hours ${usual.join(', ') || 'none'} UTC; it is ${now} now`}>
      <h3>Hours of the day (UTC)</h3>
      <div className={styles['hours']} aria-hidden="true">
        {of.map(({ hour, count }) => (
          <div key={hour} data-now={hour === now} title={`${hour}:00: ${count.toLocaleString('en')}`}>
            <span style={{ height: `${(count / most) * 100}%` }} />
          </div>
        ))}
      </div>
      <div className={styles['scale']} aria-hidden="true">
        <span>0</span>
        <span>6</span>
        <span>12</span>
        <span>18</span>
        <span>23</span>
      </div>
    </figure>
  );
}
