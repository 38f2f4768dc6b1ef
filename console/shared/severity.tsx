import styles from './severity.module.css';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** A word, a shape and a colour: never the colour alone. */
export function SeverityMark({ of }: { readonly of: Severity }) {
  return (
    <span className={`${styles['severity']} ${styles[of]}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={shapes[of]} fill="currentColor" />
      </svg>
      {of}
    </span>
  );
}

/** Octagon, triangle, diamond, circle, square. */
const shapes: Readonly<Record<Severity, string>> = {
  critical: 'M3.8 .5h4.4l3.3 3.3v4.4l-3.3 3.3H3.8L.5 8.2V3.8z',
  high: 'M6 .8 11.6 11H.4z',
  medium: 'M6 .4 11.6 6 6 11.6.4 6z',
  low: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z',
  info: 'M1.5 1.5h9v9h-9z',
};

export type Tone = 'ok' | 'info' | 'low' | 'medium' | 'high' | 'critical';

/** A state as a word on a quiet ground. */
export function Badge({ tone = 'info', children }: { readonly tone?: Tone; readonly children: React.ReactNode }) {
  return <span className={`${styles['badge']} ${styles[tone]}`}>{children}</span>;
}
