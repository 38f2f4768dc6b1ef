import { useEffect, useRef } from 'react';
import type { JobLine } from './job.js';
import { exactTime } from './time.js';
import styles from './job-log.module.css';

/** The lines of a job as it writes them. It follows the newest until somebody scrolls up. */
export function JobLog({ lines, label = 'Log' }: { readonly lines: readonly JobLine[]; readonly label?: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    const box = frame.current;
    if (box && follows.current) box.scrollTop = box.scrollHeight;
  }, [lines]);
  return (
    <div
      ref={frame}
      className={styles['log']}
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
      }}
    >
      {lines.length === 0 && <p className={styles['soft']}>Waiting for the first line…</p>}
      {lines.map(({ n, time, text }) => (
        <p key={n}>
          <span className={styles['soft']}>{exactTime(time).slice(11)}</span> {text}
        </p>
      ))}
    </div>
  );
}
