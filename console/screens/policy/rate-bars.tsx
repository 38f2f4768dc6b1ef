import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Rate } from './rates.js';
import styles from './limit.module.css';

const mostShown = 30;

interface BarParts {
  readonly rates: readonly Rate[];
  readonly limit: number;
  readonly onLimit: (limit: number) => void;
}

/** Callers, the busiest first, and a line to drag: what is beyond it would be caught. Arrow keys move it as well. */
export function RateBars({ rates, limit, onLimit }: BarParts) {
  const plot = useRef<HTMLDivElement>(null);
  const most = Math.max(rates[0]?.peak ?? 1, limit) * 1.1;
  const shareOf = (value: number): string => `${Math.min((value / most) * 100, 100)}%`;
  const drag = ({ clientX, buttons }: PointerEvent): void => {
    if (!buttons || !plot.current) return;
    const { left, width } = plot.current.getBoundingClientRect();
    onLimit(Math.max(1, Math.round(((clientX - left) / width) * most)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageUp: 10,
      PageDown: -10,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onLimit(Math.max(1, limit + step));
  };
  return (
    <div className={styles['bars']}>
      <ol className={styles['names']}>
        {rates.slice(0, mostShown).map(({ who }) => (
          <li key={who} title={who}>
            {who}
          </li>
        ))}
      </ol>
      <div ref={plot} className={styles['plot']}>
        {rates.slice(0, mostShown).map(({ who, peak, total }) => (
          <div key={who} className={styles['track']} title={`${who}: at most ${peak}, ${total} in all`}>
            <div className={peak > limit ? styles['over'] : styles['bar']} style={{ width: shareOf(peak) }} />
            <span className={styles['peak']} style={{ left: shareOf(peak) }}>
              {peak.toLocaleString('en')}
            </span>
          </div>
        ))}
        <div
          className={styles['line']}
          style={{ left: shareOf(limit) }}
          role="slider"
          tabIndex={0}
          aria-label="Limit"
          aria-valuenow={limit}
          aria-valuemin={1}
          aria-valuemax={Math.ceil(most)}
          aria-orientation="horizontal"
          onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
          onPointerMove={drag}
          onKeyDown={onKeyDown}
        >
          <span>{limit.toLocaleString('en')}</span>
        </div>
      </div>
      {rates.length > mostShown && (
        <p className={styles['soft']}>
          and {(rates.length - mostShown).toLocaleString('en')} more that call less often
        </p>
      )}
    </div>
  );
}
